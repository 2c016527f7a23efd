// "Do you still have your recovery sheet?": compare the code, or make a new one with the password.
import "../elements/recovery-code.js";
import { handle, toggles } from "../lib/forms.js";
import { get, post } from "../lib/http.js";
import { newRecovery, recoveryBytes, recoveryProof } from "../seal/account.js";

toggles();
const ways = document.getElementById("ways");

handle(document.getElementById("check"), async ({ value }) => {
  await post("/me/recovery/", { proof: await recoveryProof(await recoveryBytes(value("code"))) });
  kept();
});

handle(document.getElementById("renew"), async ({ form, value }) => {
  const { fields, code } = await newRecovery(await get("/me/keys/"), value("password"));
  await post(form.action, fields);
  ways.hidden = true;
  await document.querySelector("recovery-code").ask(code, ways.dataset.name);
  await post("/me/recovery/", { proof: fields.recovery_proof });
  kept();
});

function kept() {
  ways.hidden = true;
  document.getElementById("kept").hidden = false;
}
