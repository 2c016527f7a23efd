// The three elements between a page and its envelopes: <sealed-text> opens, <sealed-field> takes words in,
// <sealed-form> seals and posts. Plaintext is only ever inside their shadow roots.
import * as seal from "../seal/index.js";
import { Refused, postUntilStored } from "../lib/http.js";
import { say, word } from "../lib/words.js";

let keeping = null; // words on their way into a draft

const spaceOf = (element) => element.closest("[data-space]")?.dataset.space;

/** The item that an element's attributes tell of: what seal.open asks for. */
const itemOf = (element) => {
  const [kind, id, author, content] = ["kind", "item", "author", "content"].map((name) => element.getAttribute(name));
  const [epoch, revision] = ["epoch", "revision"].map((name) => Number(element.getAttribute(name)));
  return { space: spaceOf(element), kind, id, author, content: content ?? "-", epoch, revision };
};

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/**
 * Attributes: kind item author content epoch revision box. `state` tells how it went: open, locked or bad.
 * The opened value is `value`; what is shown is its `t` (or data-field), or the word for "we talked about it".
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
    return itemOf(this);
  }

  async show() {
    const box = this.getAttribute("box");
    if (seal.state() === "none" && !this.value) return; // the keys are on their way, and it is empty anyway
    if (!box || seal.state() !== "open") return this.put("", "locked");
    try {
      const value = await seal.open(this.item, box);
      if (box !== this.getAttribute("box") || seal.state() !== "open") return; // a newer one, or a lock, came meanwhile
      this.value = value;
      this.put(value.n?.talked ? word("talked") : (value[this.dataset.field ?? "t"] ?? ""), "open");
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

/**
 * A textarea in a shadow root. Attributes: data-field, label, hint, rows, maxlength, placeholder, readonly, nudge (where
 * the patterns of the wording nudge are: it watches from the first key on). It takes in more than maxlength, so that
 * nothing pasted is cut off unseen; the form says so and sends nothing.
 */
export class SealedField extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const [rows, readOnly] = [Number(this.getAttribute("rows") || 4), this.hasAttribute("readonly")];
    this.area = make("textarea", { id: "area", part: "field", rows, readOnly, autocomplete: "off" });
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
      if (this.hasAttribute("nudge")) this.nudge ??= import("./nudge.js").then(({ nudge }) => nudge(this), () => {});
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
    this.dispatchEvent(new Event("sealed-set"));
  }

  /** By how many characters it is too long. */
  get over() {
    return Math.max(0, this.area.value.length - (this.getAttribute("maxlength") ?? Infinity));
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
const left = new Map(); // draft name -> unsent words of a form that a morph took away, for the one that takes its place

/**
 * Wraps a <form method=post action> with sealed fields. Attributes: kind, content, item + revision + box (+ author,
 * epoch) of what is changed, draft (name; each space has its own). Other inputs of the form with a name are posted
 * beside the box. A submit button may carry data-number="name:value" for a number to seal along with the text.
 * Fires nearer:stored when the server has it, and nearer:changed so that the page asks for what changed.
 */
export class SealedForm extends HTMLElement {
  static observedAttributes = ["box"];

  connectedCallback() {
    if (this.form) return;
    this.form = this.querySelector("form");
    this.space_ = spaceOf(this);
    this.draftName = this.hasAttribute("draft") && `${this.getAttribute("draft")}:${this.space_ ?? ""}`;
    for (const what of ["submit", "sealed-input", "focusout"]) this.addEventListener(what, this);
    this.unsubscribe = seal.onState(() => this.fill());
    addEventListener("pagehide", this);
    this.fill();
  }

  /** What was not sent stays, though its form goes. */
  disconnectedCallback() {
    if (this.dirty && this.draftName) left.set(this.draftName, { id: (this.id_ ??= seal.newId()), value: this.value });
    this.keepNow();
    this.unsubscribe?.();
    removeEventListener("pagehide", this);
    this.form = null;
  }

  attributeChangedCallback() {
    if (this.form) this.fill();
  }

  handleEvent(event) {
    if (event.type === "submit") return this.submit(event);
    if (event.type === "sealed-input") return this.typed();
    this.keepNow();
    if (event.type === "pagehide") this.empty();
  }

  get fields() {
    return [...this.querySelectorAll("sealed-field")];
  }

  /** The draft of last time, else the text that is being changed. Never over words that were typed meanwhile. */
  async fill() {
    if (seal.state() !== "open") return this.empty();
    await null; // whatever goes with the same morph goes first
    await keeping;
    const mine = left.get(this.draftName); // before the draft, which another tab may have written since
    let kept = mine ?? (this.draftName && (await seal.draft(this.draftName)));
    const present = await this.present();
    const arrived = kept && (await this.arrived(kept.id, present));
    if (kept && [present, arrived].some((value) => value && this.same(value, kept.value))) {
      kept = null; // it was sent, and nobody saw it arrive
      await seal.dropDraft(this.draftName);
    }
    const value = kept ? kept.value : present;
    if (this.dirty || !value || !this.form) return;
    left.delete(this.draftName);
    this.dirty = Boolean(mine);
    this.id_ = kept?.id;
    for (const field of this.fields) field.value = value[field.dataset.field] ?? "";
    if (!kept) return;
    this.alert(word("draft-kept"));
    this.closest("details")?.setAttribute("open", "");
    if (arrived) await this.keepAnew();
  }

  /** What was sent under this id, where the page shows that it arrived. */
  async arrived(id, present) {
    if (id === this.getAttribute("item")) return present;
    const shown = document.querySelector(`sealed-text[item="${id}"]`);
    return shown && seal.open(itemOf(shown), shown.getAttribute("box")).catch(() => ({}));
  }

  same(value, other) {
    return this.fields.every(({ dataset: { field } }) => (value[field] ?? "") === (other[field] ?? ""));
  }

  async present() {
    const box = this.getAttribute("box");
    if (!box) return null;
    try {
      return await seal.open(itemOf(this), box);
    } catch (error) {
      if (seal.state() === "open") this.alert(error.message);
      return null;
    }
  }

  empty() {
    clearTimeout(this.timer);
    this.dirty = false;
    for (const field of this.fields) if (field.area) field.value = "";
  }

  alert(sentence) {
    this.querySelector("[role=alert]")?.replaceChildren(sentence);
  }

  get value() {
    return Object.fromEntries(this.fields.map((field) => [field.dataset.field, field.value]));
  }

  typed() {
    this.dirty = true;
    this.keepSoon();
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepNow(), DRAFT_EVERY);
  }

  /** What was typed goes into the draft, and what is too long is said, while there is time to shorten it. */
  async keepNow() {
    clearTimeout(this.timer);
    if (!this.dirty || seal.state() !== "open") return;
    let wrong = this.tooLong();
    if (this.draftName) await (keeping = this.keep().catch((error) => (wrong ||= error.message)));
    if (wrong === (this.wrong ?? "")) return;
    if (document.querySelector(":is(a, button):active")) return this.keepSoon(); // it would move away from the press
    this.alert((this.wrong = wrong));
  }

  tooLong() {
    const over = this.fields.find((field) => field.over)?.over;
    return over ? word("too-long").replace("%s", over) : "";
  }

  async keep() {
    this.id_ ??= seal.newId();
    if (this.fields.some((field) => field.value)) {
      await seal.keepDraft(this.draftName, { id: this.id_, value: this.value });
    } else {
      await seal.dropDraft(this.draftName);
    }
  }

  /** What is in the fields is another than what was sent, so it gets an id of its own. */
  keepAnew() {
    this.id_ = undefined;
    this.dirty = true;
    return this.keepNow();
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
    if (this.tooLong()) return this.alert(this.tooLong());
    this.sending = true;
    const button = event.submitter ?? this.form.querySelector("button");
    button?.setAttribute("aria-busy", "true");
    try {
      await this.send(value);
    } catch (error) {
      this.alert(error.message || word("refused"));
      if (error instanceof Refused && error.status === 409) {
        this.id_ = undefined; // that id is spent: try with another
        this.tellPage("nearer:changed"); // why, the page as it is now shows
      }
    } finally {
      this.sending = false;
      button?.removeAttribute("aria-busy");
    }
  }

  async send(value) {
    const sent = this.value;
    if (this.draftName) await this.keep();
    clearTimeout(this.timer);
    const [changes, draft] = [this.getAttribute("item"), (this.id_ ??= seal.newId())];
    const item = {
      space: this.space_,
      kind: this.getAttribute("kind"),
      content: this.getAttribute("content") ?? "-",
      id: changes || draft,
      revision: changes ? Number(this.getAttribute("revision")) + 1 : 1,
    };
    const posted = await seal.seal(item, value);
    const [address, fields] = [this.form.action, new URLSearchParams(new FormData(this.form))];
    for (const name of ["id", "epoch", "revision", "box"]) fields.set(name, posted[name]);
    const kept = { ...item, epoch: posted.epoch, draft: this.draftName, began: draft };
    const answer = await postUntilStored(address, fields, (error) => this.alert(error.message), kept);
    this.alert("");
    if (this.dirty && !this.same(sent, this.value)) await this.keepAnew(); // typed on while it waited
    else await this.sent(draft);
    say(word("stored"));
    this.tellPage("nearer:stored", posted);
    if (answer.redirected || this.hasAttribute("next")) location.assign(this.getAttribute("next") ?? answer.url);
    else this.tellPage("nearer:changed");
  }

  /** Nothing waits here any more; a draft that another tab has begun meanwhile does. */
  async sent(id) {
    this.empty();
    this.id_ = undefined;
    if (!this.draftName || seal.state() !== "open") return;
    if ((await seal.draft(this.draftName))?.id === id) await seal.dropDraft(this.draftName);
  }

  tellPage(what, detail = null) {
    (this.isConnected ? this : document).dispatchEvent(new CustomEvent(what, { bubbles: true, detail }));
  }
}

customElements.define("sealed-text", SealedText);
customElements.define("sealed-field", SealedField);
customElements.define("sealed-form", SealedForm);

const texts = () => document.querySelectorAll("sealed-text");
addEventListener("pagehide", () => texts().forEach((text) => text.empty())); // nothing readable stays in the history
addEventListener("pageshow", (event) => event.persisted && location.reload());
