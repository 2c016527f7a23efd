// Keep it light: stays here until the next weekly number.
import { keepPaceState, paceState } from "../elements/weekly-pace.js";
import { say, word } from "../lib/words.js";
import * as seal from "../seal/index.js";

const light = document.getElementById("light");

async function follow() {
  light.disabled = seal.state() !== "open";
  if (!light.disabled) light.checked = Boolean((await paceState()).light);
}

light.addEventListener("change", async () => {
  await keepPaceState({ ...(await paceState()), light: Number(light.checked) });
  say(word("stored"));
});
seal.onState(follow);
await follow();
