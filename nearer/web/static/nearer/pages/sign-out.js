// Sign-out: the device forgets first, so that nothing is left even if the answer never comes. What waits to be sent would
// go with it, so that is said before.
import { handle } from "../lib/forms.js";
import { drain, drop, waiting } from "../lib/outbox.js";
import { word } from "../lib/words.js";
import { forget } from "../seal/index.js";

const page = document.documentElement.dataset;
const form = document.getElementById("sign-out");
let asked = false;

/** What still waits after another try; nothing where this browser keeps nothing. */
async function left() {
  try {
    await drain(page.member, page.csrf);
    return await waiting(page.member);
  } catch {
    return [];
  }
}

handle(form, async ({ submitter }) => {
  const rows = await left();
  if (rows.length && !asked) {
    asked = true;
    form.querySelector("[role=alert]").replaceChildren(word("outbox-lost").replace("%s", rows.length));
    submitter.replaceChildren(word("sign-out-anyway"));
    return;
  }
  page.leaving = "";
  for (const row of rows) await drop(row);
  await forget();
  form.submit();
});
