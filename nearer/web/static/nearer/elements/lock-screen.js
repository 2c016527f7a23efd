// <lock-screen>: covers the page while the keys are closed, and opens them again with what was chosen for this device.
// A sitting that runs is not covered when the keys went because nobody touched the phone: it lies on the table, its words
// and its time are not sealed, and a door over them would end it. It has a button of its own that asks for the keys.
// A lock by hand covers everything.
import { make } from "../lib/dom.js";
import { handle, show } from "../lib/forms.js";
import { get, Unreachable } from "../lib/http.js";
import { word } from "../lib/words.js";
import * as seal from "../seal/index.js";

const RUNNING = "sitting-player:is([data-state=running], [data-state=held], [address]:not([data-state])):not(:has([data-over]))";

export class LockScreen extends HTMLElement {
  connectedCallback() {
    this.unsubscribe = seal.onState(() => this.follow());
    this.follow();
  }

  disconnectedCallback() {
    this.unsubscribe();
  }

  follow() {
    if (seal.state() !== "locked") return this.lift();
    this.mayStay = seal.lockedByItself() && document.querySelector(RUNNING) !== null;
    if (!this.mayStay && (!this.dialog || this.dialog.classList.contains("asked"))) this.open();
  }

  open() {
    this.cover(seal.lockSettings().opens);
  }

  lift() {
    this.dialog?.remove();
    this.dialog = undefined;
  }

  cover(by) {
    this.lift();
    this.dialog = make("dialog", { className: "lock-screen" });
    this.dialog.setAttribute("aria-labelledby", "locked");
    this.dialog.addEventListener("cancel", (event) => this.mayStay || event.preventDefault());
    this.dialog.addEventListener("close", () => seal.state() === "locked" && !this.mayStay && this.dialog?.showModal());
    this.dialog.classList.toggle("asked", this.mayStay);
    const mark = make("i", { className: "mark big apart" });
    mark.setAttribute("aria-hidden", "true");
    this.dialog.append(mark, make("h1", { id: "locked", textContent: word("lock-title") }), this.way(by), this.others(by));
    this.append(this.dialog);
    this.dialog.showModal();
    this.dialog.querySelector("input, button")?.focus();
  }

  /** The form for one way of opening. */
  way(by) {
    const alert = make("p", { id: "lock-alert" });
    alert.setAttribute("role", "alert");
    const open = make("button", { type: "submit", className: "primary", textContent: word(`lock-${by}`) });
    const form = make("form", { method: "post", action: "/me/lock/" }, ...this.fields(by), alert, open);
    handle(form, async ({ value }) => {
      if (by === "password") await openWithPassword(value("password"));
      else if (by === "pin") await this.withPin(value("pin"));
      else await seal.openWithPasskey();
    });
    return form;
  }

  fields(by) {
    if (by === "passkey") return [];
    const input = make("input", { id: "lock-input", required: true, autocomplete: by === "pin" ? "off" : "current-password" });
    input.type = "password";
    input.dataset.value = by;
    const label = make("label", { htmlFor: "lock-input", textContent: word(by === "pin" ? "pin" : "password") });
    const field = make("div", { className: "field" }, label, input);
    if (by === "password") return [field];
    input.className = "pin";
    Object.assign(input, { inputMode: "numeric", maxLength: 6, minLength: 6, pattern: "[0-9]{6}" });
    input.addEventListener("input", () => input.value.length === 6 && input.form.requestSubmit());
    return [field];
  }

  async withPin(pin) {
    try {
      await seal.openWithPin(pin);
    } catch (error) {
      if (seal.lockSettings().opens === "password") this.cover("password");
      const input = this.dialog?.querySelector("input");
      if (input) input.value = "";
      input?.focus();
      if (!this.dialog?.querySelector(".pin")) this.dialog?.querySelector("[role=alert]").replaceChildren(error.message);
      throw error;
    }
  }

  /** The password always opens; and one can leave. */
  others(by) {
    const actions = make("div", { className: "actions" });
    if (by !== "password") {
      const other = make("button", { type: "button", className: "plain", textContent: word("lock-by-password") });
      other.addEventListener("click", () => this.cover("password"));
      actions.append(other);
    }
    if (by === "password") actions.append(eye());
    if (this.mayStay) {
      const back = make("button", { type: "button", className: "plain", textContent: word("go-on") });
      back.addEventListener("click", () => this.lift());
      actions.append(back);
    }
    const exit = document.querySelector("quick-exit a");
    if (exit) actions.append(make("quick-exit", {}, exit.cloneNode(true)));
    actions.append(make("a", { className: "button plain", href: "/sign-out/", textContent: word("sign-out") }));
    const help = document.querySelector(".foot a");
    if (help) actions.append(Object.assign(help.cloneNode(true), { className: "button plain" }));
    return actions;
  }
}

function eye() {
  const button = make("button", { type: "button", className: "plain", textContent: word("show") });
  button.addEventListener("click", () => {
    const input = document.getElementById("lock-input");
    show(button, input, input.type === "password");
  });
  return button;
}

async function openWithPassword(password) {
  let bundle;
  try {
    bundle = await get("/me/keys/");
  } catch (error) {
    if (error.status === 401) location.assign(`/sign-in/?next=${encodeURIComponent(location.pathname)}`);
    const { keptKeys } = await import("../seal/away.js");
    bundle = error instanceof Unreachable && (await keptKeys().catch(() => null));
    if (!bundle) throw error;
  }
  await seal.openWithPassword(bundle, password);
}

customElements.define("lock-screen", LockScreen);
