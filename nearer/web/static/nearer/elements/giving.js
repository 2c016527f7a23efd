// What giving needs beside envelopes: a form that can also keep it to oneself, beginnings to draw from, taking back.
import { feelingWords } from "../lib/feelings.js";
import { Refused, get, post, postUntilStored } from "../lib/http.js";
import { say, tell, word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { SealedForm, SealedText } from "./sealed.js";

const WISHED = { comfort: "wished-comfort", help: "wished-help", heard: "wished-heard" };

/**
 * A sealed form whose fields may be pickers too, and whose buttons may seal for somebody else: one with data-kind and
 * formaction keeps the words to oneself. The kind still decides the key.
 */
class GivingForm extends SealedForm {
  get fields() {
    return [...this.querySelectorAll("sealed-field, feeling-words, one-wish")];
  }

  get tray() {
    return this.querySelector("photo-tray");
  }

  async submit(event) {
    const { kind, next } = event.submitter?.dataset ?? {};
    const usual = { kind: this.getAttribute("kind"), next: this.getAttribute("next"), address: this.form.action };
    if (kind) this.be({ kind, next, address: event.submitter.formAction });
    try {
      await super.submit(event);
    } finally {
      if (kind && this.form) this.be(usual);
    }
  }

  be({ kind, next, address }) {
    this.setAttribute("kind", kind);
    this.setAttribute("next", next);
    this.form.action = address;
  }

  /** What one keeps for oneself is text alone, so the words for a feeling and the wish are written out. Photos go along. */
  async send({ f, ...value }) {
    const next = this.getAttribute("next");
    const gift = f ? { f, ...value } : value;
    const text = [feelingWords(f).join(", "), value.t, WISHED[value.w] && word(WISHED[value.w])].filter(Boolean).join("\n");
    const alone = this.getAttribute("kind") === "journal";
    if (alone && !text) return this.alert(word("empty"));
    const became = alone ? { t: text } : gift;
    this.apart = { value: this.value, kind: this.getAttribute("kind"), became };
    this.removeAttribute("next");
    try {
      await this.sendOnce(became);
    } finally {
      this.setAttribute("next", next);
    }
    await this.tray?.sent;
    if (!this.tray?.chosen.length) location.assign(next);
  }

  /** Nothing readable outlives a lock. */
  empty() {
    super.empty();
    this.apart = null;
  }

  /** What was kept to oneself reads otherwise than the fields, so the draft says what was sent. Once they change, no more. */
  keep() {
    if (!this.apart || !this.same(this.apart.value, this.value)) return super.keep();
    return seal.keepDraft(this.draftName, { id: (this.id_ ??= seal.newId()), ...this.apart });
  }

  /** Sealed anew, what is there already is another box: then that is opened, and the same is not stored twice. */
  async sendOnce(value) {
    const sent = this.value;
    try {
      await (this.tray?.chosen.length ? this.sendHere(value) : super.send(value));
    } catch (error) {
      const id = this.id_;
      const there = error.status === 409 && (await this.stored(this.getAttribute("kind"), id));
      if (!there || !this.same(there, value)) throw error;
      await this.isStored(id, sent);
    }
  }

  /** With photos, which only this page has, nothing is kept for later: the words would go without them. */
  async sendHere(value) {
    const sent = this.value;
    await this.keep();
    clearTimeout(this.timer);
    const id = this.id_;
    const { epoch, revision, box } = await seal.seal({ space: this.space_, kind: this.getAttribute("kind"), id }, value);
    const fields = { id, epoch, revision, box };
    await postUntilStored(this.form.action, fields, (error) => this.alert(error.status ? error.message : word("given-with-photo")));
    await this.isStored(id, sent);
  }

  async isStored(id, sent) {
    this.alert("");
    await (this.dirty && !this.same(sent, this.value) ? this.keepAnew() : this.sent(id)); // typed on while it waited
    say(word("stored"));
    this.tellPage("nearer:stored", { id });
    this.tellPage("nearer:changed");
  }

  /** Sent by the service worker, or from behind a lock, while no page was there to see it. */
  async arrived(id, present) {
    const draft = await seal.draft(this.draftName);
    if (draft?.id !== id || !draft.became) return super.arrived(id, present);
    const there = await this.stored(draft.kind, id).catch(() => null);
    return there && (this.same(there, draft.became) ? draft.value : there);
  }

  /** What the server has under this id, opened; undefined where it has nothing. */
  async stored(kind, id) {
    const boxes = async () => {
      if (kind === "journal") return (await get("/me/pages/boxes/")).entries.map(([, , box]) => box);
      return (await get(`/spaces/${this.space_}/gifts/boxes/`)).exchanges.map(([, , [gift]]) => gift);
    };
    const [, , author, epoch, revision, box, content] = (await boxes()).find(([, item]) => item === id) ?? [];
    return box && seal.open({ space: this.space_, kind, id, author, epoch, revision, content: content ?? "-" }, box);
  }
}

/** Beginnings in a pile, three at a time: a tap puts one into the form's field, where it can be changed. */
class IdeaDeck extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.querySelector("[data-more]").hidden = this.querySelectorAll("li").length <= this.shown;
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  shown = 3;
  from = 0;

  handleEvent(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if ("more" in button.dataset) return this.turn();
    this.closest("form").querySelector("sealed-field").insert(`${button.textContent} `);
  }

  turn() {
    const rows = [...this.querySelectorAll("li")];
    this.from = this.from + this.shown >= rows.length ? 0 : this.from + this.shown;
    rows.forEach((row, index) => (row.hidden = index < this.from || index >= this.from + this.shown));
    rows[this.from].querySelector("button").focus();
  }
}

/** A feeling that was given: the words, why, and what would do good. Attributes as <sealed-text>. */
class FeelingText extends SealedText {
  put(_text, state) {
    super.put(_text, state);
    if (state !== "open") return;
    const { f, t, w } = this.value;
    const parts = [
      ["feelings", feelingWords(f).join(", ")],
      ["text", t],
      ["wish", WISHED[w] && word(WISHED[w])],
    ];
    this.shadowRoot.replaceChildren(
      ...parts.filter(([, text]) => text).map(([part, textContent]) => Object.assign(document.createElement("p"), { part, textContent })),
    );
  }
}

/** The beginnings for what somebody wished for, which only the browser knows once the feeling is open. */
class ByWish extends HTMLElement {
  connectedCallback() {
    this.onText = () => this.show();
    document.addEventListener("sealed-text", this.onText);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("sealed-text", this.onText);
  }

  show() {
    this.hidden = (document.querySelector("feeling-text")?.value?.w ?? "") !== this.dataset.wish;
  }
}

/** The answer that was begun to what was taken back since: hidden where none was. Each new state of the page hides it again. */
class BegunWords extends SealedForm {
  static observedAttributes = ["box", "hidden"];

  async fill() {
    await super.fill();
    const none = seal.state() !== "open" || !(this.dirty || (await seal.draft(this.draftName)));
    if (this.hidden !== none) this.hidden = none;
  }
}

const MOST_FEELINGS = 5;

/** What was begun on a page, with what comes back to it behind. A feeling keeps as many words as one may choose. */
function joined(begun = {}, { t = "", f = "", w = "" }) {
  const [words, feelings] = [begun.t ?? "", [begun.f, f].join(" ").split(" ").filter(Boolean)];
  return {
    t: words.includes(t) ? words : [words, t].filter(Boolean).join("\n\n"),
    f: [...new Set(feelings)].slice(0, MOST_FEELINGS).join(" "),
    w: begun.w || w,
  };
}

/** Takes a gift back; its words go into the draft of the page where such a gift is written, behind what was begun there. */
class TakeBack extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  async handleEvent() {
    const given = this.closest("article").querySelector("sealed-text.words, feeling-text");
    const space = this.closest("[data-space]").dataset.space;
    if (seal.state() !== "open" || !given.value) return tell(word("locked"));
    const draft = `${this.getAttribute("draft")}:${space}`;
    const [item, value] = [this.getAttribute("item"), given.value];
    try {
      const kept = await seal.draft(draft);
      const begun = kept?.id === item ? null : kept; // that one was given, and nobody saw it arrive
      await seal.keepDraft(draft, { id: begun?.id ?? seal.newId(), value: joined(begun?.value, value) });
      try {
        await post(`../gifts/${item}/withdrawals/`);
      } catch (error) {
        if (error.status === 409) await (begun ? seal.keepDraft(draft, begun) : seal.dropDraft(draft)); // it stays given
        throw error;
      }
      tell(word("taken-back"));
    } catch (error) {
      tell(error instanceof Refused || error.name === "SealError" ? error.message : word("not-reached"));
    }
    document.dispatchEvent(new CustomEvent("nearer:changed"));
  }
}

customElements.define("giving-form", GivingForm);
customElements.define("idea-deck", IdeaDeck);
customElements.define("feeling-text", FeelingText);
customElements.define("by-wish", ByWish);
customElements.define("begun-words", BegunWords);
customElements.define("take-back", TakeBack);

addEventListener("pagehide", () => document.querySelectorAll("feeling-text").forEach((text) => text.empty()));
