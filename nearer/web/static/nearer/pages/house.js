// Bringing a space: the file is looked through and every envelope tried, then its rows go to the server, then its photos.
// Everything has its id, so after a crash, or a lost line, the same file is brought once more and nothing is doubled.
import { handle, toggles } from "../lib/forms.js";
import { head, lines } from "../lib/house.js";
import { get, postText, postUntilStored, Refused, sentence, Unreachable } from "../lib/http.js";
import { opened } from "../lib/ring.js";
import { word } from "../lib/words.js";
import * as account from "../seal/account.js";
import * as seal from "../seal/index.js";
import { seatProof } from "../seal/moving.js";

const ROWS = 200;
const LETTERS = 400_000; // of one post, well below what a body may have
const KINDS = {
  "spaces.Wording": "agreement", "spaces.Renewal": "renewal", "spaces.Choice": "choice", "spaces.Note": "note",
  "exchange.OwnQuestion": "question", "exchange.Answer": "answer", "exchange.Response": "response",
  "exchange.Reply": "reply", "exchange.Felt": "felt", "together.Said": "said", "together.Guess": "guess",
  "together.Aside": "aside", "together.Nearness": "nearness", "giving.Gift": "gift", "giving.Met": "met",
  "letters.Letter": "letter", "letters.Cover": "cover", "letters.Sketch": "sketch", "myself.Entry": "journal",
  "myself.Aim": "aim", "myself.Plan": "plan", "photos.Photo": "photo", "photos.Snapshot": "snapshot",
};

toggles();
const form = document.getElementById("bring");
const progress = document.getElementById("progress");
const said = document.getElementById("said-here");
let warned = ""; // the file of which it was said that something in it does not open

handle(form, async ({ value }) => {
  await opened();
  const file = form.querySelector("input[type=file]").files[0];
  progress.hidden = false;
  try {
    const first = await readable(file);
    const ring = await account.readKeyring(await get("/me/keys/"), value("password"));
    const proof = await seatProof(ring, first.space.id);
    const shut = await tried(file, first);
    const name = `${file.name} ${file.size}`;
    if (shut && warned !== name) {
      warned = name;
      throw new Told(word("house-shut").replace("%s", shut));
    }
    await bring(file, first, proof);
  } catch (error) {
    said.textContent = "";
    throw error instanceof RangeError ? new Told(word("house-no-file")) : error;
  } finally {
    progress.hidden = true;
  }
});

/** Said as it is. */
class Told extends Refused {
  constructor(words) {
    super(0, words);
  }
}

async function readable(file) {
  const first = await head(file);
  if (first.member !== document.documentElement.dataset.member) throw new Told(word("house-whose"));
  return first;
}

/** Looks through the whole file: how many envelopes of it do not open. Throws RangeError where lines are missing. */
async function tried(file, first) {
  said.textContent = word("house-looking");
  const [{ id: space }, total] = [first.space, first.rows];
  let [rows, shut, some] = [0, 0, []];
  const open = async () => {
    shut += (await seal.openMany(some)).filter(({ error }) => error).length;
    some = [];
    meter(rows, total);
  };
  for await (const [what, label, row] of rest(file)) {
    if (what !== "row") continue;
    rows += 1;
    if (KINDS[label]) some.push({ ...row, space, kind: KINDS[label] });
    if (some.length === ROWS) await open();
  }
  await open();
  if (rows !== total) throw new RangeError("lines are missing");
  return shut;
}

async function* rest(file) {
  let first = true;
  for await (const line of lines(file)) {
    if (!first) yield line;
    first = false;
  }
}

function meter(done, of) {
  progress.max = of || 1;
  progress.value = done;
}

async function bring(file, first, proof) {
  const { space, members, mine } = first;
  const place = `/me/house/${space.id}/`;
  const waiting = (error) => (said.textContent = error.message);
  said.textContent = word("house-bringing");
  const seated = await begun({ held: JSON.stringify({ space, members, mine }), proof }, waiting);
  let [left, done, some, size] = [0, 0, [], 0];
  const send = async () => {
    if (some.length) left += Number(await (await postUntilStored(`${place}rows/`, { rows: `[${some.join(",")}]` }, waiting)).text());
    meter((done += some.length), first.rows);
    [some, size] = [[], 0];
  };
  let arrived = seated;
  const arrive = async () => {
    if (arrived) return;
    await send();
    await postUntilStored(`${place}seat/`, {}, waiting);
    arrived = true;
  };
  for await (const [what, label, row] of rest(file)) {
    if (what === "row" && !seated) {
      const text = JSON.stringify([label, row]);
      if (some.length === ROWS || size + text.length > LETTERS) await send();
      some.push(text);
      size += text.length;
    } else if (what === "picture") {
      await arrive();
      said.textContent = word("house-photos");
      await picture(space.id, label, row);
    }
  }
  await arrive();
  said.textContent = word("house-there");
  document.getElementById("left-out").textContent = left ? word("house-left").replace("%s", left) : "";
  document.getElementById("there").hidden = false;
  form.hidden = true;
}

/** Whether this member has their place already, from an earlier time: then only photos may be missing. */
async function begun(fields, waiting) {
  return (await postUntilStored("/me/house/boxes/", fields, waiting)).status === 200;
}

async function picture(space, id, box) {
  for (;;) {
    try {
      return await postText(`/spaces/${space}/photos/?lost=${id}`, box);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return null; // what it goes with comes with the other's file
      if (!(error instanceof Unreachable)) throw error;
      said.textContent = sentence(error);
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}
