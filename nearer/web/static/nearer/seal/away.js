// Without the server: what the password opens on this device alone, and the secret under which the service worker keeps
// pages. What is kept lies in one cache, so that forgetting is one deletion and leaves no file behind.
import { boxKey, derive, open, seal, SealError, toBytesOf, toText } from "./format.js";
import { deviceContext, itemContext, openedKeys } from "./keys.js";
import { scopeOf } from "./kinds.js";
import { forgetPages, read, readAll, write } from "./store.js";
import * as vault from "./vault.js";

const KEPT = "nearer-kept";
const KEYS = "/-/kept/keys";
const DAYS = 30; // worker/kept.js knows it too
const DAY = 86_400_000; // ms

/** 32 bytes made from one's private key, for the pages that the service worker keeps. Throws SealError while locked. */
export const pagesSecret = () => derive(toBytesOf(32, vault.openedNow().raw.private), ["nearer/1/kept"]);

/** Whether this device is one to keep anything on: not where it locks after a minute and only the password opens. */
export async function mayKeep() {
  const { idle, by } = (await read("device", `lock:${vault.pageSettings().member}`)) ?? {}; // as any tab chose it last
  return !(idle === 1 && by === "password");
}

/** Delete what is kept. The service worker forgets its secret until a page hands it over again. */
export async function keepNothing() {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => null);
  registration?.active?.postMessage({ say: "clear" });
  await forgetPages();
}

/** Whether this device may keep anything; where it may not, what was kept before goes. */
export async function keepsOnlyWhereItMay() {
  const may = await mayKeep();
  if (!may) await keepNothing();
  return may;
}

/**
 * The account is closed: as vault.forget, and what tells of the member as well. A draft doesn't say whose it is, so drafts
 * go where nobody else has opened keys here; elsewhere they stay, and no key opens them any more.
 */
export async function forgetForGood() {
  const { member } = vault.pageSettings();
  await vault.forget();
  await write("device", { [`ring:${member}`]: undefined, [`lock:${member}`]: undefined });
  if (Object.keys(await readAll("device", "ring:")).length) return;
  for (const shelf of ["drafts", "seen"]) {
    const all = Object.keys(await readAll(shelf));
    await write(shelf, Object.fromEntries(all.map((name) => [name, undefined])));
  }
}

/**
 * Open a row of the outbox. It is this device's own, so that a newer revision was seen meanwhile does not speak against
 * it. Throws SealError.
 */
export async function openReturned({ space, kind, content = "-", revision, fields }) {
  const { member, private: own, spaces } = vault.openedNow();
  const { id, epoch, box } = Object.fromEntries(fields);
  const key = scopeOf(kind) === "P" ? own : spaces[space]?.epochs[epoch];
  if (!key) throw new SealError("seal-no-key");
  return open(key, itemContext({ space, kind, content, id, author: member, epoch: Number(epoch), revision }), box);
}

/** What the password opens without the server, or null: a bundle as of GET /me/keys/, with `half` and `day`. */
export async function keptKeys() {
  const kept = await (await (await caches.open(KEPT)).match(KEYS))?.json();
  if (!kept || Date.now() - Date.parse(kept.day) <= DAYS * DAY) return kept ?? null;
  await keepNothing(); // its days are over, and with it those of the pages
  return null;
}

/** Keep the bundle and, sealed under one's private key, this sign-in's half. Throws SealError while locked. */
export async function keepKeys({ member, kdf, wrapped, keyring, revision }) {
  const { raw } = vault.openedNow();
  const half = await seal(await boxKey(toBytesOf(32, raw.private)), deviceContext("half"), { half: toText(vault.half()) });
  const kept = { member, kdf, wrapped, keyring, revision, half, day: new Date().toISOString().slice(0, 10) };
  await (await caches.open(KEPT)).put(KEYS, new Response(JSON.stringify(kept)));
}

/** After a change of the password: the new one opens what is kept as soon as its bundle has come. */
export const dropKeys = async () => (await caches.open(KEPT)).delete(KEYS);

/** Open with the password where no server answers. Throws SealError. */
export async function openAway(password) {
  const kept = await keptKeys();
  if (!kept) throw new SealError("away-nothing");
  const { secret, ring } = await (await import("./account.js")).unlocked(kept, password);
  const raw = await openedKeys(secret, kept.member, kept.revision, ring);
  const { half } = await open(await boxKey(toBytesOf(32, raw.private)), deviceContext("half"), kept.half);
  await vault.load({ ...vault.pageSettings(), member: kept.member, half, ringRevision: kept.revision });
  await vault.keep(raw);
}
