// "Download readable": what the server holds is opened here and put into one file, photo after photo.
import { sentence } from "../lib/forms.js";
import { get, getText } from "../lib/http.js";
import { copyOf, html, json, markdown, nameItems } from "../lib/readable.js";
import { word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { openPicture } from "../seal/pictures.js";

const AT_ONCE = 200;
const WAYS = { html: "text/html", md: "text/markdown", json: "application/json" };
const form = document.getElementById("readable-copy");
const button = document.getElementById("readable");
const understood = document.getElementById("understood");
const progress = document.getElementById("progress");
const said = document.getElementById("said-here");
let making = false;

const follow = () => (button.disabled = making || !understood.checked || seal.state() !== "open");
seal.onState(follow);
understood.addEventListener("change", follow);
follow();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  making = true;
  follow();
  progress.hidden = false;
  said.textContent = word("copy-making");
  try {
    const way = form.elements.way.value;
    save(new Blob(await written(way), { type: WAYS[way] }), `copy.${way}`);
    said.textContent = word("copy-made");
  } catch (error) {
    said.textContent = sentence(error);
  }
  progress.hidden = true;
  making = false;
  follow();
});

/** The pieces of the file. */
async function written(way) {
  const held = await get("/me/copy/boxes/?words");
  const items = [...nameItems(held), ...held.items];
  progress.max = items.length || 1;
  progress.value = 0;
  const opened = new Map();
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const some = items.slice(at, at + AT_ONCE);
    (await seal.openMany(some)).forEach(({ value }, i) => opened.set(some[i].id, value));
    progress.value = at + some.length;
  }
  const copy = copyOf(held, opened);
  if (way === "md") return markdown(copy);
  const pieces = way === "json" ? json(copy) : html(copy, await getText(form.dataset.style), document.documentElement.lang);
  return withPhotos(pieces, new Map(held.items.map((item) => [item.id, item])), opened);
}

/** Each photo becomes a Blob as soon as it is there, which the browser may put aside: all at once may not fit into memory. */
async function withPhotos(pieces, items, opened) {
  progress.max = pieces.filter((piece) => piece.photo).length || 1;
  progress.value = 0;
  const made = [];
  for (const piece of pieces) {
    if (!piece.photo) {
      made.push(piece);
      continue;
    }
    made.push(await pictureOf(items.get(piece.photo), opened.get(piece.photo)));
    progress.value += 1;
  }
  return made;
}

async function pictureOf(item, { k, p }) {
  try {
    const box = await getText(`/spaces/${item.space}/photos/${item.id}/`);
    return await addressed(new Blob([await openPicture(item, k, box)], { type: "image/jpeg" }));
  } catch (error) {
    if (error.name !== "SealError" && error.status !== 404) throw error;
    return p ? `data:image/jpeg;base64,${p}` : ""; // its file is lost or was changed: the small one is better than none
  }
}

/** A blob as a data: address, itself in a Blob. */
function addressed(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Blob([reader.result]));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
