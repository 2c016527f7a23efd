// Everything that takes the password: accounts, changing and recovering, keyrings, invitations. Loaded only where it is needed.
// Functions give the fields to post; what they made is adopted once the server holds it.
import { get } from "../lib/http.js";
import { newId, open, random, recoveryBytes, recoveryText, seal, SealError, boxKey, toBytes, toBytesOf, toText } from "./format.js";
import * as keys from "./keys.js";
import { freshKdf, stretch, weakness } from "./password.js";
import { forgetPages, readAll } from "./store.js";
import * as vault from "./vault.js";

export { newId, recoveryBytes, recoveryText, SealError };
export { newSpace, recoveryProof, renewedSpace } from "./keys.js";
export { phrase, stretch, weakness } from "./password.js";

let prepared = null; // {keys, keyring}: made here, not yet known to be stored by the server

async function prepare(memberSecret, member, revision, ring, keyring) {
  prepared = { keys: await keys.openedKeys(memberSecret, member, revision, ring), keyring };
  await vault.stash("pending", prepared);
}

/** Use what newAccount, withKeyring or restoreAttic has made; called once the server has stored it. */
export async function adoptAccount() {
  if (!prepared) throw new SealError("seal-locked");
  await vault.keep(prepared.keys);
  prepared = null;
}

// Passwords.

/** A new password, stretched with a salt of its own; refused if weak. -> {kdf, auth, wrap} */
async function fresh(password) {
  const reason = weakness(password);
  if (reason) throw new SealError(reason);
  const kdf = freshKdf();
  return { kdf, ...(await stretch(password, kdf)) };
}

/** The fields that hold a member secret under a password. */
async function wrapped({ kdf, auth, wrap }, member, secret) {
  const box = await keys.sealSecret(await boxKey(wrap), member, "password", secret);
  return { kdf: JSON.stringify(kdf), auth, wrapped: box };
}

/** A new recovery code for a member secret: {fields: {recovery, recovery_proof}, code}. */
async function recoverable(member, secret) {
  const bytes = random(16);
  const recovery = await keys.sealSecret(await keys.recoveryKey(bytes), member, "recovery", secret);
  return { fields: { recovery, recovery_proof: await keys.recoveryProof(bytes) }, code: await recoveryText(bytes) };
}

const secretByCode = async ({ member, recovery }, bytes) =>
  keys.openSecret(await keys.recoveryKey(bytes), member, "recovery", recovery, "code-wrong");

/** Opens a bundle with the password: {secret, ring, auth, wrap}. Refuses keys older than this device has opened. */
export async function unlocked(bundle, password) {
  const { auth, wrap } = await stretch(password, bundle.kdf);
  return { auth, wrap, ...(await unwrapped(bundle, wrap)) };
}

async function unwrapped({ member, wrapped: box, keyring, revision }, wrap) {
  const secret = await keys.openSecret(await boxKey(wrap), member, "password", box, "password-wrong");
  const ring = await keys.openRing(secret, member, revision, keyring);
  if (revision < (await vault.knownRevision(member))) throw new SealError("keys-older");
  return { secret, ring };
}

// Its first keyring also holds the keys of spaces that someone was invited to on the way here: joining takes no password.
/** A new account: {fields, code, spaceId}. The keyring, revision 1, already holds the key of the new space. */
export async function newAccount(password) {
  const made = await fresh(password);
  const [member, spaceId, secret] = [newId(), newId(), random(32)];
  const ring = { spaces: { ...(await invitedSpaces()), [spaceId]: keys.newSpace() } };
  const keyring = await keys.sealRing(secret, member, 1, ring);
  const { fields, code } = await recoverable(member, secret);
  await Promise.all([forgetPages(), prepare(secret, member, 1, ring, keyring)]);
  return { fields: { public_id: member, ...(await wrapped(made, member, secret)), ...fields, keyring }, code, spaceId };
}

/** What the login gets in place of the password: {auth}. The first signed-in page opens the keys with what waits on the device. */
export async function signIn(password, kdf, { borrowed = false } = {}) {
  const { auth, wrap } = await stretch(password, kdf);
  await Promise.all([forgetPages(), vault.stash("wrap", { wrap: toText(wrap), borrowed })]);
  return { auth };
}

/** On a signed-in page: open with what signIn, newAccount or withKeyring left on the device (start of index.js calls it). */
export async function openWaiting({ wrap, pending }) {
  if (wrap?.borrowed) await vault.chooseLock({ idle: 1, by: "password" }); // before keys are there: a page may be left at once
  let bundle;
  try {
    bundle = await get("/me/keys/");
  } catch {
    return; // not reached: it waits for the next page
  }
  try {
    if (wrap) await adoptWith(bundle, toBytes(wrap.wrap));
    else if (pending.keyring === bundle.keyring && pending.keys.revision === bundle.revision) await vault.keep(pending.keys);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
  }
  await vault.unstash("wrap", "pending");
}

async function adoptWith(bundle, wrap) {
  const { secret, ring } = await unwrapped(bundle, wrap);
  await vault.keep(await keys.openedKeys(secret, bundle.member, bundle.revision, ring));
}

/** Open a locked page with the password. */
export async function openWithPassword(bundle, password) {
  const { secret, ring } = await unlocked(bundle, password);
  await vault.keep(await keys.openedKeys(secret, bundle.member, bundle.revision, ring));
}

/** A new password for the same keys: the fields old_auth, kdf, auth, wrapped. */
export async function changePassword(bundle, old, password) {
  const { secret, auth } = await unlocked(bundle, old);
  return { old_auth: auth, ...(await wrapped(await fresh(password), bundle.member, secret)) };
}

/** A new recovery code: {fields: {auth, recovery, recovery_proof}, code}. */
export async function newRecovery(bundle, password) {
  const { secret, auth } = await unlocked(bundle, password);
  const { fields, code } = await recoverable(bundle.member, secret);
  return { fields: { auth, ...fields }, code };
}

// Forgotten passwords. `page` is what the reset page holds: {member, recovery, revision}.

/** A new password by the recovery code: the fields kdf, auth, wrapped, recovery_proof. */
export async function resetWithCode(page, code, password) {
  const bytes = await recoveryBytes(code);
  const secret = await secretByCode(page, bytes);
  const made = await fresh(password);
  await vault.stash("wrap", { wrap: toText(made.wrap), borrowed: false });
  return { ...(await wrapped(made, page.member, secret)), recovery_proof: await keys.recoveryProof(bytes) };
}

/** A new password and new keys, with none of the old: {fields, code}. The partner can give the space back. */
export async function resetFresh(page, password) {
  const made = await fresh(password);
  const secret = random(32);
  const revision = page.revision + 1;
  const { fields, code } = await recoverable(page.member, secret);
  const keyring = await keys.sealRing(secret, page.member, revision, { spaces: {} });
  await vault.stash("wrap", { wrap: toText(made.wrap), borrowed: false });
  return { fields: { ...(await wrapped(made, page.member, secret)), ...fields, keyring, revision }, code };
}

/**
 * The old keys back from the attic, with the old password or code: {fields, code, reseal}. What the fresh keyring gained
 * meanwhile is kept. There is a new recovery code. Among the fields are `auth`, and `former_auth` or `former_proof`: that
 * both secrets were known. `reseal(items)` gives the private items written under the fresh key,
 * as [{id, revision, box}], one revision higher, under the old one; post them together with the fields.
 */
export async function restoreAttic(bundle, attic, { password, code }, currentPassword) {
  const now = await unlocked(bundle, currentPassword);
  const { member } = bundle;
  const old = { member, ...attic };
  const { secret, proof } = code ? await oldByCode(old, await recoveryBytes(code)) : await oldByPassword(old, password);
  const before = await keys.openRing(secret, member, attic.revision, attic.keyring);
  const ring = { spaces: merged(before.spaces, now.ring.spaces) };
  const revision = bundle.revision + 1;
  const keyring = await keys.sealRing(secret, member, revision, ring);
  const made = await recoverable(member, secret);
  const box = await keys.sealSecret(await boxKey(now.wrap), member, "password", secret);
  await prepare(secret, member, revision, ring, keyring);
  const [from, to] = await Promise.all([now.secret, secret].map(async (one) => boxKey(await keys.privateSecret(one))));
  const reseal = (items) => Promise.all(items.map((item) => resealed(from, to, { ...item, author: member, epoch: 0 })));
  const fields = { auth: now.auth, ...proof, wrapped: box, ...made.fields, keyring, revision };
  return { fields, code: made.code, reseal };
}

async function oldByCode(attic, bytes) {
  return { secret: await secretByCode(attic, bytes), proof: { former_proof: await keys.recoveryProof(bytes) } };
}

async function oldByPassword(attic, password) {
  const { auth, wrap } = await stretch(password, attic.kdf);
  const secret = await keys.openSecret(await boxKey(wrap), attic.member, "password", attic.wrapped, "password-wrong");
  return { secret, proof: { former_auth: auth } };
}

async function resealed(from, to, item) {
  const value = await open(from, keys.itemContext(item), item.box);
  const next = { ...item, revision: item.revision + 1 };
  return { id: next.id, revision: next.revision, box: await seal(to, keys.itemContext(next), value) };
}

// Spaces of both; where both know one, the epochs of both, and the later one in use.
function merged(before, since) {
  const spaces = { ...before };
  for (const [id, space] of Object.entries(since)) {
    const known = before[id] ?? space;
    spaces[id] = { current: Math.max(known.current, space.current), epochs: { ...known.epochs, ...space.epochs } };
  }
  return spaces;
}

// The keyring and invitations.

/** The keyring of a bundle, to read: what inviting and giving access back need. */
export const readKeyring = async (bundle, password) => (await unlocked(bundle, password)).ring;

/** A changed keyring, sealed as the next revision: {auth, keyring, revision}. `change` gets the ring and may be async. */
export async function withKeyring(bundle, password, change) {
  const { auth, secret, ring } = await unlocked(bundle, password);
  await change(ring);
  const revision = bundle.revision + 1;
  const keyring = await keys.sealRing(secret, bundle.member, revision, ring);
  const checked = await keys.openRing(secret, bundle.member, revision, keyring);
  await prepare(secret, bundle.member, revision, checked, keyring);
  return { auth, keyring, revision };
}

/** An invitation to a space ("join"), or its keys given back ("regrant"): {box, secret}. The secret goes into the link alone. */
export async function makeInvitation({ space, purpose, from }, ring, id) {
  if (!ring.spaces[space]) throw new SealError("seal-no-key");
  const secret = random(32);
  const value = { space, ring: ring.spaces[space], from };
  return { box: await seal(await keys.inviteKey(secret), keys.inviteContext(id, purpose), value), secret: toText(secret) };
}

/** What an invitation holds: {space, ring, from}. `space`, if given, is the one the server announced, and must be the one inside. */
export async function readInvitation({ id, purpose, space }, box, secret) {
  try {
    const key = await keys.inviteKey(toBytesOf(32, secret));
    const inside = await open(key, keys.inviteContext(id, purpose), box);
    toBytesOf(16, inside.space);
    if (space && space !== inside.space) throw new SealError("invitation-damaged");
    return { space: inside.space, ring: keys.checkedSpace(inside.ring), from: String(inside.from ?? "") };
  } catch {
    throw new SealError("invitation-damaged");
  }
}

/** Keep the secret of an invitation, and what it opened to (readInvitation), while someone signs in or up. */
export const keepInvitation = (id, secret, inside) => vault.stash(`invitation:${id}`, { secret, inside });

async function invitedSpaces() {
  const names = Object.keys(await readAll("device", "invitation:"));
  const kept = (await Promise.all(names.map(vault.stashed))).flatMap((one) => one?.inside ?? []);
  return Object.fromEntries(kept.map(({ space, ring }) => [space, keys.checkedSpace(ring)]));
}

/** The kept secret, or null. */
export const keptInvitation = async (id) => (await vault.stashed(`invitation:${id}`))?.secret ?? null;

/** Forget a kept secret, once it was used. */
export const dropInvitation = (id) => vault.unstash(`invitation:${id}`);
