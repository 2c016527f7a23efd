// <take-away action="…" back="…">: takes a thing away for good, a little later than asked, so that it can be brought back.
// Inside: the thing, a button data-act="away", and [data-gone] with a button data-act="back".
import { remove, sentence } from "../lib/http.js";
import { say, tell, word } from "../lib/words.js";

const MOMENT = 8000; // ms in which one may think better of it

class TakeAway extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    document.addEventListener("click", this);
    addEventListener("pagehide", this);
  }

  /** Whoever goes meanwhile meant it. */
  disconnectedCallback() {
    document.removeEventListener("click", this);
    removeEventListener("pagehide", this);
    this.takeAway();
  }

  handleEvent(event) {
    if (event.type === "pagehide") return this.takeAway();
    if (event.currentTarget === document) return this.follow(event, event.target.closest("a[href]"));
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "away") this.hide();
    if (act === "back") this.bringBack();
  }

  /** A link leads on when the thing is gone, or the page it leads to would still have it. */
  async follow(event, link) {
    if (!this.timer || !link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (await this.takeAway()) location.assign(link.href);
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
