// Me, on this phone: the place on the home screen, its name, and what waits to be sent.
import { make } from "../lib/dom.js";
import { choose, chosen, wear } from "../lib/face.js";
import { drop, waiting } from "../lib/outbox.js";
import { say, word } from "../lib/words.js";
import { openReturned } from "../seal/away.js";
import * as seal from "../seal/index.js";

const member = document.documentElement.dataset.member;
const offer = document.getElementById("offer");
const form = document.getElementById("face");

// The home screen.

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // the browser asks when the button is pressed, and not before
  offer.hidden = false;
  offer.querySelector("button").onclick = async () => {
    await event.prompt();
    offer.hidden = true;
  };
});

const installed = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
document.getElementById("there").hidden = !installed;
document.getElementById("how").open = !installed;

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", async ({ target }) => {
  await choose(target.value);
  say(word("stored"));
});

// What waits. Its words are opened here, in a shadow root.

async function list() {
  const rows = await waiting(member);
  const list = document.getElementById("waiting");
  list.replaceChildren(...(await Promise.all(rows.map(item))));
  document.getElementById("none").hidden = rows.length > 0;
}

async function item(row) {
  const text = make("div");
  const words = await wordsOf(row);
  text.attachShadow({ mode: "open" }).append(words || word("no-words"));
  const state = make("small", { textContent: row.refused ? `${word("not-taken")}: ${row.refused}` : word("waits") });
  const away = button(word("put-away"), async () => {
    await drop(row);
    await list();
  });
  const copy = button(word("copy"), async () => {
    await navigator.clipboard.writeText(words);
    say(word("copied"));
  });
  const actions = make("span", { className: "actions" }, ...(words ? [copy] : []), away);
  return make("li", {}, make("span", { className: "row" }, text, state), actions);
}

const button = (text, act) => {
  const made = make("button", { type: "button", className: "plain", textContent: text });
  made.addEventListener("click", act);
  return made;
};

async function wordsOf(row) {
  if (seal.state() !== "open") return "";
  const value = await openReturned(row).catch(() => ({}));
  return Object.values(value).filter((part) => typeof part === "string").join("\n");
}

await wear();
form.elements.face.value = await chosen();
seal.onState(list);
await list();
