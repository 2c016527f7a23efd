// The password once more before something changes that guards the account.
import { handle, toggles } from "../lib/forms.js";
import { get } from "../lib/http.js";
import { stretch } from "../seal/account.js";

toggles();
handle(document.getElementById("again"), async ({ form, value }) => {
  const { auth } = await stretch(value("password"), (await get("/me/keys/")).kdf);
  form.elements.password.value = auth;
  form.submit();
});
