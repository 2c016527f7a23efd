// The pages of the two: what this device's keys say, switches, and the agreement's words taken over to change them.
import "../elements/key-state.js";
import { SealedForm } from "../elements/sealed.js";
import * as seal from "../seal/index.js";

/** A form whose field begins with words that are on the page already, opened or not sealed at all (data-from=ID). */
class TakenOver extends SealedForm {
  async present() {
    const source = document.getElementById(this.dataset.from);
    const sealed = source.querySelector("sealed-text");
    if (!sealed) return { t: source.innerText.trim() };
    return seal.open(sealed.item, sealed.getAttribute("box")).catch(() => null);
  }
}

/** A form with a switch: sent as soon as it is moved. */
class AtOnce extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.querySelector("form").requestSubmit());
  }
}

customElements.define("at-once", AtOnce);
customElements.define("taken-over", TakenOver);
