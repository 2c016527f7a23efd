// The sentences that scripts say; the server renders them in the person's language (web/_words.html).
let words;

/** The sentence for a key; the key itself where one is missing, so that a gap is seen and nothing breaks. */
export function word(key) {
  words ??= JSON.parse(document.getElementById("words")?.textContent || "{}");
  return words[key] ?? key;
}

/** Say something to everyone, also to a screen reader, without moving the focus. */
export function say(sentence) {
  document.getElementById("said")?.replaceChildren(sentence);
}
