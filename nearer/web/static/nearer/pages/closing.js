// Closing the account: the device forgets as well.
import { handle, toggles } from "../lib/forms.js";
import { get, post } from "../lib/http.js";
import { stretch } from "../seal/account.js";
import { forget } from "../seal/index.js";

toggles();
handle(document.getElementById("closing"), async ({ form, value }) => {
  const { auth } = await stretch(value("password"), (await get("/me/keys/")).kdf);
  await post(form.action, { auth });
  document.documentElement.dataset.leaving = "";
  await forget();
  location.replace("/");
});
