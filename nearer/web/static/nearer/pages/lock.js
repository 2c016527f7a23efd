// When this device locks, and what opens it.
import { handle } from "../lib/forms.js";
import * as seal from "../seal/index.js";

const form = document.getElementById("lock-settings");
const { idle, by } = form.elements;
const pin = document.getElementById("pin-field");

if (!globalThis.PublicKeyCredential) form.querySelector("[value=passkey]").closest("label").hidden = true;
form.addEventListener("change", asked);
seal.onState(chosen);
chosen();

function chosen() {
  if (seal.state() === "none") return;
  const now = seal.lockSettings();
  idle.value = String(now.idle);
  by.value = now.by;
  asked();
}

function asked() {
  pin.hidden = by.value !== "pin";
  pin.querySelector("input").required = !pin.hidden;
}

handle(form, async ({ value }) => {
  await seal.setLock({ idle: Number(idle.value), by: by.value, pin: value("pin") });
  location.assign("/me/");
});
