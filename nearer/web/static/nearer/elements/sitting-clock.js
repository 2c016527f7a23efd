// The calm clock of a step: two shapes that come nearer until they meet, and numbers on demand.
import { say, word } from "../lib/words.js";

const FEW = 600; // seconds from which on minutes are enough

/** `whole` and `spent` in milliseconds; the parts of the clock are inside `player`. */
export function paintClock(player, whole, spent) {
  const left = Math.max(0, whole - spent);
  player.querySelector(".meeting").style.setProperty("--left", (left / whole).toFixed(4));
  player.querySelector(".time-left").textContent = timeLeft(left);
  player.querySelector(".time-up").hidden = left > 0;
}

/** Shows the numbers, and says them; or hides them again. */
export function tellTime(player) {
  const shown = player.toggleAttribute("numbers");
  player.querySelector("[data-act=numbers]").setAttribute("aria-pressed", String(shown));
  if (shown) say(player.querySelector(".time-left").textContent);
}

/** "1:20", or from ten minutes on "12 minutes". */
function timeLeft(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds >= FEW) return word("minutes-left").replace("%s", Math.ceil(seconds / 60));
  return word("time-left").replace("%s", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
}
