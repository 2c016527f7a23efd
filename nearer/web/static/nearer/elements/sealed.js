// The three elements between a page and its envelopes: <sealed-text> opens, <sealed-field> takes words in,
// <sealed-form> seals and posts. Plaintext is only ever inside their shadow roots.
import * as seal from "../seal/index.js";
import { Refused, postUntilStored } from "../lib/http.js";
import { say, word } from "../lib/words.js";

const spaceOf = (element) => element.closest("[data-space]")?.dataset.space;

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/**
 * Attributes: kind item author content epoch revision box. `state` tells how it went: open, locked or bad.
 * The opened value is `value`; what is shown is its `t`, or the word for "we talked about it".
 */
export class SealedText extends HTMLElement {
  static observedAttributes = ["box"];

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" });
    this.unsubscribe = seal.onState(() => this.show());
    this.show();
  }

  disconnectedCallback() {
    this.unsubscribe?.();
  }

  attributeChangedCallback() {
    if (this.shadowRoot) this.show();
  }

  get item() {
    const [kind, id, author, content] = ["kind", "item", "author", "content"].map((name) => this.getAttribute(name));
    const [epoch, revision] = ["epoch", "revision"].map((name) => Number(this.getAttribute(name)));
    return { space: spaceOf(this), kind, id, author, content, epoch, revision };
  }

  async show() {
    const box = this.getAttribute("box");
    if (!box || seal.state() !== "open") return this.put("", "locked");
    try {
      const value = await seal.open(this.item, box);
      if (box !== this.getAttribute("box")) return; // a newer one came meanwhile
      this.value = value;
      this.put(value.n?.talked ? word("talked") : (value.t ?? ""), "open");
    } catch (error) {
      this.put(seal.state() === "open" ? error.message : "", seal.state() === "open" ? "bad" : "locked");
    }
  }

  put(text, state) {
    if (state !== "open") this.value = undefined;
    this.shadowRoot.replaceChildren(make("span", { part: "text", textContent: text }));
    this.setAttribute("state", state);
    this.dispatchEvent(new CustomEvent("sealed-text", { bubbles: true, detail: state }));
  }

  empty() {
    this.put("", "locked");
  }
}

/** A textarea in a shadow root. Attributes: data-field, label, hint, rows, maxlength, placeholder. */
export class SealedField extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const [rows, maxLength] = [Number(this.getAttribute("rows") || 4), Number(this.getAttribute("maxlength") || 20000)];
    this.area = make("textarea", { id: "area", part: "field", rows, maxLength, autocomplete: "off" });
    this.area.placeholder = this.getAttribute("placeholder") ?? "";
    const label = make("label", { part: "label", htmlFor: "area", textContent: this.getAttribute("label") });
    this.attachShadow({ mode: "open", delegatesFocus: true }).append(label, this.area);
    if (this.hasAttribute("hint")) {
      this.shadowRoot.append(make("p", { part: "hint", id: "hint", textContent: this.getAttribute("hint") }));
      this.area.setAttribute("aria-describedby", "hint");
    }
    this.area.addEventListener("input", () => {
      this.grow();
      this.dispatchEvent(new Event("sealed-input", { bubbles: true }));
    });
    if (this.hasAttribute("autofocus")) this.area.focus({ preventScroll: true });
  }

  grow() {
    this.area.rows = Math.max(Number(this.getAttribute("rows") || 4), this.area.value.split("\n").length + 1);
  }

  get value() {
    return this.area.value;
  }

  set value(text) {
    this.area.value = text;
    this.grow();
  }

  /** Put words where the cursor is, and the cursor behind them. */
  insert(words) {
    const { selectionStart: at, selectionEnd: end, value } = this.area;
    const lead = at > 0 && value[at - 1] !== "\n" ? "\n" : "";
    this.area.setRangeText(lead + words, at, end, "end");
    this.area.focus();
    this.grow();
    this.dispatchEvent(new Event("sealed-input", { bubbles: true }));
  }
}

const DRAFT_EVERY = 600; // ms behind the typing

/**
 * Wraps a <form method=post action> with sealed fields. Attributes: kind, content, item + revision + box (+ author,
 * epoch) of what is changed, draft (name). Other inputs of the form with a name are posted beside the box.
 * A submit button may carry data-number="name:value" for a number to seal along with the text.
 * Fires nearer:stored when the server has it, and nearer:changed so that the page asks for what changed.
 */
export class SealedForm extends HTMLElement {
  connectedCallback() {
    if (this.form) return;
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.addEventListener("sealed-input", () => this.keepSoon());
    this.unsubscribe = seal.onState(() => this.fill());
    addEventListener("pagehide", (this.onHide = () => this.empty()));
    this.fill();
  }

  disconnectedCallback() {
    this.unsubscribe?.();
    removeEventListener("pagehide", this.onHide);
    this.form = null;
  }

  get fields() {
    return [...this.querySelectorAll("sealed-field")];
  }

  get draftName() {
    return this.getAttribute("draft");
  }

  /** The draft of last time, else the text that is being changed. Never over words that were typed meanwhile. */
  async fill() {
    if (seal.state() !== "open") return this.empty();
    const kept = this.draftName && (await seal.draft(this.draftName));
    const value = kept ? kept.value : await this.present();
    if (!value || this.fields.some((field) => field.value)) return;
    this.id_ = kept?.id;
    for (const field of this.fields) field.value = value[field.dataset.field] ?? "";
    if (kept) this.alert(word("draft-kept"));
    if (kept && kept.id === this.getAttribute("item")) {
      this.id_ = undefined; // what was sent arrived, unseen: the next thing given here is another
      await this.keep();
    }
  }

  async present() {
    const box = this.getAttribute("box");
    if (!box) return null;
    const revision = Number(this.getAttribute("revision"));
    const epoch = Number(this.getAttribute("epoch"));
    const [kind, id, author] = ["kind", "item", "author"].map((name) => this.getAttribute(name));
    const content = this.getAttribute("content") ?? "-";
    try {
      return await seal.open({ space: spaceOf(this), kind, id, author, content, epoch, revision }, box);
    } catch (error) {
      if (seal.state() === "open") this.alert(error.message);
      return null;
    }
  }

  empty() {
    for (const field of this.fields) if (field.area) field.value = "";
  }

  alert(sentence) {
    this.querySelector("[role=alert]")?.replaceChildren(sentence);
  }

  get value() {
    return Object.fromEntries(this.fields.map((field) => [field.dataset.field, field.value]));
  }

  keepSoon() {
    clearTimeout(this.timer);
    if (this.draftName) this.timer = setTimeout(() => this.keep(), DRAFT_EVERY);
  }

  async keep() {
    this.id_ ??= seal.newId();
    if (this.fields.some((field) => field.value)) {
      await seal.keepDraft(this.draftName, { id: this.id_, value: this.value });
    } else {
      await seal.dropDraft(this.draftName);
    }
  }

  async submit(event) {
    event.preventDefault();
    event.stopPropagation();
    if (this.sending) return;
    const number = event.submitter?.dataset.number;
    const value = Object.fromEntries(Object.entries(this.value).filter(([, text]) => text.trim()));
    if (number) value.n = Object.fromEntries([number.split(":").map((part, i) => (i ? Number(part) : part))]);
    if (!Object.keys(value).length) return this.alert(word("empty"));
    if (seal.state() !== "open") return this.alert(word("locked"));
    this.sending = true;
    const button = event.submitter ?? this.form.querySelector("button");
    button?.setAttribute("aria-busy", "true");
    try {
      await this.send(value);
    } catch (error) {
      this.alert(error.message || word("refused"));
      if (error instanceof Refused && error.status === 409) this.id_ = undefined; // that id is spent: try with another
    } finally {
      this.sending = false;
      button?.removeAttribute("aria-busy");
    }
  }

  async send(value) {
    if (this.draftName) await this.keep();
    clearTimeout(this.timer);
    const changes = this.getAttribute("item");
    const posted = await seal.seal(
      {
        space: spaceOf(this),
        kind: this.getAttribute("kind"),
        content: this.getAttribute("content") ?? "-",
        id: changes || (this.id_ ??= seal.newId()),
        revision: changes ? Number(this.getAttribute("revision")) + 1 : 1,
      },
      value,
    );
    const fields = new URLSearchParams(new FormData(this.form));
    for (const name of ["id", "epoch", "revision", "box"]) fields.set(name, posted[name]);
    const answer = await postUntilStored(this.form.action, fields, (error) => this.alert(error.message));
    this.empty();
    if (this.draftName) await seal.dropDraft(this.draftName);
    this.id_ = undefined;
    this.alert("");
    say(word("stored"));
    if (answer.redirected || this.hasAttribute("next")) location.assign(this.getAttribute("next") ?? answer.url);
    this.dispatchEvent(new CustomEvent("nearer:stored", { bubbles: true, detail: posted }));
    this.dispatchEvent(new CustomEvent("nearer:changed", { bubbles: true, detail: null }));
  }
}

customElements.define("sealed-text", SealedText);
customElements.define("sealed-field", SealedField);
customElements.define("sealed-form", SealedForm);

const texts = () => document.querySelectorAll("sealed-text");
addEventListener("pagehide", () => texts().forEach((text) => text.empty())); // nothing readable stays in the history
addEventListener("pageshow", (event) => event.persisted && location.reload());
