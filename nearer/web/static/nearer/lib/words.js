// The sentences that scripts say; the server renders them in the person's language ({% words %} in templates).
const SIGN_IN = "/sign-in/";
let words;

/** Fetch sentences that few pages carry; kept by the browser for good. */
export async function learn(address) {
  word();
  Object.assign(words, await (await fetch(address)).json());
}

/** The sentence for a key; the key itself where one is missing, so that a gap is seen and nothing breaks. */
export function word(key) {
  words ??= Object.assign({}, ...[...document.querySelectorAll("script[type*=json]")].map((block) => JSON.parse(block.text)));
  return words[key] ?? key;
}

/** Show a sentence until it is put away, and say it. With `address` it leads there, to sign in. */
export function tell(sentence, address) {
  const toast = document.createElement("div");
  const act = document.createElement(address ? "a" : "button");
  toast.className = "toast";
  if (address) act.href = address;
  else act.addEventListener("click", () => toast.remove());
  act.append(word(address ? "sign-in" : "put-away"));
  toast.append(sentence, act);
  document.getElementById("toasts")?.replaceChildren(toast);
  say(sentence);
}

/** If this answer means that the sign-in has ended: say so, with the way back to this page. */
export function signedOut({ status, url }) {
  const { dataset } = document.documentElement;
  if (!dataset.member || (status !== 401 && new URL(url).pathname !== SIGN_IN)) return false;
  tell(word("signed-out"), `${SIGN_IN}?next=${encodeURIComponent(location.pathname)}`);
  return true;
}

const SILENCE = 100; // ms without words: the same sentence is then new, and spoken again
let saying;

/** Say something to everyone, also to a screen reader, without moving the focus. */
export function say(sentence) {
  const said = document.getElementById("said");
  said?.replaceChildren();
  clearTimeout(saying);
  saying = setTimeout(() => said?.replaceChildren(sentence), SILENCE);
}
