// Forms whose work is done by a script: one at a time, with what went wrong said where a screen reader hears it.
import { canSeal, sentence } from "./http.js";
import { word } from "./words.js";

export { canSeal, sentence };

/**
 * On submit `act({form, value, submitter})` runs in place of the browser's own posting; `value(name)` is the input that
 * carries data-value=name (inputs for secrets have no name, so nothing plain can be posted). Buttons stay shut until
 * the script is there and may seal. The form's [role=alert] says what went wrong.
 */
export function handle(form, act) {
  if (!form || !canSeal()) return;
  const alert = form.querySelector("[role=alert]");
  const value = (name) => form.querySelector(`[data-value="${name}"]`).value;
  let busy = false;
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const submitter = event.submitter ?? form.querySelector("button[type=submit]");
    submitter?.setAttribute("aria-busy", "true");
    alert?.replaceChildren();
    try {
      await act({ form, value, submitter });
    } catch (error) {
      alert?.replaceChildren(sentence(error));
    } finally {
      busy = false;
      submitter?.removeAttribute("aria-busy");
    }
  });
}

// What a browser remembers of a page for going back lies on the disk: secrets are gone from their fields before.
addEventListener("pagehide", () => {
  for (const input of document.querySelectorAll("input[data-value]:not([name]), input[type=password]")) input.value = "";
});

/** A button with data-shows=ID shows and hides the password in that field. */
export function toggles(root = document) {
  for (const button of root.querySelectorAll("button[data-shows]")) {
    const input = document.getElementById(button.dataset.shows);
    button.addEventListener("click", () => show(button, input, input.type === "password"));
  }
}

/** Show (or hide) what is typed into a password field. */
export function show(button, input, shown) {
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.textContent = word(shown ? "hide" : "show");
}
