// Deleting a space for oneself: it takes the password, since nothing brings it back. What is kept goes from this device too.
import { handle, toggles } from "../lib/forms.js";
import { get, post } from "../lib/http.js";
import { stretch } from "../seal/account.js";
import { keepNothing } from "../seal/away.js";

toggles();
handle(document.getElementById("ending"), async ({ form, value }) => {
  const { auth } = await stretch(value("password"), (await get("/me/keys/")).kdf);
  await keepNothing(); // first: an answer can be lost
  await post(form.action, { auth });
  location.replace("/us/");
});
