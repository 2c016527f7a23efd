// What a person remembers: how it is stretched, when it is too weak, and a phrase to use instead.
import { policy } from "../lib/policy.js";
import { random, SealError, toBytesOf, toText, utf8 } from "./format.js";
import { authText, pinBytes, pinPart, pinProof, wrapSecret } from "./keys.js";
import { pageSettings } from "./vault.js";

const FLOOR = { m: 65536, t: 3, p: 1 };
const CEILING = { m: 1048576, t: 10, p: 4 };

/** How a new password is stretched: the floor, with a salt of its own. */
export const freshKdf = () => ({ alg: "argon2id13", ...FLOOR, salt: toText(random(16)) });

/** Refuses stretching that is too weak or absurdly strong, before anything secret is sent anywhere. Returns it. */
export function checkedKdf(kdf) {
  const fits = (part) => Number.isSafeInteger(kdf[part]) && kdf[part] >= FLOOR[part] && kdf[part] <= CEILING[part];
  try {
    if (kdf.alg !== "argon2id13" || !["m", "t", "p"].every(fits)) throw new SealError("kdf-refused");
    toBytesOf(16, kdf.salt);
  } catch {
    throw new SealError("kdf-refused");
  }
  return kdf;
}

function argon2id(bytes, kdf) {
  const { m, t, p, salt } = checkedKdf(kdf);
  const { kdfWorker, wasm } = pageSettings();
  return new Promise((resolve, reject) => {
    const worker = new Worker(policy.createScriptURL(kdfWorker), { type: "module" });
    const end = (root) => {
      worker.terminate();
      if (root) resolve(root);
      else reject(new SealError("kdf-failed"));
    };
    worker.onmessage = ({ data }) => end(data.root);
    worker.onerror = () => end(null);
    worker.postMessage({ wasm, password: bytes, salt: toBytesOf(16, salt), m, t, p });
  });
}

/** A password into what the server's login gets, and what opens the member secret: {auth, wrap}. */
export async function stretch(password, kdf) {
  const bytes = utf8(password.normalize("NFKC"));
  if (bytes.length < 8) throw new SealError("password-wrong"); // shorter than any account has, and than Argon2id takes
  const root = await argon2id(bytes, kdf);
  const made = { auth: await authText(root), wrap: await wrapSecret(root) };
  root.fill(0);
  return made;
}

/** A PIN into what the server is asked with, and the part it never sees: {proof, part}. */
export async function stretchPin(pin, kdf) {
  const root = await argon2id(pinBytes(pin), kdf);
  return { proof: await pinProof(root), part: await pinPart(root) };
}

const SHORTEST = 12;
const RUNS = ["abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "01234567890", "1qaz2wsx3edc4rfv"];
const COMMON = (
  "password passwort passw0rd motdepasse contrasena parola letmein welcome willkommen iloveyou ichliebedich jetaime " +
  "teamo tiamo sunshine princess dragon monkey football baseball superman batman master shadow michael jennifer " +
  "jessica ashley charlie thomas daniel summer winter spring autumn secret geheim admin administrator login access " +
  "trustno starwars pokemon whatever computer internet samsung hello hallo freedom forever mylove darling " +
  "sweetheart schatz liebe love baby honey angel family mydear nearer test testing change changeme please qwerty " +
  "azerty qwertz asdf zxcv abc my the you i me and us is our your love"
).split(" ");
const LOOKALIKES = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i" };

/** Why a password is too weak, as a key for word(); null if it may be used. */
export function weakness(password) {
  const typed = password.normalize("NFKC");
  if ([...typed].length < SHORTEST) return "password-short";
  const plain = typed.toLowerCase();
  if (new Set(plain).size < 5 || /^(.{1,6}?)\1+.{0,5}$/u.test(plain)) return "password-common";
  return isRun(plain) || isWellKnown(plain) ? "password-common" : null;
}

// Made of neighbours on the keyboard or in the alphabet, in either direction.
function isRun(plain) {
  const neighbours = new Set(RUNS.flatMap((run) => [...run].slice(1).flatMap((c, i) => [run[i] + c, c + run[i]])));
  const pairs = [...plain].slice(1).map((c, i) => plain[i] + c);
  return pairs.filter((pair) => neighbours.has(pair) || pair[0] === pair[1]).length >= pairs.length * 0.7;
}

// Nothing but words that everyone tries first, with figures and signs around or in place of letters.
function isWellKnown(plain) {
  const bare = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  if (bare === "") return plain.length < 20;
  const spelled = [...bare].map((c) => LOOKALIKES[c] ?? c).join("");
  return [bare, spelled].some((text) => isMadeOf(text.replace(/[^\p{L}]/gu, ""), COMMON));
}

function isMadeOf(letters, words) {
  const reached = new Set([0]);
  for (let at = 0; at < letters.length; at += 1) {
    if (reached.has(at)) words.filter((word) => letters.startsWith(word, at)).forEach((word) => reached.add(at + word.length));
  }
  return reached.has(letters.length);
}

/** Five words, each drawn evenly from 2048: 55 bits, and Argon2id in front of them. */
export async function phrase() {
  const words = (await import("./phrase-words.js")).default.split(" ");
  return [...new Uint16Array(random(10).buffer)].map((number) => words[number % 2048]).join(" ");
}
