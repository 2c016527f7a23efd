// Reading a letter: on paper too, and one's own back into the drawer.
import "../elements/sealed-photo.js";
import { sentence } from "../lib/http.js";
import { takeBack } from "../lib/letters.js";
import * as seal from "../seal/index.js";

const photos = () => Promise.all([...document.querySelectorAll("sealed-photo")].map((photo) => photo.show()));

class PrintPage extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => photos().then(() => print()));
  }
}

/** Attributes: action, desk (where sketches are), when, paper, day, hour: what was chosen for the letter. */
class LetterBack extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  async handleEvent(event) {
    const button = event.target.closest("button");
    if (!button || this.busy) return;
    this.busy = true;
    button.setAttribute("aria-busy", "true");
    const alert = this.querySelector("[role=alert]");
    try {
      const place = { space: this.closest("[data-space]").dataset.space, id: (this.sketch ??= seal.newId()) };
      const id = await takeBack(this.getAttribute("action"), place, await this.value(), (error) => alert.replaceChildren(error.message));
      location.replace(`${this.getAttribute("desk")}${id}/`);
    } catch (error) {
      alert.replaceChildren(sentence(error));
      button.removeAttribute("aria-busy");
      this.busy = false;
    }
  }

  async value() {
    const [t, c] = await Promise.all(["letter", "cover"].map((id) => textOf(document.getElementById(id))));
    const [when, paper, day, hour] = ["when", "paper", "day", "hour"].map((name) => this.getAttribute(name) ?? "");
    return { t, c, when: when === "now" ? "" : when, paper: paper === "plain" ? "" : paper, day, hour };
  }
}

async function textOf(place) {
  const text = place?.querySelector("sealed-text");
  return text ? (await seal.open(text.item, text.getAttribute("box"))).t : "";
}

customElements.define("print-page", PrintPage);
customElements.define("letter-back", LetterBack);
photos(); // also those further down, since the browser's own way to print waits for nobody
