// <bring-along from=ID>: links with data-draft=NAME take a copy of what was written into the form that keeps its words
// under that name, behind whatever was begun there. What was written stays where it is. With data-done a plan counts as
// done from then on: whoever presses says that it is, whether it is told of in the end or not.
import { sentence } from "../lib/http.js";
import { tell } from "../lib/words.js";
import * as seal from "../seal/index.js";

class BringAlong extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  async handleEvent(event) {
    const link = event.target.closest("a[data-draft]");
    if (!link) return;
    event.preventDefault();
    try {
      await this.copy(link.dataset.draft);
      if ("done" in link.dataset) await this.source.done(true);
      location.assign(link.href);
    } catch (error) {
      tell(sentence(error));
    }
  }

  get source() {
    return document.getElementById(this.getAttribute("from"));
  }

  async copy(draft) {
    const { words } = this.source;
    if (!words) throw new seal.SealError("seal-locked");
    const name = `${draft}:${this.closest("[data-space]").dataset.space}`;
    const begun = await seal.draft(name);
    if (begun?.value?.t?.includes(words)) return; // it is there already
    const t = [begun?.value?.t, words].filter(Boolean).join("\n\n");
    await seal.keepDraft(name, { ...begun, id: begun?.id ?? seal.newId(), value: { ...begun?.value, t } });
  }
}

customElements.define("bring-along", BringAlong);
