// The moment for oneself. Nothing is sent and no answer is kept: at most the next weeks are lighter.
import { keepPaceState, paceState } from "../elements/weekly-pace.js";
import { handle } from "../lib/forms.js";
import { afterMoment, lot } from "../lib/pace.js";
import * as seal from "../seal/index.js";

handle(document.getElementById("moment"), async ({ form }) => {
  const so = Boolean(form.querySelector("[data-so]:checked"));
  form.reset();
  if (seal.state() === "open") await keepPaceState(afterMoment(await paceState(), so, lot));
  form.hidden = true;
  const after = document.getElementById("after");
  after.hidden = false;
  after.querySelector("h2").focus();
});
