// What lies in this browser's IndexedDB, and how kept pages go. Nothing here is readable: boxes, and a few settings that tell
// nothing.
// Shelves: "device" (boxes sealed under the session half, lock settings), "drafts" (sealed under the private key, by digests),
// "seen" (highest revisions that were opened).
import { SealError } from "./format.js";

const SHELVES = ["device", "drafts", "seen"];

let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("nearer", 1);
    request.onupgradeneeded = () => SHELVES.forEach((shelf) => request.result.createObjectStore(shelf));
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opening = null);
      resolve(request.result);
    };
    request.onerror = () => {
      opening = null;
      reject(new SealError("seal-no-storage"));
    };
  });
  return opening;
}

database().catch(() => {}); // opening takes a browser longer than all the rest, so it begins before anyone asks

/** One transaction: `work` gets the shelves by name and returns a request, a list of requests, or nothing. */
async function transact(mode, shelves, work) {
  const transaction = (await database()).transaction(shelves, mode);
  return new Promise((resolve, reject) => {
    const result = work(Object.fromEntries(shelves.map((shelf) => [shelf, transaction.objectStore(shelf)])));
    transaction.oncomplete = () => resolve(Array.isArray(result) ? result.map((one) => one.result) : result?.result);
    transaction.onabort = () => reject(new SealError("seal-no-storage"));
  });
}

/** The value under a name, or undefined. */
export const read = (shelf, name) => transact("readonly", [shelf], (on) => on[shelf].get(name));

/** Everything on a shelf as an object; names that begin with `prefix` only, if given. */
export async function readAll(shelf, prefix = "") {
  const range = IDBKeyRange.bound(prefix, prefix + "\uffff");
  const [names, values] = await transact("readonly", [shelf], (on) => [on[shelf].getAllKeys(range), on[shelf].getAll(range)]);
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** Put many values at once; undefined deletes. */
export function write(shelf, values) {
  return transact("readwrite", [shelf], (on) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) on[shelf].delete(name);
      else on[shelf].put(value, name);
    }
  });
}

/** Raise numbers on a shelf, never lower them, whatever another tab has written meanwhile. */
export function raise(shelf, numbers) {
  return transact("readwrite", [shelf], (on) => {
    for (const [name, number] of Object.entries(numbers)) {
      const known = on[shelf].get(name);
      known.onsuccess = () => {
        if (!(known.result >= number)) on[shelf].put(number, name);
      };
    }
  });
}

/** Delete what the service worker keeps of this sign-in: one by one, since a whole cache goes from the disk later. */
export async function forgetPages() {
  const kept = await globalThis.caches?.open("nearer-kept");
  for (const page of (await kept?.keys()) ?? []) await kept.delete(page);
}
