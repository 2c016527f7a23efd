// The words for feelings. A page that shows, names or searches some says where they are; they are kept by the browser for good.
const NONE = { families: [], feelings: [] };

const read = async (address) => (await fetch(address, { credentials: "omit" })).json();

const address = document.documentElement.dataset.feelings;
const vocabulary = address ? await read(address).catch(() => NONE) : NONE;
const known = new Map(vocabulary.feelings.map(([id, text]) => [id, text]));

/** {families: [[id, name]], feelings: [[id, word, family, pleasantness, energy, [near ids]]]}; none where a page has none. */
export const feelings = () => vocabulary;

/** The words for ids in one string; an id that is not known any more is left out. */
export const feelingWords = (ids = "") => ids.split(" ").map((id) => known.get(id)).filter(Boolean);
