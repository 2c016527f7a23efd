// What an opened exchange needs beside envelopes: beginnings for a response, how understood it felt, and
// what one had written and can't send any more.
import { Refused, postUntilStored } from "../lib/http.js";
import { say, tell, word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { SealedForm } from "./sealed.js";

/** Chips that put the beginning of a sentence into the form's field, and show how somebody might go on. */
class ScaffoldChips extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const chosen = event.target.closest("[data-opening]")?.dataset;
    if (!chosen) return;
    this.parentElement.querySelector("[role=status]").replaceChildren(chosen.example);
    this.closest("form").querySelector("sealed-field").insert(`${chosen.opening} `);
  }
}

/** Five words for how understood one felt. The choice is sealed under one's own key and shown only here. */
class FeltScale extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) this.build();
    this.unsubscribe = seal.onState(() => this.show());
    this.show();
  }

  disconnectedCallback() {
    this.unsubscribe?.();
  }

  static observedAttributes = ["box"];

  attributeChangedCallback() {
    if (this.shadowRoot) this.show();
  }

  build() {
    const legend = Object.assign(document.createElement("p"), { id: "legend", part: "legend" });
    legend.append(this.getAttribute("legend"));
    this.hint = Object.assign(document.createElement("p"), { part: "hint" });
    this.hint.append(this.getAttribute("hint"));
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", "legend");
    group.part = "choices";
    this.buttons = this.getAttribute("words").split("|").map((text, index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      button.addEventListener("click", () => this.choose(index));
      return button;
    });
    group.append(...this.buttons);
    this.attachShadow({ mode: "open" }).append(legend, group, this.hint);
  }

  get place() {
    return { space: this.closest("[data-space]").dataset.space, kind: "felt", content: this.getAttribute("content") };
  }

  async show() {
    if (this.sending) return;
    const box = this.getAttribute("box");
    if (!box || seal.state() !== "open") return this.press(-1);
    const [epoch, revision] = [0, Number(this.getAttribute("revision"))];
    const item = { ...this.place, id: this.getAttribute("item"), author: this.getAttribute("author"), epoch, revision };
    try {
      const value = await seal.open(item, box);
      if (!this.sending) this.press(value.n?.felt ?? -1);
    } catch (error) {
      this.press(-1);
      if (seal.state() === "open") this.hint.replaceChildren(error.message);
    }
  }

  press(chosen) {
    this.buttons.forEach((button, index) => {
      button.setAttribute("aria-pressed", String(index === chosen));
      button.part = index === chosen ? "choice chosen" : "choice";
    });
  }

  /** Presses that come while one is on its way wait for it; the last of them counts. */
  async choose(felt) {
    if (seal.state() !== "open") return;
    this.press(felt);
    this.wanted = felt;
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.wanted !== undefined) await this.give(this.wanted);
      say(word("stored"));
    } catch (error) {
      tell(error instanceof Refused ? error.message : word("refused"));
      this.wanted = undefined;
      this.sending = false;
      this.show();
    }
    this.sending = false;
    document.dispatchEvent(new CustomEvent("nearer:changed"));
  }

  async give(felt) {
    this.wanted = undefined;
    const id = this.getAttribute("item") || (this.id_ ??= seal.newId());
    const revision = Math.max(Number(this.getAttribute("revision")), this.given ?? 0) + 1;
    const item = { ...this.place, id, revision };
    await postUntilStored(this.getAttribute("action"), await seal.seal(item, { n: { felt } }), undefined, item);
    this.given = revision;
  }
}

/** The place of a draft that can't be sent any more: shown where there is one, to copy it or put it away. */
class KeptWords extends SealedForm {
  async fill() {
    await super.fill();
    this.hidden = seal.state() !== "open" || !(await seal.draft(this.draftName));
  }

  async submit(event) {
    event.preventDefault();
    event.stopPropagation();
    if (event.submitter.value === "copy") {
      await navigator.clipboard.writeText(Object.values(this.value).join("\n"));
      return say(word("copied"));
    }
    await seal.dropDraft(this.draftName);
    this.empty();
    this.hidden = true;
  }
}

customElements.define("kept-words", KeptWords);
customElements.define("scaffold-chips", ScaffoldChips);
customElements.define("felt-scale", FeltScale);
