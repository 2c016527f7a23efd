// Us: what this device's keys say, the name the other sees, and the agreement's words taken over to change them.
import "../elements/key-state.js";
import { SealedForm } from "../elements/sealed.js";

/** A form whose field begins with words that are on the page already, opened or not sealed at all (data-from=ID). */
class TakenOver extends SealedForm {
  async present() {
    const source = document.getElementById(this.dataset.from);
    const sealed = source.querySelector("sealed-text");
    return { t: sealed ? sealed.value?.t : source.innerText.trim() };
  }
}

customElements.define("taken-over", TakenOver);
