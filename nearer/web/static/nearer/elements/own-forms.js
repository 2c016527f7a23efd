// The forms for what one writes for oneself: a page of the journal, an aim, a plan.
import { make } from "../lib/dom.js";
import { say } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { SealedField, SealedForm } from "./sealed.js";

/** A day, sealed. As <sealed-field>, for forms that ask for one. */
class SealedDate extends SealedField {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.area = make("input", { type: "date", id: "area", part: "field", autocomplete: "off" });
    const label = make("label", { part: "label", htmlFor: "area", textContent: this.getAttribute("label") });
    this.attachShadow({ mode: "open", delegatesFocus: true }).append(label, this.area);
    this.area.addEventListener("input", () => this.dispatchEvent(new Event("sealed-input", { bubbles: true })));
  }

  grow() {}
}

/** A form for something of one's own: what is not in a field (ticked steps, what is done) stays as it was. */
class OwnForm extends SealedForm {
  get fields() {
    return [...this.querySelectorAll("sealed-field, sealed-date")];
  }

  async send(value) {
    const kept = (await this.present()) ?? {};
    for (const { dataset } of this.fields) delete kept[dataset.field];
    await super.send({ ...kept, ...value });
    this.closest("details")?.removeAttribute("open");
  }

  /** What arrived is shown by an element of our own. */
  async arrived(id, present) {
    if (id === this.getAttribute("item")) return present;
    const shown = document.getElementById(`own-${id}`);
    return shown && seal.open(shown.item, shown.getAttribute("box")).catch(() => ({}));
  }
}

/** A page of the journal; it may begin from a question, and another one comes with each press. */
class JournalForm extends OwnForm {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this);
  }

  handleEvent(event) {
    if (event.type !== "click") return super.handleEvent(event);
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act) this.ask(act === "ask");
  }

  get question() {
    return this.querySelector("sealed-field[data-field=q]");
  }

  ask(another) {
    const questions = [...this.querySelectorAll(".questions > li")].map((one) => one.textContent);
    this.question.value = another ? questions[(questions.indexOf(this.question.value) + 1) % questions.length] : "";
    this.showQuestion();
    this.querySelector("sealed-field[data-field=t]").focus();
    this.typed();
    if (another) say(this.question.value);
  }

  showQuestion() {
    this.question.hidden = !this.question.value;
    const [ask, clear] = ["ask", "clear"].map((act) => this.querySelector(`[data-act=${act}]`));
    if (!ask) return;
    clear.hidden = !this.question.value;
    ask.dataset.first ??= ask.textContent;
    ask.textContent = this.question.value ? ask.dataset.again : ask.dataset.first;
  }

  /** A question alone is nothing written. */
  get value() {
    const value = super.value;
    return value.t?.trim() ? value : { ...value, q: "" };
  }

  async fill() {
    await super.fill();
    this.showQuestion();
  }

  empty() {
    super.empty();
    if (this.question.area) this.showQuestion();
  }
}

class AimForm extends OwnForm {}

/** What one wants to do, beginning from an idea if one likes. */
class PlanForm extends OwnForm {
  begin(idea, text) {
    for (const field of this.fields) {
      if (field.dataset.field === "t") field.value = [field.value.trim(), text].filter(Boolean).join("\n");
      if (field.dataset.field === "i") field.value = idea;
    }
    this.typed();
    this.fields[0].focus();
  }
}

customElements.define("sealed-date", SealedDate);
customElements.define("journal-form", JournalForm);
customElements.define("aim-form", AimForm);
customElements.define("plan-form", PlanForm);
