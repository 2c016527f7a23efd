// Whether this device gives hints on wording.
import { say, word } from "../lib/words.js";
import { hintsWanted, wantHints } from "../lib/wording.js";
import * as seal from "../seal/index.js";

const hints = document.getElementById("hints");

async function follow() {
  hints.disabled = seal.state() !== "open";
  if (!hints.disabled) hints.checked = await hintsWanted();
}

hints.addEventListener("change", async () => {
  await wantHints(hints.checked);
  say(word("stored"));
});
seal.onState(follow);
await follow();
