// Moving house: the same member on another server, with the keys of before, and proof that one holds the key of a space.
import { boxKey, derive, random, recoveryBytes, recoveryText, SealError, toBytesOf, toText } from "./format.js";
import * as keys from "./keys.js";
import { freshKdf, stretch, weakness } from "./password.js";
import * as vault from "./vault.js";

/**
 * An account for whoever opens the keys that a file holds ({member, kdf, wrapped, recovery, keyring, revision}) with the
 * former password or the recovery code: {fields, code, adopt}. The fields are those of a sign-up. The keyring begins at
 * revision 1 again, and there is a new recovery code; `adopt()` once the server has stored it. Throws SealError.
 */
export async function movedAccount(file, { password, code }, fresh) {
  const { member } = file;
  toBytesOf(16, member);
  const secret = code ? await byCode(file, await recoveryBytes(code)) : await byPassword(file, password);
  const ring = await keys.openRing(secret, member, file.revision, file.keyring);
  const reason = weakness(fresh);
  if (reason) throw new SealError(reason);
  const kdf = freshKdf();
  const { auth, wrap } = await stretch(fresh, kdf);
  const wrapped = await keys.sealSecret(await boxKey(wrap), member, "password", secret);
  const bytes = random(16);
  const recovery = await keys.sealSecret(await keys.recoveryKey(bytes), member, "recovery", secret);
  const revision = (await vault.knownRevision(member)) > 1 ? null : 1;
  if (!revision) throw new SealError("keys-older"); // this browser knows later keys at this address: it is no new place
  const keyring = await keys.sealRing(secret, member, revision, ring);
  const fields = { public_id: member, kdf: JSON.stringify(kdf), auth, wrapped, recovery, keyring };
  fields.recovery_proof = await keys.recoveryProof(bytes);
  const opened = await keys.openedKeys(secret, member, revision, ring);
  return { fields, code: await recoveryText(bytes), adopt: () => vault.keep(opened) };
}

async function byPassword({ member, kdf, wrapped }, password) {
  const { wrap } = await stretch(password, kdf);
  return keys.openSecret(await boxKey(wrap), member, "password", wrapped, "password-wrong");
}

const byCode = async ({ member, recovery }, bytes) =>
  keys.openSecret(await keys.recoveryKey(bytes), member, "recovery", recovery, "code-wrong");

/** What tells a server that somebody holds the present key of a space, without telling the key. */
export async function seatProof(ring, space) {
  const found = ring.spaces[space];
  if (!found) throw new SealError("seal-no-key");
  return toText(await derive(toBytesOf(32, found.epochs[found.current]), ["nearer/1/seat", space]));
}
