// Sealing for pages: the only module of this folder, beside account.js, that pages and elements import.
// What needs the password, a PIN or a passkey is fetched when it is used.
import { word } from "../lib/words.js";
import { newId, open as openBox, seal as sealBox, SealError } from "./format.js";
import { scopeOf } from "./kinds.js";
import { deviceContext, itemContext, shelfLabel } from "./keys.js";
import { raise, read, readAll, write } from "./store.js";
import * as vault from "./vault.js";

export { newId, SealError };
export { forget, leave, lock, lockedByItself, lockSettings, noteActivity, onState, state } from "./vault.js";

SealError.say = word;

/**
 * Called once by every page: {member, half, ringRevision, kdfWorker, wasm}. `wasm` holds the two addresses of argon2id
 * (with SIMD, without), as a list or with a space between. Gives the state: "open", "locked", or "none" when signed out.
 */
export async function start(settings) {
  if (settings.member) seenRevisions().catch(() => {}); // read beside the keys and not after them; who needs it hears of a fault
  const waiting = await vault.load(settings);
  if (waiting.wrap || (waiting.pending && vault.state() !== "open")) {
    await (await import("./account.js")).openWaiting(waiting);
  }
  vault.settle();
  return vault.state();
}

/** The spaces that the opened keys know, with the epoch in use: {space: epoch}. Throws SealError while locked. */
export const epochs = () => Object.fromEntries(Object.entries(vault.openedNow().spaces).map(([id, { current }]) => [id, current]));

// Items.

/** Seal a value as me: -> {id, epoch, revision, box}. The kind decides whose key it is. Throws SealError. */
export async function seal({ space, kind, content = "-", id = newId(), revision = 1 }, value) {
  const { member, spaces } = vault.openedNow();
  const epoch = scopeOf(kind) === "P" ? 0 : spaces[space]?.current;
  if (epoch === undefined) throw new SealError("seal-no-key");
  const item = { space, kind, content, id, author: member, epoch, revision };
  return { id, epoch, revision, box: await sealBox(keyOf(item), itemContext(item), value) };
}

// Exactly one key for a scope, space and epoch; another is never tried.
function keyOf({ kind, space, epoch, author }) {
  const opened = vault.openedNow();
  const mine = scopeOf(kind) === "P";
  if (mine && author !== opened.member) throw new SealError("seal-no-key");
  const key = mine ? opened.private : opened.spaces[space]?.epochs[epoch];
  if (!key) throw new SealError("seal-no-key");
  return key;
}

let seen = null; // id -> highest revision opened here, of those that were ever changed

async function seenRevisions() {
  seen ??= readAll("seen");
  return seen;
}

vault.onSeen(async (revisions) => Object.assign(await seenRevisions(), revisions));

/** Open many items at once: [{space, kind, content, id, author, epoch, revision, box}] -> [{value} or {error}], in order. */
export async function openMany(items) {
  const known = await seenRevisions();
  const higher = {};
  const results = await Promise.all(
    items.map(async (item) => {
      try {
        const value = await openBox(keyOf(item), itemContext(item), item.box);
        if (item.revision < (known[item.id] ?? 1)) throw new SealError("seal-older");
        if (item.revision > Math.max(known[item.id] ?? 1, higher[item.id] ?? 1)) higher[item.id] = item.revision;
        return { value };
      } catch (error) {
        return { error };
      }
    }),
  );
  if (Object.keys(higher).length) {
    Object.assign(known, higher);
    vault.tellSeen(higher);
    await raise("seen", higher);
  }
  return results;
}

const asked = [];

/** Open one item; calls of the same moment are opened together. Throws SealError: locked, damaged, older, or no key. */
export function open(item, box) {
  return new Promise((resolve, reject) => {
    asked.push({ item: { ...item, box }, resolve, reject });
    if (asked.length === 1) queueMicrotask(openAsked);
  });
}

async function openAsked() {
  const batch = asked.splice(0);
  try {
    const results = await openMany(batch.map(({ item }) => item));
    results.forEach(({ value, error }, i) => (error ? batch[i].reject(error) : batch[i].resolve(value)));
  } catch (error) {
    batch.forEach(({ reject }) => reject(error));
  }
}

// Drafts: sealed under the private key, so they open again after the next sign-in.

const draftContext = (name) => deviceContext(`draft:${name}`);
// A name tells of what somebody writes, so a draft lies under a digest that only who has the key can make.
const shelfName = (name) => shelfLabel(vault.openedNow().raw.private, name);

/** Keep an object under a name (plain ASCII without spaces). Throws SealError while locked. */
export async function keepDraft(name, value) {
  const box = sealBox(vault.openedNow().private, draftContext(name), value);
  await write("drafts", { [await shelfName(name)]: await box }); // both begun while open, also where a lock comes now
}

/** The draft of a name, or null: none there, or sealed under a key that is gone. Throws SealError while locked. */
export async function draft(name) {
  const box = await read("drafts", await shelfName(name));
  return box ? openBox(vault.openedNow().private, draftContext(name), box).catch(() => null) : null;
}

/** Forget a draft. */
export const dropDraft = async (name) => write("drafts", { [await shelfName(name)]: undefined });

// Opening again after a lock.

/** Open with the password and the bundle of GET /me/keys/. Throws SealError. */
export const openWithPassword = async (...given) => (await import("./account.js")).openWithPassword(...given);

/** Choose the lock: {idle: 0|1|15|60 minutes, by: "password"|"pin"|"passkey", pin}. Only while open. Throws SealError. */
export const setLock = async (choice) => (await import("./locks.js")).setLock(choice);

/** Open with the six digits. Throws SealError: pin-wrong, pin-gone (then only the password helps). */
export const openWithPin = async (pin) => (await import("./locks.js")).openWithPin(pin);

/** Open with the passkey of this device. Throws SealError. */
export const openWithPasskey = async () => (await import("./locks.js")).openWithPasskey();
