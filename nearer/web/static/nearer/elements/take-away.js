// <take-away action="…" back="…">: takes a thing away for good, a little later than asked, so that it can be brought back.
// Inside: the thing, a button data-act="away", and [data-gone] with a button data-act="back".
import { remove, sentence } from "../lib/http.js";
import { say, tell, word } from "../lib/words.js";

const MOMENT = 8000; // ms in which one may think better of it

class TakeAway extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    addEventListener("pagehide", this);
  }

  /** Whoever goes meanwhile meant it. */
  disconnectedCallback() {
    removeEventListener("pagehide", this);
    this.takeAway();
  }

  handleEvent(event) {
    if (event.type === "pagehide") return this.takeAway();
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "away") this.hide();
    if (act === "back") this.bringBack();
  }

  show(there) {
    for (const child of this.children) child.hidden = "gone" in child.dataset ? there : !there;
  }

  hide() {
    this.show(false);
    this.querySelector("[data-act=back]").focus();
    this.timer = setTimeout(() => this.takeAway().then((gone) => gone && location.replace(this.getAttribute("back"))), MOMENT);
  }

  bringBack() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.show(true);
    this.querySelector("[data-act=away]").focus();
    say(word("own-back"));
  }

  /** True once it is gone. */
  async takeAway() {
    if (!this.timer) return false;
    clearTimeout(this.timer);
    this.timer = undefined;
    document.querySelector("live-updates")?.remove(); // of what is gone there is nothing to bring up to date
    try {
      await remove(this.getAttribute("action"));
      return true;
    } catch (error) {
      this.show(true);
      tell(sentence(error));
      return false;
    }
  }
}

customElements.define("take-away", TakeAway);
