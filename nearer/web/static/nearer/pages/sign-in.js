// Sign-in: the password is stretched here; the server gets what was derived from it.
import { handle, toggles } from "../lib/forms.js";
import { post } from "../lib/http.js";
import { signIn } from "../seal/account.js";
import { kdfOf } from "../lib/kdf.js";

toggles();
const form = document.getElementById("sign-in");
handle(form, async ({ value }) => {
  const borrowed = document.getElementById("borrowed").checked;
  const login = value("login").trim();
  const { auth } = await signIn(value("password"), await kdfOf(login), { borrowed });
  const fields = { login, password: auth, ...(borrowed && { borrowed: "on" }), ...(form.dataset.next && { next: form.dataset.next }) };
  const answer = await (await post(form.action, fields, { accept: "application/json" })).json();
  location.replace(answer.location);
});
