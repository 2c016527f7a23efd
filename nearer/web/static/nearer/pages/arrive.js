// Coming from another server: the file opens with the password of there, and the account here has the same keys.
import "../elements/recovery-code.js";
import { handle, toggles } from "../lib/forms.js";
import { head } from "../lib/house.js";
import { post, Refused } from "../lib/http.js";
import { offers } from "../lib/phrase.js";
import { word } from "../lib/words.js";
import { recoveryBytes } from "../seal/account.js";
import { movedAccount } from "../seal/moving.js";

toggles();
offers();
const form = document.getElementById("arrive");

/** A former password, or the recovery code if it looks like one. */
async function former(text) {
  try {
    await recoveryBytes(text);
    return { code: text };
  } catch {
    return { password: text };
  }
}

handle(form, async ({ value }) => {
  let file;
  try {
    file = await head(form.querySelector("input[type=file]").files[0]);
  } catch {
    throw new Refused(0, word("house-no-file"));
  }
  const username = value("username").trim();
  const { fields, code, adopt } = await movedAccount(file, await former(value("former")), value("new"));
  const { auth, ...boxes } = fields;
  const posted = { username, password1: auth, ...boxes, next: form.dataset.next };
  const answer = await (await post(form.action, posted, { accept: "application/json" })).json();
  document.documentElement.dataset.csrf = answer.csrf;
  form.reset();
  await adopt();
  form.hidden = true;
  await document.querySelector("recovery-code").ask(code, username);
  await post("/me/recovery/", { proof: fields.recovery_proof }).catch(() => {}); // else Today asks again
  location.replace(form.dataset.next);
});

