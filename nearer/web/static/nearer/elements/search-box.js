// Search in what was sealed: every box is opened once, then each key scans the texts. A plain scan beats an index.
import { folded, make } from "../lib/dom.js";
import { sentence } from "../lib/http.js";
import { say, word } from "../lib/words.js";
import * as seal from "../seal/index.js";

const AT_ONCE = 400; // boxes between two looks at the progress
const SHOWN = 50;
const AROUND = 60; // characters of a find on either side

/** Where dates are written as the pages write them: plain "en" would put the month first. */
const dates = () => document.documentElement.lang.replace(/^en$/, "en-GB");

/** Everything that is searched, newest first: open(items) or add(row, text), then sort(), then find(words). */
class Texts {
  #rows = [];

  /**
   * Open every item: {space, kind, content, id, author, epoch, revision, box, day, href}. `progress(share)` is called on
   * the way, and `textOf` gives the text of an opened value. Gives how many did not open; they are counted, not hidden.
   */
  async open(items, progress, textOf = ({ t }) => t) {
    let failed = 0;
    for (let at = 0; at < items.length; at += AT_ONCE) {
      const part = items.slice(at, at + AT_ONCE);
      (await seal.openMany(part)).forEach((opened, index) => {
        if (opened.error) failed += 1;
        else this.add(part[index], textOf(opened.value));
      });
      progress((at + part.length) / items.length);
    }
    return failed;
  }

  /** A text that is found under {day, href}. */
  add({ day, href }, text) {
    if (text) this.#rows.push({ day, href, text, folded: folded(text) });
  }

  sort() {
    this.#rows.sort((one, other) => (one.day < other.day ? 1 : -1));
  }

  /** The newest texts that hold every word: [{day, href, text, at, length}]. */
  find(words) {
    const wanted = folded(words).split(/\s+/).filter(Boolean);
    if (!wanted.length) return [];
    const found = [];
    for (const row of this.#rows) {
      if (!wanted.every((word) => row.folded.includes(word))) continue;
      found.push({ ...row, at: row.folded.indexOf(wanted[0]), length: wanted[0].length });
      if (found.length === SHOWN) break;
    }
    return found;
  }
}

/**
 * The search field and its results, both in a shadow root since they hold plaintext. Attribute: label. A page says what is
 * searched: `collect(texts, progress)` puts it all into the texts and gives how many boxes did not open.
 */
export class SearchBox extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.input = make("input", { type: "search", id: "words", autocomplete: "off", part: "input" });
    const label = make("label", { htmlFor: "words", textContent: this.getAttribute("label"), part: "label" });
    this.progress = make("progress", { hidden: true, max: 1, ariaLabel: word("search-loading") });
    this.results = make("ol", { part: "results" });
    this.status = make("p", { part: "status" });
    this.attachShadow({ mode: "open" }).append(label, this.input, this.progress, this.status, this.results);
    this.input.addEventListener("focus", () => this.load());
    this.input.addEventListener("input", () => this.load().then(() => this.show()));
    this.unsubscribe = seal.onState((state) => state !== "open" && this.forget());
    for (const what of ["pagehide", "online"]) addEventListener(what, this);
    document.addEventListener("nearer:changed", this);
  }

  disconnectedCallback() {
    this.unsubscribe?.();
    for (const what of ["pagehide", "online"]) removeEventListener(what, this);
    document.removeEventListener("nearer:changed", this);
  }

  handleEvent({ type }) {
    if (type === "pagehide") return this.forget();
    if (type === "online") return this.wrong && this.load().then(() => this.show());
    this.loading = undefined; // what came meanwhile is read with the next key
  }

  forget() {
    this.loading = this.turn = this.texts = this.wrong = undefined;
    this.progress.hidden = true;
    this.input.value = "";
    this.results.replaceChildren();
    this.status.replaceChildren();
  }

  /** All of it, unless it is there already. What went wrong is said, and tried again with the next key or the network. */
  load() {
    if (this.loading) return this.loading;
    const turn = (this.turn = {});
    return (this.loading = this.read(() => turn === this.turn));
  }

  async read(isLast) {
    const texts = new Texts();
    this.wrong = undefined;
    this.status.replaceChildren();
    this.progress.hidden = false;
    try {
      const failed = await this.collect(texts, (share) => (this.progress.value = share));
      if (!isLast()) return;
      texts.sort();
      this.texts = texts;
      this.status.replaceChildren(failed ? word("search-failed").replace("%s", failed) : "");
    } catch (error) {
      if (!isLast()) return;
      this.loading = undefined;
      this.status.replaceChildren((this.wrong = sentence(error)));
    }
    this.progress.hidden = true;
  }

  show() {
    if (!this.texts && !this.wrong) return; // locked meanwhile, or read anew
    const started = performance.now();
    const found = this.texts?.find(this.input.value) ?? [];
    this.results.replaceChildren(...found.map((row) => this.row(row)));
    if (this.wrong) return say(this.wrong);
    const asked = this.input.value.trim();
    this.status.replaceChildren(asked && !found.length ? word("search-nothing") : "");
    if (asked) say(found.length ? word("search-found").replace("%s", found.length) : word("search-nothing"));
    performance.measure("nearer-search", { start: started });
  }

  row({ day, href, text, at, length }) {
    const when = new Date(`${day}T12:00`).toLocaleDateString(dates(), { dateStyle: "long" });
    const hit = make("mark", { textContent: text.slice(at, at + length), part: "hit" });
    const [before, after] = [text.slice(Math.max(0, at - AROUND), at), text.slice(at + length, at + length + AROUND)];
    const small = make("small", { textContent: when, part: "when" });
    return make("li", {}, make("a", { href, part: "result" }, small, at > AROUND ? "… " : "", before, hit, after));
  }
}
