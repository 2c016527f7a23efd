// What the pages of letters share: the way back into the drawer.
import { postUntilStored } from "./http.js";
import * as seal from "../seal/index.js";

/** What was chosen and written for a letter, without what is empty: what a sketch holds. */
export const filled = (value) => Object.fromEntries(Object.entries(value).filter(([, text]) => text));

/**
 * Take a letter back: the server removes it and keeps its words as a sketch, both or neither. Gives the sketch's id.
 * `id` stays the same however often it is tried. Raises Refused once it was opened.
 */
export async function takeBack(action, { space, id }, value, waiting) {
  const sealed = await seal.seal({ space, kind: "sketch", id }, filled(value));
  await postUntilStored(action, sealed, waiting);
  return id;
}
