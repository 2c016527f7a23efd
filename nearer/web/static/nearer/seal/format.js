// The format nr1: bytes, contexts, padding, boxes, recovery codes. Pure functions; the Python twin is nearer/sealed/format.py.

const VERSION = "nr1.";
const BLOCK = 256;
const NONCE = 12;
const TAG = 16;
export const MAX_BOX = 65536; // characters; the server stores nothing longer

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Everything this folder throws on purpose. `key` names the sentence for the person, `message` is that sentence. */
export class SealError extends Error {
  static say = (key) => key; // index.js puts the page's words here

  constructor(key) {
    super(SealError.say(key));
    this.name = "SealError";
    this.key = key;
  }
}

export const utf8 = (text) => encoder.encode(text);
export const random = (count) => crypto.getRandomValues(new Uint8Array(count));
export const newId = () => toText(random(16));

/** Bytes as base64url without padding. */
export function toText(bytes) {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bytes behind canonical base64url; anything else is refused. */
export function toBytes(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new SealError("seal-damaged");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  if (toText(bytes) !== text) throw new SealError("seal-damaged");
  return bytes;
}

/** toBytes, and the length must be right: for keys, salts and secrets. */
export function toBytesOf(length, text) {
  const bytes = toBytes(text);
  if (bytes.length !== length) throw new SealError("seal-damaged");
  return bytes;
}

const isNumber = (part) => Number.isSafeInteger(part) && part >= 0;
const isPlain = (part) => typeof part === "string" && /^[\x21\x23-\x5b\x5d-\x7e]*$/.test(part);

/** What a box or key is for, as bytes that are the same in every language: a JSON array of plain strings and numbers. */
export function context(parts) {
  if (!parts.every((part) => isNumber(part) || isPlain(part))) throw new SealError("seal-damaged");
  return utf8(JSON.stringify(parts));
}

const hkdf = (info) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: context(info) });

/** HKDF-SHA256 to 32 bytes. */
export async function derive(secret, info) {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf(info), base, 256));
}

/** 32 bytes as a key for boxes that can't be read out again. */
export const boxKey = (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

/** HKDF-SHA256 straight to a key for boxes. */
export const deriveKey = async (secret, info) => boxKey(await derive(secret, info));

/** 0x80, then zeros to a multiple of 256: a rating and a short answer look alike. */
export function pad(bytes) {
  const padded = new Uint8Array((Math.floor(bytes.length / BLOCK) + 1) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  return padded;
}

/** Undoes pad; padding of any other shape is refused. */
export function unpad(padded) {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  const short = end >= 0 && end >= padded.length - BLOCK;
  if (padded.length % BLOCK !== 0 || !short || padded[end] !== 0x80) throw new SealError("seal-damaged");
  return padded.subarray(0, end);
}

/** Bytes into a box: "nr1." and base64url of nonce, ciphertext and tag. The context is authenticated, not stored. */
export async function sealBytes(key, parts, bytes, most = MAX_BOX) {
  const nonce = random(NONCE);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: context(parts) }, key, bytes);
  const whole = new Uint8Array(NONCE + sealed.byteLength);
  whole.set(nonce);
  whole.set(new Uint8Array(sealed), NONCE);
  const box = VERSION + toText(whole);
  if (box.length > most) throw new SealError("seal-too-long");
  return box;
}

/** The bytes of a box, if key and context are those it was sealed with and no bit was changed. */
export async function openBytes(key, parts, box, most = MAX_BOX) {
  if (typeof box !== "string" || !box.startsWith(VERSION) || box.length > most) throw new SealError("seal-damaged");
  const whole = toBytes(box.slice(VERSION.length));
  if (whole.length < NONCE + TAG) throw new SealError("seal-damaged");
  const how = { name: "AES-GCM", iv: whole.subarray(0, NONCE), additionalData: context(parts) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, whole.subarray(NONCE)));
  } catch {
    throw new SealError("seal-damaged");
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A JSON object into a box. */
export async function seal(key, parts, value) {
  if (!isObject(value)) throw new SealError("seal-damaged");
  return sealBytes(key, parts, pad(utf8(JSON.stringify(value))));
}

/** The JSON object of a box. */
export async function open(key, parts, box) {
  const bytes = unpad(await openBytes(key, parts, box));
  let value;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new SealError("seal-damaged");
  }
  if (!isObject(value)) throw new SealError("seal-damaged");
  return value;
}

// Recovery codes: 16 bytes and the first byte of their SHA-256, in Crockford's base32, seven groups of four.
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const checkOf = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))[0];

/** 16 bytes as a code for paper. */
export async function recoveryText(bytes) {
  const bits = [...bytes, await checkOf(bytes)].map((byte) => byte.toString(2).padStart(8, "0")).join("") + "0000";
  const letters = bits.match(/.{5}/g).map((five) => LETTERS[parseInt(five, 2)]).join("");
  return letters.match(/.{4}/g).join("-");
}

/** The 16 bytes of a typed code. Case, spaces and dashes don't matter; O reads as 0, I and L as 1. */
export async function recoveryBytes(text) {
  const typed = text.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (typed.length !== 28 || ![...typed].every((letter) => LETTERS.includes(letter))) throw new SealError("code-mistyped");
  const bits = [...typed].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const all = Uint8Array.from(bits.match(/.{8}/g), (eight) => parseInt(eight, 2));
  const bytes = all.subarray(0, 16);
  if (all.length !== 17 || !bits.endsWith("0000") || (await checkOf(bytes)) !== all[16]) throw new SealError("code-mistyped");
  return bytes;
}
