// Pictures: too large for the box of an item, so each has a file of its own under a key of its own, and the item's box
// holds that key beside the thumbnail. Twin: `picture` in nearer/sealed/keys.py and reference.py.
import { boxKey, openBytes, pad, random, sealBytes, toBytesOf, toText, unpad } from "./format.js";

export const MAX_PICTURE = 10 * 1024 * 1024; // characters of its box

const context = ({ space, id, author, kind }) => ["nearer/1/picture", space, id, author, kind];

/** Seal bytes for an item {space, id, author, kind}: -> {key, box}; the key belongs into the item's own box. */
export async function sealPicture(item, bytes) {
  const key = random(32);
  return { key: toText(key), box: await sealBytes(await boxKey(key), context(item), pad(bytes), MAX_PICTURE) };
}

/** The bytes of a picture, with the key from its item's box. Throws SealError. */
export async function openPicture(item, key, box) {
  return unpad(await openBytes(await boxKey(toBytesOf(32, key)), context(item), box, MAX_PICTURE));
}
