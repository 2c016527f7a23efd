// Me: bringing back the keys from before a fresh start, as long as they are kept.
import { toggles, handle } from "../lib/forms.js";
import { get, post } from "../lib/http.js";

const form = document.getElementById("older-keys");
toggles();
handle(form, async ({ value }) => {
  const { adoptAccount, restoreAttic } = await import("../seal/account.js");
  await import("../elements/recovery-code.js");
  const bundle = await get("/me/keys/");
  const remembered = value("code").trim() ? { code: value("code") } : { password: value("former") };
  const { fields, code, reseal } = await restoreAttic(bundle, bundle.attic, remembered, value("password"));
  const { items } = await get(form.action);
  const resealed = (await reseal(items)).map(({ id, revision, box }) => ({ id, revision, box }));
  await post(form.action, { ...fields, items: JSON.stringify(resealed) });
  await adoptAccount();
  document.getElementById("me").hidden = true;
  await document.querySelector("recovery-code").ask(code, form.dataset.name);
  await post("/me/recovery/", { proof: fields.recovery_proof });
  location.replace("/");
});
