// Without the server: what the password opens on this device alone, and the secret under which the service worker keeps
// pages. What is kept lies in one cache, so that forgetting is one deletion and leaves no file behind.
import { boxKey, derive, open, seal, SealError, toBytesOf, toText } from "./format.js";
import { deviceContext, openedKeys } from "./keys.js";
import * as vault from "./vault.js";

const KEPT = "nearer-kept";
const KEYS = "/-/kept/keys";

/** 32 bytes made from one's private key, for the pages that the service worker keeps. Throws SealError while locked. */
export const pagesSecret = () => derive(toBytesOf(32, vault.openedNow().raw.private), ["nearer/1/kept"]);

/** Whether this device is one to keep anything on: not where it locks after a minute and only the password opens. */
export function mayKeep() {
  const { idle, by } = vault.lockSettings();
  return !(idle === 1 && by === "password");
}

/** What the password opens without the server, or null: a bundle as of GET /me/keys/, with `half` and `day`. */
export async function keptKeys() {
  const found = await (await caches.open(KEPT)).match(KEYS);
  return found ? found.json() : null;
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
