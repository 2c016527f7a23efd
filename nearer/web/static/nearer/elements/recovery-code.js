// <recovery-code>: shows a new recovery code from memory, and asks for two of its groups. Markup: people/_recovery_code.html.
import { word } from "../lib/words.js";

const clean = (typed) => typed.toUpperCase().replace(/\s/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");

export class RecoveryCode extends HTMLElement {
  connectedCallback() {
    this.query("[data-have]").addEventListener("click", () => this.check());
    this.query("[data-again]").addEventListener("click", () => this.step("show"));
    this.query("[data-print]").addEventListener("click", () => print());
    this.form = this.query("form");
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.inputs = [...this.form.querySelectorAll("input")];
    this.inputs.forEach((input, i) => input.addEventListener("input", () => this.typed(i)));
    addEventListener("pagehide", () => this.empty()); // nothing readable stays in the history
  }

  query(selector) {
    return this.querySelector(selector);
  }

  /** Show a code; resolves when two groups of it were typed back. `name` stands on the printed sheet. */
  ask(code, name = "") {
    this.groups = code.split("-");
    this.query(".code").replaceChildren(...this.groups.map((group) => Object.assign(document.createElement("li"), { textContent: group })));
    this.query("[data-name]").textContent = name;
    this.query("[data-address]").textContent = location.origin;
    this.hidden = false;
    this.step("show");
    return new Promise((resolve) => (this.done = resolve));
  }

  step(name) {
    for (const part of this.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== name;
    this.query(`[data-step=${name}] h1`).focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Two groups, never neighbours, so that a glance at one line is not enough. */
  check() {
    const first = crypto.getRandomValues(new Uint8Array(1))[0] % 3;
    this.asked = [first, first + 2 + (crypto.getRandomValues(new Uint8Array(1))[0] % 3)];
    this.inputs.forEach((input, i) => {
      input.value = "";
      input.removeAttribute("aria-invalid");
      input.dataset.group = this.asked[i];
      input.labels[0].textContent = word("group").replace("%s", this.asked[i] + 1);
    });
    this.say("");
    this.step("check");
    this.inputs[0].focus();
  }

  typed(i) {
    const right = this.inputs.map((input, at) => clean(input.value) === this.groups[this.asked[at]]);
    const full = this.inputs.map((input) => clean(input.value).length === 4);
    this.inputs[i].toggleAttribute("aria-invalid", false);
    if (full[i] && !right[i]) {
      this.inputs[i].setAttribute("aria-invalid", "true");
      return this.say(word("group-wrong").replace("%s", this.asked[i] + 1));
    }
    this.say("");
    if (right.every(Boolean)) return this.finish();
    if (right[i]) this.inputs.find((_, at) => !right[at])?.focus();
    return undefined;
  }

  finish() {
    this.empty();
    this.hidden = true;
    this.done();
  }

  say(sentence) {
    this.form.querySelector("[role=alert]").replaceChildren(sentence);
  }

  empty() {
    this.groups = null;
    this.query(".code").replaceChildren();
    for (const input of this.inputs) input.value = "";
  }
}

customElements.define("recovery-code", RecoveryCode);
