// What could not be sent waits here, in this browser, until the server has it: sealed boxes, and beside them the ids and
// addresses that a post consists of. Pages and the service worker send from here; the server stores the same id once.
const REFUSALS_THAT_PASS = [401, 403, 429]; // signed out, an old token, too many: sent again later

let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("nearer-outbox", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "id" });
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opening = null);
      resolve(request.result);
    };
    request.onerror = () => {
      opening = null;
      reject(request.error);
    };
  });
  return opening;
}

async function transact(mode, work) {
  const transaction = (await database()).transaction("waiting", mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const request = work(transaction.objectStore("waiting"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

const put = (row) => transact("readwrite", (rows) => rows.put(row));

/** What it posts, by name: `id` is that of the item. */
export const posted = ({ fields }) => Object.fromEntries(fields);

// Only this one: newer words of the same writing may have taken its place meanwhile.
const replace = (row, other) =>
  transact("readwrite", (rows) => {
    const there = rows.get(row.id);
    there.onsuccess = () => {
      if (!there.result || posted(there.result).box !== posted(row).box) return;
      if (other) rows.put(other);
      else rows.delete(row.id);
    };
    return there;
  });

/** Take one out. */
export const drop = (row) => replace(row, null);

/** Note more of one: {refused} with the sentence of the server, {told} when the person knows. */
export const note = (row, more) => replace(row, { ...row, ...more });

/** All that waits, of this member if one is given, in the order in which it came. */
export async function waiting(member = null) {
  const rows = await transact("readonly", (rows) => rows.getAll());
  return rows.filter((row) => !member || row.member === member).sort((one, other) => one.turn - other.turn);
}

const lockOf = (id) => `outbox:${id}`;

/**
 * Keep a post that this page goes on trying to send. `item` is what was sealed ({space, kind, content, id, epoch,
 * revision}) and the draft it came from ({draft, began}). One writing has one row, so its latest words take the place of
 * earlier ones; other words for the same item have another. As long as the page lives, nobody else sends it. Gives the
 * function that ends this, called with the error if there was one: what may yet be sent stays.
 */
export async function hold(url, fields, item) {
  const { member } = document.documentElement.dataset;
  const pairs = [...new URLSearchParams(fields)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const turn = 1 + Math.max(0, ...(await waiting()).map((row) => row.turn));
  const place = { id: item.began ?? item.id, member, turn, url: new URL(url, location.href).pathname };
  const row = { ...item, ...place, fields: pairs };
  await put(row);
  let over;
  const lives = new Promise((resolve) => (over = resolve));
  navigator.locks.request(lockOf(row.id), () => lives);
  navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("outbox")).catch(() => {});
  return async (error = null) => {
    if (!REFUSALS_THAT_PASS.includes(error?.status)) await drop(row);
    over();
  };
}

/**
 * Send what waits of this member, one after the other, with a token of now. Gives the rows that the server has taken; what
 * it refused stays here with its sentence, in `refused`. Stops where the server can't be reached.
 */
export async function drain(member, token) {
  const sent = [];
  for (const row of (await waiting(member)).filter(({ refused }) => !refused)) {
    const { id } = row;
    const how = await navigator.locks.request(lockOf(id), { ifAvailable: true }, (lock) => lock && attempt(id, token));
    if (how === "later") break;
    if (how === "sent") sent.push(row);
  }
  return sent;
}

async function attempt(id, token) {
  const row = (await waiting()).find((one) => one.id === id);
  if (!row || row.refused) return null; // another was quicker
  let response;
  try {
    const headers = { "X-CSRFToken": token, Accept: "text/plain" };
    response = await fetch(row.url, { method: "POST", body: new URLSearchParams(row.fields), headers });
  } catch {
    return "later";
  }
  const { status, url } = response;
  if (status >= 500 || REFUSALS_THAT_PASS.includes(status) || new URL(url).pathname === "/sign-in/") return "later";
  if (response.ok) {
    await drop(row);
    return "sent";
  }
  const plain = response.headers.get("content-type")?.startsWith("text/plain");
  await note(row, { refused: (plain && (await response.text())) || "-" });
  return "refused";
}
