// What one wrote for oneself, opened: a page of the journal, an aim with its steps, a plan. As everywhere, what was written
// is only ever inside a shadow root.
import { postUntilStored, sentence } from "../lib/http.js";
import { make } from "../lib/dom.js";
import { say, tell, word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { SealedText } from "./sealed.js";

/** The lines of a text, without empty ones. */
const lines = (text) => (text ?? "").split("\n").map((line) => line.trim()).filter(Boolean);

const button = (text, act, part = "act") => {
  const made = make("button", { type: "button", textContent: text, part });
  made.addEventListener("click", act);
  return made;
};

/** Something of one's own. A subclass draws it: `draw(value)` gives what stands in the shadow root. */
class Own extends SealedText {
  put(text, state) {
    if (state !== "open") this.waits = undefined;
    if (state !== "open") return super.put(text, state);
    if (this.waits?.revision === this.item.revision + 1) this.value = this.waits.value;
    this.redraw();
    this.setAttribute("state", state);
    this.dispatchEvent(new CustomEvent("sealed-text", { bubbles: true, detail: state }));
  }

  /** What was pressed on an earlier page and is on its way ({value, revision}) is shown; the next press goes on from it. */
  goOn(waits) {
    this.waits = waits;
    return this.show();
  }

  /** What had the focus has it again. */
  redraw() {
    const held = () => [...this.shadowRoot.querySelectorAll("input, button")];
    const at = held().indexOf(this.shadowRoot.activeElement);
    this.shadowRoot.replaceChildren(...this.draw(this.value));
    if (at >= 0) held()[at]?.focus();
  }

  /** What is taken along into a letter or a gift. */
  get words() {
    return this.value?.t ?? "";
  }

  /** Seal it anew with `change(value)`; presses that come while one is on its way wait for it. */
  keep(change) {
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.store(change)).catch((error) => {
      tell(sentence(error));
      this.goOn();
    });
    return this.saving;
  }

  async store(change) {
    const value = change(structuredClone(this.value));
    const { space, kind, id } = this.item;
    const revision = Math.max(this.item.revision, this.given ?? 0) + 1;
    const item = { space, kind, id, revision };
    const { box, epoch } = await seal.seal(item, value);
    await postUntilStored(`/spaces/${space}/${this.constructor.place}/`, { id, epoch, revision, box }, undefined, item);
    this.given = revision;
    this.value = value;
    this.redraw();
    say(word("stored"));
    this.dispatchEvent(new CustomEvent("nearer:changed", { bubbles: true }));
  }
}

/** A page of the journal, under the question it began from. */
class OwnEntry extends Own {
  static place = "pages";

  draw({ q, t }) {
    const text = make("p", { part: "text", textContent: t ?? "" });
    return q ? [make("p", { part: "asked", textContent: q }), text] : [text];
  }

  get words() {
    return [this.value?.q, this.value?.t].filter(Boolean).join("\n\n");
  }
}

/** An aim, why, and its steps to tick off, in whatever order. Nothing counts them. */
class OwnAim extends Own {
  static place = "ahead";

  draw({ t, w, s, d, n }) {
    const drawn = [make("p", { part: "title", textContent: t ?? "" })];
    if (n?.rests) drawn.unshift(make("p", { part: "state", textContent: word("aim-resting") }));
    if (w) drawn.push(make("p", { part: "why", textContent: w }));
    const taken = lines(d);
    const steps = lines(s).map((step) => this.step(step, taken.includes(step)));
    if (steps.length) {
      const list = make("ul", { part: "steps" }, ...steps);
      list.setAttribute("aria-label", word("aim-steps"));
      drawn.push(list);
    }
    return [...drawn, button(word(n?.rests ? "aim-wake" : "aim-rest"), () => this.rest(!n?.rests))];
  }

  step(text, taken) {
    const box = make("input", { type: "checkbox", checked: taken, part: "box" });
    box.addEventListener("change", () => this.take(text, box.checked));
    const label = make("label", { part: taken ? "step taken" : "step" }, box, make("span", { textContent: text }));
    return make("li", {}, label);
  }

  take(step, taken) {
    return this.keep((value) => {
      const others = lines(value.d).filter((one) => one !== step);
      return { ...value, d: (taken ? [...others, step] : others).join("\n") };
    });
  }

  rest(rests) {
    return this.keep((value) => ({ ...value, n: { ...value.n, rests: rests ? 1 : 0 } }));
  }

  get words() {
    const { t, w, s } = this.value ?? {};
    return [t, w, lines(s).map((step) => `- ${step}`).join("\n")].filter(Boolean).join("\n\n");
  }
}

/** A kindness in the making: what, when, and whether it is done. */
class OwnPlan extends Own {
  static place = "later";

  draw({ t, d, n }) {
    const when = make("p", { part: n?.done ? "when done" : "when", textContent: n?.done ? word("plan-done") : this.day(d) });
    const act = button(word(n?.done ? "plan-undo" : "plan-do"), () => this.done(!n?.done));
    return [when, make("p", { part: n?.done ? "text done" : "text", textContent: t ?? "" }), act];
  }

  day(day) {
    if (!day) return word("plan-someday");
    const language = document.documentElement.lang.replace(/^en$/, "en-GB");
    const near = Math.abs(new Date(`${day}T12:00`) - Date.now()) < 300 * 24 * 3600 * 1000;
    const how = { weekday: "long", day: "numeric", month: "long", ...(near ? {} : { year: "numeric" }) };
    return new Date(`${day}T12:00`).toLocaleDateString(language, how);
  }

  done(done) {
    return this.keep((value) => ({ ...value, n: { ...value.n, done: done ? 1 : 0 } }));
  }
}

customElements.define("own-entry", OwnEntry);
customElements.define("own-aim", OwnAim);
customElements.define("own-plan", OwnPlan);
