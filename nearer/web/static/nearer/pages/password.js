// A new password: the same member secret in a new box.
import { handle, toggles } from "../lib/forms.js";
import { get, post } from "../lib/http.js";
import { offers } from "../lib/phrase.js";
import { changePassword } from "../seal/account.js";
import { dropKeys } from "../seal/away.js";

toggles();
offers();
handle(document.getElementById("change"), async ({ form, value }) => {
  const { old_auth, auth, ...boxes } = await changePassword(await get("/me/keys/"), value("old"), value("new"));
  const posted = { oldpassword: old_auth, password1: auth, ...boxes };
  await dropKeys(); // first: an answer can be lost, and the old one would open what is kept
  const answer = await (await post(form.action, posted, { accept: "application/json" })).json();
  document.documentElement.dataset.csrf = answer.csrf;
  form.reset();
  form.hidden = true;
  document.getElementById("changed").hidden = false;
});
