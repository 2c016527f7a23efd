// The wording nudge: a while after the last key it looks for words that often land as blame, says why in half a sentence
// and offers others. It never changes what is there, and nothing it notices leaves this page or outlives it.
import { make } from "../lib/dom.js";
import { hintsWanted, noticed, sheetAt } from "../lib/wording.js";
import * as seal from "../seal/index.js";

const AFTER = 700; // ms behind the last key

/** Watches over one <sealed-field nudge="address of the patterns">, from its first key on. */
export async function nudge(field) {
  const sheet = await sheetAt(field.getAttribute("nudge"));
  if (sheet) new Nudge(field, sheet);
  else field.addEventListener("sealed-input", () => nudge(field), { once: true }); // the network may be back by then
}

class Nudge {
  left = new Set(); // the families that were answered for this text

  constructor(field, { words, patterns }) {
    Object.assign(this, { field, words, patterns });
    this.build();
    field.addEventListener("sealed-input", () => this.soon());
    field.addEventListener("sealed-set", () => this.begin());
    // Whether hints are wanted is sealed, too.
    const unsubscribe = seal.onState(() => (field.isConnected ? this.soon() : unsubscribe()));
    this.soon();
  }

  build() {
    const button = (key, act) => {
      const made = make("button", { type: "button", part: "choice", textContent: this.words[key] });
      made.addEventListener("click", act);
      return made;
    };
    this.said = make("div", { role: "status" }); // is there before it says something, so that it is heard
    this.buttons = make("div", { hidden: true });
    const both = [button("insert", () => this.insert()), button("leave", () => this.leave())];
    this.buttons.append(make("div", { part: "choices", role: "group", ariaLabel: this.words.title }, ...both));
    this.all = make("div", {}, this.said, this.buttons);
    this.field.shadowRoot.append(this.all);
  }

  /** Other words were put there, or it was emptied: a text of its own. */
  begin() {
    clearTimeout(this.timer);
    this.left.clear();
    this.show();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), AFTER);
  }

  async look() {
    const text = this.field.value;
    if (!text.trim()) return this.begin();
    const waiting = this.patterns.filter(({ family }) => !this.left.has(family));
    const first = this.shown ? [this.shown] : []; // what is said stays as long as it is so
    const current = () => text === this.field.value;
    const found = await noticed(text, [...first, ...waiting], current);
    const wanted = found && (await hintsWanted().catch(() => false));
    if (current() && !this.left.has(found?.family)) this.show(wanted ? found : undefined);
  }

  show(found) {
    if (found === this.shown) return;
    this.shown = found;
    this.buttons.hidden = !found;
    this.all.part = found ? "nudge" : "";
    this.said.replaceChildren(...(found ? this.sentences(found) : []));
  }

  sentences({ why, offer }) {
    const sentence = (part, key, words) => make("p", { part, textContent: this.words[key].replace("%s", () => words) });
    return [sentence("hint", "why", why.replace(/\.$/, "")), sentence("offer", "offer", offer)];
  }

  /** The offer goes behind what is there; its first gap is marked, to be written over. */
  insert() {
    const { field, shown } = this;
    this.answered();
    const end = field.value.length;
    field.area.setSelectionRange(end, end);
    field.insert(shown.offer);
    const gap = field.value.indexOf("…", end);
    if (gap >= 0) field.area.setSelectionRange(gap, gap + 1);
  }

  leave() {
    this.answered();
    this.field.area.focus();
  }

  answered() {
    this.left.add(this.shown.family);
    this.show();
  }
}
