// Which key comes from what, and what each box is bound to: the tables of docs/sealing.md, nothing else. Twin: nearer/sealed/keys.py.
import { derive, deriveKey, open, random, seal, SealError, toBytesOf, toText, utf8 } from "./format.js";
import { scopeOf } from "./kinds.js";

const LABEL = "nearer/1/";

// Keys.
export const authText = async (root) => "nr1_" + toText(await derive(root, [LABEL + "auth"]));
export const wrapSecret = (root) => derive(root, [LABEL + "wrap"]);
export const privateSecret = (memberSecret) => derive(memberSecret, [LABEL + "private"]);
export const keyringKey = (memberSecret) => deriveKey(memberSecret, [LABEL + "keyring"]);
export const itemsSecret = (spaceKey) => derive(spaceKey, [LABEL + "space-items"]);
export const recoveryKey = (code) => deriveKey(code, [LABEL + "recovery"]);
export const recoveryProof = async (code) => toText(await derive(code, [LABEL + "recovery-proof"]));
export const inviteKey = (secret) => deriveKey(secret, [LABEL + "invite"]);
export const deviceKey = (half) => deriveKey(half, [LABEL + "device"]);
export const pinProof = async (root) => toText(await derive(root, [LABEL + "pin-proof"]));
/** Under which name a draft lies on the device; `secret` is the private key as text. */
export const shelfLabel = async (secret, name) => toText(await derive(toBytesOf(32, secret), [LABEL + "shelf", name]));
export const pinPart = (root) => derive(root, [LABEL + "pin-part"]);

/** What a PIN is before it is stretched; longer than the PIN because Argon2id wants at least eight bytes. */
export const pinBytes = (pin) => utf8(JSON.stringify([LABEL + "pin", pin]));

/** The key for what rests on the device while it is locked: the session half together with the other secrets. */
export function restingSecret(by, ...secrets) {
  const joined = new Uint8Array(secrets.reduce((sum, secret) => sum + secret.length, 0));
  let at = 0;
  for (const secret of secrets) {
    joined.set(secret, at);
    at += secret.length;
  }
  return derive(joined, [`${LABEL}device-${by}`]);
}

// Contexts.
export const memberContext = (member, how) => [LABEL + "member-secret", member, how];
export const keyringContext = (member, revision) => [LABEL + "keyring", member, revision];
export const inviteContext = (id, purpose) => [LABEL + "invite", id, purpose];
export const deviceContext = (name) => [LABEL + "device", name];

/** The context of an item; its scope follows from the kind, and a private item has no epoch but 0. */
export function itemContext({ space, kind, content = "-", id, author, epoch, revision }) {
  const scope = scopeOf(kind);
  if (scope === "P" && epoch !== 0) throw new SealError("seal-damaged");
  if (!(revision >= 1)) throw new SealError("seal-damaged");
  return [LABEL + "item", scope, epoch, space, id, author, kind, content || "-", revision];
}

// What lies in the boxes that hold keys.
export const sealSecret = (key, member, how, secret) => seal(key, memberContext(member, how), { secret: toText(secret) });

/** The member secret out of its box; `wrong` is the sentence if this key doesn't open it. */
export async function openSecret(key, member, how, box, wrong) {
  try {
    return toBytesOf(32, (await open(key, memberContext(member, how), box)).secret);
  } catch {
    throw new SealError(wrong);
  }
}

/** A space as it begins: one key, epoch 0. */
export const newSpace = () => ({ current: 0, epochs: { 0: toText(random(32)) } });

/** The same space with a new key in use; the earlier ones stay, for what was written under them. */
export function renewedSpace({ current, epochs }) {
  return { current: current + 1, epochs: { ...epochs, [current + 1]: toText(random(32)) } };
}

/** Refuses a keyring, or a part of one, that isn't well-formed. Returns it. */
export function checkedSpace(space) {
  const epochs = Object.entries(space?.epochs ?? {});
  if (!Number.isSafeInteger(space?.current) || !Object.hasOwn(space.epochs ?? {}, space.current)) throw new SealError("keys-damaged");
  for (const [epoch, key] of epochs) {
    if (!/^(0|[1-9]\d{0,8})$/.test(epoch)) throw new SealError("keys-damaged");
    toBytesOf(32, key);
  }
  return space;
}

export const sealRing = async (memberSecret, member, revision, ring) =>
  seal(await keyringKey(memberSecret), keyringContext(member, revision), ring);

/** The keyring out of its box. */
export async function openRing(memberSecret, member, revision, box) {
  let ring;
  try {
    ring = await open(await keyringKey(memberSecret), keyringContext(member, revision), box);
    Object.values(ring.spaces).forEach(checkedSpace);
  } catch {
    throw new SealError("keys-damaged");
  }
  return ring;
}

/** What a device needs to read and write, and no more: no member secret, no keyring key, no raw space key. */
export async function openedKeys(memberSecret, member, revision, ring) {
  const spaces = {};
  for (const [id, { current, epochs }] of Object.entries(ring.spaces)) {
    spaces[id] = { current, epochs: {} };
    for (const [epoch, key] of Object.entries(epochs)) {
      spaces[id].epochs[epoch] = toText(await itemsSecret(toBytesOf(32, key)));
    }
  }
  return { member, revision, private: toText(await privateSecret(memberSecret)), spaces };
}
