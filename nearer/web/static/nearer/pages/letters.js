// The place of letters: opening one, and throwing a sketch away with a way back.
import { post, sentence } from "../lib/http.js";
import { make } from "../lib/dom.js";
import { say, tell, word } from "../lib/words.js";
import * as seal from "../seal/index.js";

/** Opens by a tap, without leaving the page where the server is out of reach. */
class OpenLetter extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
  }

  async handleEvent(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    try {
      location.assign((await post(this.querySelector("form").action)).url);
    } catch (error) {
      this.busy = false;
      tell(sentence(error));
      document.dispatchEvent(new CustomEvent("nearer:changed"));
    }
  }
}

/** A button beside a sketch. What it held stays in this page's memory as long as "Undo" is there. */
class ThrowAway extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  async handleEvent() {
    const sealed = this.closest("li").querySelector("sealed-text");
    const [drawer, space] = [this.getAttribute("src"), this.closest("[data-space]").dataset.space];
    try {
      const value = await seal.open(sealed.item, sealed.getAttribute("box"));
      await post(`${drawer}${sealed.item.id}/removals/`);
      await seal.dropDraft(`letter-${sealed.item.id}:${space}`);
      offer({ drawer, space, value });
    } catch (error) {
      tell(sentence(error));
    }
    document.dispatchEvent(new CustomEvent("nearer:changed"));
  }
}

function offer(thrown) {
  const button = make("button", { type: "button", textContent: word("undo") });
  const toast = make("div", { className: "toast" }, make("span", { textContent: word("letter-thrown-away") }), button);
  button.addEventListener("click", () => bringBack(thrown, toast));
  document.getElementById("undo").replaceChildren(toast); // the page itself clears its own toasts;
  say(word("letter-thrown-away"));
}

async function bringBack({ drawer, space, value }, toast) {
  try {
    await post(drawer, await seal.seal({ space, kind: "sketch" }, value));
    toast.remove();
  } catch (error) {
    tell(sentence(error));
  }
  document.dispatchEvent(new CustomEvent("nearer:changed"));
}

seal.onState((state) => state !== "open" && document.getElementById("undo").replaceChildren());
customElements.define("open-letter", OpenLetter);
customElements.define("throw-away", ThrowAway);
