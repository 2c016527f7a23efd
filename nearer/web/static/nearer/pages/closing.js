// Closing the account: the device forgets as well, also what waited to be sent.
import { handle, toggles } from "../lib/forms.js";
import { get, post } from "../lib/http.js";
import { drop, waiting } from "../lib/outbox.js";
import { stretch } from "../seal/account.js";
import { forgetForGood } from "../seal/away.js";

toggles();
handle(document.getElementById("closing"), async ({ form, value }) => {
  const { auth } = await stretch(value("password"), (await get("/me/keys/")).kdf);
  await post(form.action, { auth });
  const page = document.documentElement.dataset;
  page.leaving = "";
  for (const row of await waiting(page.member).catch(() => [])) await drop(row);
  await forgetForGood();
  location.replace("/");
});
