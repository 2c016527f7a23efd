// "Download readable": what the server holds is opened here and put into one text file.
import { sentence } from "../lib/forms.js";
import { get } from "../lib/http.js";
import { markdown, nameItems } from "../lib/readable.js";
import { word } from "../lib/words.js";
import * as seal from "../seal/index.js";

const AT_ONCE = 200;
const button = document.getElementById("readable");
const progress = document.getElementById("progress");
const said = document.getElementById("said-here");

const follow = () => (button.disabled = seal.state() !== "open");
seal.onState(follow);
follow();

button.addEventListener("click", async () => {
  button.disabled = true;
  progress.hidden = false;
  try {
    const held = await get("/me/copy/boxes/?words");
    const items = [...nameItems(held), ...held.items];
    progress.max = items.length || 1;
    const opened = new Map();
    for (let at = 0; at < items.length; at += AT_ONCE) {
      const some = items.slice(at, at + AT_ONCE);
      (await seal.openMany(some)).forEach(({ value }, i) => opened.set(some[i].id, value));
      progress.value = at + some.length;
    }
    save(markdown(held, opened));
    said.textContent = word("copy-made");
  } catch (error) {
    said.textContent = sentence(error);
  }
  progress.hidden = true;
  follow();
});

function save(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  link.download = "nearer.md";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
