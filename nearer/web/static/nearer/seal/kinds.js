// The kind of a thing alone decides whose key seals it. nearer/sealed/kinds.py holds the same table; a test compares them.
import { SealError } from "./format.js";

export const SHARED = [
  ...["answer", "response", "reply", "question", "agreement", "renewal", "name"],
  ...["said", "guess"],
  ...["gift", "met", "letter", "cover", "photo"],
];
export const PRIVATE = [
  ...["felt", "choice", "note", "draft", "pace"],
  ...["aside", "nearness"],
  ...["journal", "aim", "plan", "sketch", "snapshot"],
];

/** "S" for what both may read, "P" for what only its writer can. */
export function scopeOf(kind) {
  if (SHARED.includes(kind)) return "S";
  if (PRIVATE.includes(kind)) return "P";
  throw new SealError("seal-unknown-kind");
}
