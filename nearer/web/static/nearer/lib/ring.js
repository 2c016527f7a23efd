// The keys of a space, for pages: what this device holds, and giving the space a new key.
import * as seal from "../seal/index.js";
import { get, postUntilStored } from "./http.js";

/** Resolves once the keys are open; at once if they are. */
export function opened() {
  return new Promise((resolve) => {
    if (seal.state() === "open") return resolve();
    const stop = seal.onState((state) => {
      if (state !== "open") return;
      stop();
      resolve();
    });
  });
}

/** How this device stands to a space whose present key has this number: "missing", "behind" or "current". */
export function standing(space, epoch) {
  const known = seal.epochs()[space];
  if (known === undefined) return "missing";
  return known < epoch ? "behind" : "current";
}

/** The keys of a space that one has and those one is given: the epochs of both, and the later one in use. */
export function together(own, given) {
  if (!own) return given;
  return { current: Math.max(own.current, given.current), epochs: { ...own.epochs, ...given.epochs } };
}

/**
 * The keyring, opened with the password, in which the space has its present key: a new one is made and stored if
 * the space needs one. Throws SealError for a wrong password, or when there is no key of this space at all, and
 * Refused while another one is here: they have the present key already and can give access back.
 */
export async function ringWithCurrentKey(space, epoch, password) {
  const account = await import("../seal/account.js");
  const bundle = await get("/me/keys/");
  const ring = await account.readKeyring(bundle, password);
  if (!ring.spaces[space]) throw new seal.SealError("seal-no-key");
  if (ring.spaces[space].current >= epoch) return ring;
  while (ring.spaces[space].current < epoch) ring.spaces[space] = account.renewedSpace(ring.spaces[space]);
  const renewed = await account.withKeyring(bundle, password, (its) => (its.spaces[space] = ring.spaces[space]));
  await postUntilStored(`/spaces/${space}/keys/`, renewed);
  await account.adoptAccount();
  return ring;
}
