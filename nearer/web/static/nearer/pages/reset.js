// A reset link: with the recovery code everything opens again; without it, after a day, one begins with new keys.
import "../elements/recovery-code.js";
import { handle, toggles } from "../lib/forms.js";
import { Refused, post } from "../lib/http.js";
import { offers } from "../lib/phrase.js";
import { word } from "../lib/words.js";
import { resetFresh, resetWithCode } from "../seal/account.js";

toggles();
offers();
const ways = document.getElementById("ways");
const { name, member, recovery, revision } = ways.dataset;
const held = { member, recovery, revision: Number(revision) };

handle(document.getElementById("with-code"), async ({ form, value }) => {
  const fields = await resetWithCode(held, value("code"), value("new"));
  await store(form, fields);
  location.replace((await comeIn(fields)).location);
});

handle(document.getElementById("afresh"), async ({ form, value }) => {
  const { fields, code } = await resetFresh(held, value("fresh"));
  await store(form, fields);
  ways.hidden = true;
  await document.querySelector("recovery-code").ask(code, name);
  const { location: next, csrf } = await comeIn(fields);
  document.documentElement.dataset.csrf = csrf;
  await post("/me/recovery/", { proof: fields.recovery_proof }).catch(() => {}); // a second step comes first: asked later
  location.replace(next);
});

async function store(form, { auth, ...boxes }) {
  const answer = await post(form.action, { password1: auth, ...boxes }, { accept: "text/html" });
  if (!answer.redirected) throw new Refused(422, word("refused"));
}

const comeIn = async ({ auth }) =>
  (await post("/sign-in/", { login: name, password: auth }, { accept: "application/json" })).json();
