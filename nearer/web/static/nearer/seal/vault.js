// The opened keys: in memory while a page lives, and in a box on the device, sealed under the half of a secret that the
// server keeps for this sign-in. Without that half, after sign-out, the box can't be opened by anyone.
import { boxKey, open, seal, SealError, toBytes, toBytesOf } from "./format.js";
import { deviceContext, deviceKey } from "./keys.js";
import { forgetPages, raise, read, readAll, write } from "./store.js";

const MINUTE = 60_000;
const NOTE_EVERY = 5_000;
const NO_LOCK = { idle: 0, by: "password" };

let page = { member: "", half: null, ringRevision: 0, kdfWorker: "", wasm: [] };
let keys = null; // {member, revision, private, spaces, resting}: the keys as CryptoKey, and `raw`, what the device box holds
let now = "none";
let byItself = false; // the keys went because nobody was there
let over = false; // somebody took the quick exit: what is under way here opens nothing any more
let behind = false; // the server holds newer keys than this device
let lockChosen = NO_LOCK;
let lastActivity = 0;
let timer = 0;
let channel = null;
const listeners = new Set();
const seenListeners = new Set();

export const state = () => now;
export const pageSettings = () => page;
export const isBehind = () => behind;
export const lockedByItself = () => now === "locked" && byItself;

/** Calls fn(state) at every change, from whichever tab it came. Returns the way to stop. */
export function onState(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

function become(next, idle = false) {
  if (next === now && idle === byItself) return;
  [now, byItself] = [next, idle];
  for (const fn of listeners) fn(next);
}

/** The opened keys; throws while locked. */
export function openedNow() {
  if (!keys) throw new SealError("seal-locked");
  return keys;
}

// Boxes on the device.

/** Seal a value under the session half and keep it on the device. Someone is there, so time away begins anew. */
export async function stash(name, value) {
  await put({ [name]: await sealForDevice(name, value), activity: Date.now() });
}

async function put(boxes) {
  if (over) throw new SealError("seal-locked");
  await write("device", boxes);
}

const sealForDevice = async (name, value) => seal(await deviceKey(half()), deviceContext(name), value);

/** What was kept under a name, or null: not there, or sealed in an earlier sign-in. */
export const stashed = async (name) => openFromDevice(name, await read("device", name));

async function openFromDevice(name, box) {
  if (!box || !page.half) return null;
  try {
    return await open(await deviceKey(half()), deviceContext(name), box);
  } catch {
    return null;
  }
}

export const unstash = (...names) => write("device", Object.fromEntries(names.map((name) => [name, undefined])));

export function half() {
  return toBytesOf(32, page.half);
}

// Opening and keeping.

/** Take the page's settings, listen to other tabs, and open what the device holds. Returns what still waits to be opened. */
export async function load(settings) {
  page = { ...page, ...settings, wasm: [settings.wasm ?? []].flat().join(" ").split(/\s+/).filter(Boolean) };
  listen();
  if (!page.member) return {};
  const device = await readAll("device");
  lockChosen = device[`lock:${page.member}`] ?? NO_LOCK;
  lastActivity = device.activity ?? 0;
  const held = await openFromDevice("open", device.open);
  if (held && held.member !== page.member) await forget();
  else if (held && idleTooLong()) return lockIdle().then(() => ({}));
  else if (held && held.revision >= page.ringRevision) await use(held);
  else behind = Boolean(held);
  if (!held && device.idle) byItself = true; // settle() will tell
  return { wrap: await openFromDevice("wrap", device.wrap), pending: await openFromDevice("pending", device.pending) };
}

/** What load could not open, and nothing else has opened since, is locked. */
export const settle = () => become(page.member && !keys ? "locked" : now, !keys && byItself);

// Make the device's keys those of the page, unless the server says that there are newer ones.
async function use(held) {
  behind = page.ringRevision > held.revision;
  keys = behind ? null : await imported(held);
  watchIdle();
  become(keys ? "open" : "locked");
}

// Without a prototype: a space or epoch that the server names "constructor" must not be found.
const empty = () => Object.create(null);

async function imported(raw) {
  const spaces = empty();
  for (const [id, space] of Object.entries(raw.spaces)) {
    spaces[id] = { current: space.current, epochs: empty() };
    for (const [epoch, key] of Object.entries(space.epochs)) spaces[id].epochs[epoch] = await boxKey(toBytes(key));
  }
  return { member: raw.member, private: await boxKey(toBytes(raw.private)), spaces, raw };
}

/** The highest keyring revision this device has opened for a member; 0 if none. */
export const knownRevision = async (member) => (await read("device", `ring:${member}`)) ?? 0;

/**
 * Keep opened keys (openedKeys of keys.js) on the device and use them at once. `resting` is the secret of a PIN or passkey,
 * `lock` the lock that is chosen with it: one write, so that none is there without the other.
 */
export async function keep(raw, resting = keys?.raw.resting, lock = lockChosen) {
  if (page.member && raw.member !== page.member) throw new SealError("keys-damaged");
  page = { ...page, member: raw.member, ringRevision: Math.max(page.ringRevision, raw.revision) };
  const held = resting ? { ...raw, resting } : raw;
  const boxes = { open: await sealForDevice("open", held), wrap: undefined, pending: undefined, idle: undefined };
  if (resting) boxes.resting = await seal(await boxKey(toBytes(resting)), deviceContext("resting"), raw);
  if (lock !== lockChosen) Object.assign(boxes, ofLock(raw.member, lock));
  [lastActivity, lockChosen] = [Date.now(), lock];
  await put({ ...boxes, activity: lastActivity });
  await raise("device", { [`ring:${raw.member}`]: raw.revision });
  await use(held);
  channel?.postMessage({ say: "opened", member: raw.member });
}

// Locking.

/** Delete the opened keys, here and in every tab. What rests under a PIN or passkey stays. */
export const lock = () => lockNow(false);

/** Quick exit: the same, and a password that is still being worked on comes too late. */
export function leave() {
  over = true;
  return lock();
}

/** The same because nobody is there: a page may then go on showing what is not sealed, if somebody counts on it. */
const lockIdle = () => lockNow(true);

async function lockNow(idle) {
  close("locked", idle);
  channel?.postMessage({ say: "locked", idle });
  await write("device", { open: undefined, wrap: undefined, pending: undefined, idle: idle || undefined });
  await unstash(...Object.keys(await readAll("device", "invitation:"))); // those hold keys of a space too
}

/** Sign-out: delete all that was sealed in this sign-in. Drafts stay, sealed under the private key. */
export async function forget() {
  drop();
  channel?.postMessage({ say: "forgotten" });
  const device = await readAll("device");
  const changes = {};
  for (const name of Object.keys(device)) {
    if (name.startsWith("lock:")) changes[name] = { idle: device[name].idle, by: "password" };
    else if (!name.startsWith("ring:")) changes[name] = undefined;
  }
  await write("device", changes);
  await forgetPages();
  become("none"); // last: a page may leave at this word
}

function drop() {
  keys = null;
  clearTimeout(timer);
}

function close(next, idle = false) {
  drop();
  become(page.member ? next : "none", idle);
}

/** What was chosen, and what opens the lock now: {idle, by, opens}. */
export const lockSettings = () => ({ idle: lockChosen.idle, by: lockChosen.by, opens: behind ? "password" : lockChosen.by });

export const lockRecord = () => lockChosen;

/** Keep the choice of a lock for this member on this device. */
export async function chooseLock(record) {
  lockChosen = record;
  await write("device", ofLock(page.member, record));
  watchIdle();
}

const ofLock = (member, record) => ({ [`lock:${member}`]: record, ...(record.by === "password" ? { resting: undefined } : {}) });

/** Someone is there: called by the page at every touch, key and return. Locks if they were away too long. */
export async function noteActivity() {
  if (!keys || !lockChosen.idle) return;
  if (Date.now() - lastActivity < NOTE_EVERY && Date.now() >= lastActivity) return;
  if (await checkIdle()) return;
  lastActivity = Date.now();
  await write("device", { activity: lastActivity });
}

// A clock turned back by more than a minute counts as time away.
function idleTooLong() {
  const away = Date.now() - lastActivity;
  return lockChosen.idle > 0 && !(away > -MINUTE && away < lockChosen.idle * MINUTE);
}

async function checkIdle() {
  if (!idleTooLong()) return false;
  lastActivity = (await read("device", "activity")) ?? lastActivity;
  if (!idleTooLong()) return false;
  await lockIdle();
  return true;
}

function watchIdle() {
  clearTimeout(timer);
  if (!keys || !lockChosen.idle) return;
  const left = lastActivity + lockChosen.idle * MINUTE - Date.now();
  timer = setTimeout(async () => (await checkIdle()) || watchIdle(), Math.max(left, 1000));
}

// Other tabs.

/** Calls fn({id: revision}) when another tab has opened higher revisions. */
export const onSeen = (fn) => seenListeners.add(fn);
export const tellSeen = (revisions) => channel?.postMessage({ say: "seen", revisions });

function listen() {
  if (channel || !globalThis.BroadcastChannel) return;
  channel = new BroadcastChannel("nearer");
  channel.onmessage = async ({ data }) => {
    if (data.say === "locked" || data.say === "forgotten") close(data.say === "locked" ? "locked" : "none", data.idle);
    if (data.say === "seen") for (const fn of seenListeners) fn(data.revisions);
    if (data.say === "opened" && data.member === page.member) {
      lockChosen = (await read("device", `lock:${page.member}`)) ?? NO_LOCK; // chosen there, it holds here
      const held = await stashed("open");
      if (held) await use(held);
    }
  };
}
