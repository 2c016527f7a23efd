// Sign-up, in one document: account, recovery code from memory, two of its groups typed back, on.
import "../elements/recovery-code.js";
import { handle, toggles } from "../lib/forms.js";
import { post } from "../lib/http.js";
import { offers } from "../lib/phrase.js";
import { adoptAccount, newAccount } from "../seal/account.js";

toggles();
offers();
const form = document.getElementById("sign-up");
handle(form, async ({ value }) => {
  const username = value("username").trim();
  const { fields, code } = await newAccount(value("new"));
  const { auth, ...boxes } = fields;
  const next = form.dataset.next ? { next: form.dataset.next } : {};
  const posted = { username, password1: auth, ...boxes, ...next };
  const answer = await (await post(form.action, posted, { accept: "application/json" })).json();
  document.documentElement.dataset.csrf = answer.csrf;
  form.reset();
  await adoptAccount();
  form.hidden = true;
  await document.querySelector("recovery-code").ask(code, username);
  await post("/me/recovery/", { proof: fields.recovery_proof }).catch(() => {}); // else Today asks again
  location.replace(answer.location);
});
