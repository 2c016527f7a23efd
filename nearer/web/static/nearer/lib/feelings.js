// The words for feelings that a page carries, as the server wrote them.
let vocabulary;

/** {families: [[id, name]], feelings: [[id, word, family, pleasantness, energy, [near ids]]]}; none where a page has none. */
export function feelings() {
  const block = document.getElementById("feelings");
  return (vocabulary ??= block ? JSON.parse(block.text) : { families: [], feelings: [] });
}

/** The words for ids in one string; an id that is not known any more is left out. */
export function feelingWords(ids = "") {
  const known = new Map(feelings().feelings.map(([id, text]) => [id, text]));
  return ids.split(" ").map((id) => known.get(id)).filter(Boolean);
}
