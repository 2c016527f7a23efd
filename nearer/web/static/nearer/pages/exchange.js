// What an exchange needs beside envelopes: beginnings for a response, how understood it felt, reading aloud.
import * as seal from "../seal/index.js";
import { Refused, postUntilStored } from "../lib/http.js";
import { say, word } from "../lib/words.js";

/** Chips that put the beginning of a sentence into the form's field. */
class ScaffoldChips extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const opening = event.target.closest("[data-opening]")?.dataset.opening;
    if (opening) this.closest("form").querySelector("sealed-field").insert(`${opening} `);
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
    const box = this.getAttribute("box");
    if (!box || seal.state() !== "open") return this.press(-1);
    const [epoch, revision] = [0, Number(this.getAttribute("revision"))];
    const item = { ...this.place, id: this.getAttribute("item"), author: this.getAttribute("author"), epoch, revision };
    try {
      const value = await seal.open(item, box);
      this.press(value.n?.felt ?? -1);
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

  async choose(felt) {
    if (seal.state() !== "open") return;
    this.press(felt);
    const id = this.getAttribute("item") || seal.newId();
    const revision = Number(this.getAttribute("revision") || 0) + 1;
    try {
      await postUntilStored(this.getAttribute("action"), await seal.seal({ ...this.place, id, revision }, { n: { felt } }));
      say(word("stored"));
      this.dispatchEvent(new CustomEvent("nearer:changed", { bubbles: true }));
    } catch (error) {
      this.show();
      say(error instanceof Refused ? error.message : word("refused"));
    }
  }
}

/** Reads the question aloud with the browser's own voice; hidden where there is none. */
class ReadAloud extends HTMLElement {
  connectedCallback() {
    this.hidden = !("speechSynthesis" in globalThis);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
    globalThis.speechSynthesis?.cancel();
  }

  handleEvent() {
    const element = document.getElementById(this.getAttribute("for"));
    const text = element.querySelector("sealed-text")?.value?.t ?? element.textContent;
    speechSynthesis.cancel();
    const voice = new SpeechSynthesisUtterance(text);
    voice.lang = document.documentElement.lang;
    speechSynthesis.speak(voice);
  }
}

customElements.define("scaffold-chips", ScaffoldChips);
customElements.define("felt-scale", FeltScale);
customElements.define("read-aloud", ReadAloud);
