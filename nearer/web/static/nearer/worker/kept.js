// Pages that were opened lately, sealed: under which key, under which names, how many and for how long. The secret comes
// from a page whose keys are open, lives in the memory of the worker alone, and goes when the keys are locked.
import { derive, deriveKey, openBytes, pad, sealBytes, toText, unpad, utf8 } from "../seal/format.js";

const KEPT = "nearer-kept"; // seal/away.js and seal/vault.js know it too
const PLACE = "/-/kept/";
const MOST = 40;
const DAYS = 30; // as long as a sign-in lasts without a visit; seal/away.js knows it too
const MOST_CHARACTERS = 4 * 1024 * 1024;

let holder = null; // {member, key, secret}
let cleared = 0;
const waiting = new Set();

const today = () => Math.floor(Date.now() / 86_400_000);
const context = ({ member }, path) => ["nearer/1/kept-page", member, path];
const nameOf = async ({ secret }, path) => PLACE + toText(await derive(secret, ["nearer/1/kept-name", path]));

/** Who may read and keep pages now: {member, key, secret}, or null. */
export const held = () => holder;

/** Take the secret of this member; what waits for it goes on. */
export async function hold(member, secret) {
  holder = { member, secret, key: await deriveKey(secret, ["nearer/1/kept-page"]) };
  for (const go of waiting) go(holder);
  waiting.clear();
}

/** Forget the secret: the keys were locked. What is kept stays sealed. */
export const drop = () => (holder = null);

/** Forget the secret and all that is kept: nobody is signed in any more, or somebody else. */
export async function clear() {
  cleared += 1;
  drop();
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) await cache.delete(request); // a whole cache goes from the disk later
}

/** The holder, as soon as there is one; null if none comes in time. */
export function heldSoon(patience) {
  if (holder) return holder;
  return new Promise((resolve) => {
    waiting.add(resolve);
    setTimeout(() => {
      waiting.delete(resolve);
      resolve(null);
    }, patience);
  });
}

/** Keep a page of the holder. What was cleared meanwhile stays cleared. */
export async function keep(mine, path, headers, html) {
  const before = cleared;
  const bytes = pad(utf8(JSON.stringify({ headers: [...headers], html })));
  const [name, box] = await Promise.all([nameOf(mine, path), sealBytes(mine.key, context(mine, path), bytes, MOST_CHARACTERS)]);
  if (before !== cleared) return;
  const cache = await caches.open(KEPT);
  await cache.put(name, new Response(box, { headers: { "x-day": String(today()) } }));
  await trim(cache, name);
  if (before !== cleared) await cache.delete(name);
}

const dayOf = (response) => Number(response.headers.get("x-day"));
const isOver = (day) => day < today() - DAYS;

// The oldest go, and the day of the others decides: one that was kept again stands behind the others.
async function trim(cache, newest = "") {
  const pages = [];
  for (const request of await cache.keys()) {
    const day = dayOf(await cache.match(request));
    if (day) pages.push({ request, day });
  }
  const old = pages.filter(({ request, day }, i) => i < pages.length - MOST || isOver(day));
  for (const { request } of old) if (new URL(request.url).pathname !== newest) await cache.delete(request);
}

/** A kept page as an answer that says so (<html data-kept>), or null. */
export async function open(mine, path) {
  const cache = await caches.open(KEPT);
  const found = await cache.match(await nameOf(mine, path));
  if (!found) return null;
  if (isOver(dayOf(found))) return trim(cache).then(() => null);
  try {
    const bytes = unpad(await openBytes(mine.key, context(mine, path), await found.text(), MOST_CHARACTERS));
    const { headers, html } = JSON.parse(new TextDecoder().decode(bytes));
    return new Response(html.replace("<html ", "<html data-kept "), { headers });
  } catch {
    return null; // sealed under keys that are gone
  }
}

/** Whether there is such a page that opens. */
export const has = async (mine, path) => Boolean(await open(mine, path));
