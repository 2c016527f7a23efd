// Sign-out: the device forgets first, so that nothing is left even if the answer never comes.
import { handle } from "../lib/forms.js";
import { forget } from "../seal/index.js";

const form = document.getElementById("sign-out");
handle(form, async () => {
  document.documentElement.dataset.leaving = "";
  await forget();
  form.submit();
});
