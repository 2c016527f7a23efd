// Naming what one feels: words by family, by how pleasant and how full of energy they are, by searching, and those near
// the ones chosen. Both pickers are fields of a form (data-field, value); what is chosen shows in shadow roots only.
import { folded, make } from "../lib/dom.js";
import { feelings } from "../lib/feelings.js";
import { say, word } from "../lib/words.js";

const MOST = 5;
const AT_A_GLANCE = 40; // so many words may lie open at once
const WISHES = { comfort: "wish-comfort", help: "wish-help", heard: "wish-heard" };

/** What of pleasantness and energy each filter lets through. */
const FILTERS = {
  "feeling-pleasant": ({ pleasant }) => pleasant > 0,
  "feeling-hard": ({ pleasant }) => pleasant < 0,
  "feeling-lively": ({ energy }) => energy > 0,
  "feeling-quiet": ({ energy }) => energy < 0,
};
const OPPOSITE = {
  "feeling-pleasant": "feeling-hard",
  "feeling-hard": "feeling-pleasant",
  "feeling-lively": "feeling-quiet",
  "feeling-quiet": "feeling-lively",
};

/** The words for feelings, to choose a few of. `value` is their ids with spaces between. */
class FeelingWords extends HTMLElement {
  over = 0; // never too long, as a form may ask

  connectedCallback() {
    if (this.shadowRoot) return;
    const { families, feelings: words } = feelings();
    this.families = families;
    this.words = words.map(([id, text, family, pleasant, energy, near]) => ({ id, text, family, pleasant, energy, near }));
    this.byId = new Map(this.words.map((each) => [each.id, each]));
    this.chosen ??= [];
    this.filters = new Set();
    this.unfolded = new Set(); // the families that were opened by hand
    this.build();
    this.show();
  }

  build() {
    this.area = make("input", { type: "search", id: "find", part: "input", autocomplete: "off" });
    this.area.addEventListener("input", () => this.show());
    const filters = Object.keys(FILTERS).map((name) => this.filter(name));
    this.mine = make("div", { part: "chosen", role: "group", ariaLabel: word("feeling-chosen") });
    this.near = make("div", { part: "near" });
    this.list = make("div", { part: "families" });
    this.attachShadow({ mode: "open", delegatesFocus: true }).append(
      this.mine,
      this.near,
      make("label", { htmlFor: "find", part: "label", textContent: word("feeling-search") }),
      this.area,
      make("div", { part: "filters" }, ...filters),
      this.list,
    );
  }

  filter(name) {
    const button = make("button", { type: "button", part: "filter", textContent: word(name), ariaPressed: "false" });
    button.addEventListener("click", () => {
      if (!this.filters.delete(name)) this.filters.add(name).delete(OPPOSITE[name]);
      for (const each of button.parentNode.children) {
        const pressed = [...this.filters].some((one) => word(one) === each.textContent);
        each.ariaPressed = String(pressed);
        each.part = pressed ? "filter pressed" : "filter";
      }
      this.show();
    });
    return button;
  }

  get value() {
    return this.chosen.join(" ");
  }

  set value(ids) {
    this.chosen = ids.split(" ").filter(Boolean);
    if (this.shadowRoot) this.show();
  }

  toggle({ id, text }) {
    const at = this.chosen.indexOf(id);
    if (at < 0 && this.chosen.length === MOST) return say(word("feeling-most"));
    if (at < 0) this.chosen.push(id);
    else this.chosen.splice(at, 1);
    this.show();
    [...this.shadowRoot.querySelectorAll("button")].find((button) => button.dataset.id === id)?.focus();
    say(text);
    this.dispatchEvent(new Event("sealed-input", { bubbles: true }));
  }

  word(each) {
    const pressed = this.chosen.includes(each.id);
    const button = make("button", { type: "button", textContent: each.text, part: pressed ? "word pressed" : "word" });
    button.ariaPressed = String(pressed);
    button.dataset.id = each.id;
    button.addEventListener("click", () => this.toggle(each));
    return button;
  }

  show() {
    const chosen = this.chosen.map((id) => this.byId.get(id)).filter(Boolean);
    this.mine.replaceChildren(...chosen.map((each) => this.word(each)));
    this.mine.part = chosen.length ? "chosen" : "";
    const near = new Set(chosen.flatMap((each) => each.near).filter((id) => !this.chosen.includes(id)));
    const next = [...near].map((id) => this.byId.get(id)).filter(Boolean);
    const title = make("span", { part: "title", textContent: word("feeling-near") });
    this.near.replaceChildren(...(next.length ? [title, ...next.map((each) => this.word(each))] : []));
    this.near.part = next.length ? "near" : "";
    this.fill();
  }

  /** The words that fit what was typed and which filters are on, under the name of their family. */
  fill() {
    const typed = folded(this.area.value.trim());
    const fits = (each) =>
      [...this.filters].every((name) => FILTERS[name](each)) && (!typed || folded(each.text).includes(typed));
    const families = this.families.map(([id, name]) => {
      const whole = typed && folded(name).includes(typed);
      return [name, this.words.filter((each) => each.family === id && (fits(each) || (whole && !this.filters.size)))];
    });
    const found = families.filter(([, words]) => words.length);
    const open = found.reduce((sum, [, words]) => sum + words.length, 0) <= AT_A_GLANCE;
    const none = make("p", { part: "none", textContent: word("feeling-none") });
    this.list.replaceChildren(...(found.length ? found.map(([name, words]) => this.group(name, words, open)) : [none]));
  }

  group(name, words, open) {
    const group = make("details", { part: "family", open: open || this.unfolded.has(name) });
    group.addEventListener("toggle", () => {
      if (group.open && !open) this.unfolded.add(name);
      else this.unfolded.delete(name);
    });
    const some = words.slice(0, 3).map(({ text }) => text).join(", ");
    const summary = make("summary", { part: "summary" }, name, make("small", { part: "some", textContent: some }));
    group.append(summary, make("div", { part: "words" }, ...words.map((each) => this.word(each))));
    return group;
  }
}

/** Comfort, help, or just being heard: one of them or none. `value` is its name. */
class OneWish extends HTMLElement {
  over = 0;
  wish = "";

  connectedCallback() {
    if (this.shadowRoot) return;
    this.area = {};
    this.buttons = Object.entries(WISHES).map(([name, key]) => {
      const button = make("button", { type: "button", textContent: word(key) });
      button.addEventListener("click", () => {
        this.value = this.wish === name ? "" : name;
        this.dispatchEvent(new Event("sealed-input", { bubbles: true }));
      });
      button.dataset.name = name;
      return button;
    });
    const group = make("div", { role: "group", part: "wishes" }, ...this.buttons);
    group.setAttribute("aria-labelledby", "legend");
    this.attachShadow({ mode: "open" }).append(make("p", { id: "legend", part: "label", textContent: word("wish-legend") }), group);
    this.value = this.wish;
  }

  get value() {
    return this.wish;
  }

  set value(wish) {
    this.wish = wish;
    for (const button of this.buttons ?? []) {
      const pressed = button.dataset.name === wish;
      button.ariaPressed = String(pressed);
      button.part = pressed ? "word pressed" : "word";
    }
  }
}

customElements.define("feeling-words", FeelingWords);
customElements.define("one-wish", OneWish);
