// A lock of one's own choice, and what opens it again. While locked, the keys rest in a box that needs the session half
// together with a second secret: the server gives its part of it for the right PIN, a passkey makes its own.
import { post, Refused } from "../lib/http.js";
import { keepsOnlyWhereItMay } from "./away.js";
import { boxKey, open, random, SealError, toBytes, toBytesOf, toText } from "./format.js";
import { deviceContext, restingSecret } from "./keys.js";
import { freshKdf, stretchPin } from "./password.js";
import { read } from "./store.js";
import * as vault from "./vault.js";

const IDLE = [0, 1, 15, 60];
const WAYS = ["password", "pin", "passkey"];

/** See index.js. */
export async function setLock({ idle, by, pin }) {
  const { raw } = vault.openedNow();
  if (!IDLE.includes(idle) || !WAYS.includes(by)) throw new SealError("lock-unknown");
  const { record, secret } = by === "pin" ? await newPin(pin) : by === "passkey" ? await newPasskey() : {};
  await vault.keep(plain(raw), secret ? toText(secret) : null, { idle, by, ...record });
  await keepsOnlyWhereItMay();
}

const plain = ({ resting, ...keys }) => keys;

async function newPin(pin) {
  if (!/^\d{6}$/.test(pin ?? "")) throw new SealError("pin-form");
  const kdf = freshKdf();
  const { proof, part } = await stretchPin(pin, kdf);
  const given = random(32);
  await post("/me/pin/", { proof, secret: toText(given) });
  return { record: { kdf }, secret: await restingSecret("pin", vault.half(), given, part) };
}

/** See index.js. */
export async function openWithPin(pin) {
  const { by, kdf } = vault.lockRecord();
  if (by !== "pin") throw new SealError("pin-gone");
  if (!/^\d{6}$/.test(pin)) throw new SealError("pin-form");
  const { proof, part } = await stretchPin(pin, kdf);
  const given = toBytesOf(32, (await askFor(proof)).secret);
  await openWith(await restingSecret("pin", vault.half(), given, part), "pin-gone");
}

async function askFor(proof) {
  try {
    return await (await post("/me/pin/secret/", { proof }, { accept: "application/json" })).json();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 403) throw new SealError("pin-wrong");
    throw await gone("pin-gone");
  }
}

/** The keys that rest under this secret; null if it doesn't open them. */
async function resting(secret) {
  const box = await read("device", "resting");
  return box ? open(await boxKey(secret), deviceContext("resting"), box).catch(() => null) : null;
}

async function openWith(secret, otherwise) {
  const raw = await resting(secret);
  if (!raw) throw await gone(otherwise);
  await vault.keep(raw, toText(secret));
  if (vault.isBehind()) throw new SealError("seal-behind");
}

// From now on only the password opens; the idle time stays as it was chosen.
async function gone(key) {
  await vault.chooseLock({ idle: vault.lockSettings().idle, by: "password" });
  await keepsOnlyWhereItMay();
  return new SealError(key);
}

// Passkeys: the authenticator makes the same 32 bytes from the same salt, for this device alone.

const prf = (salt) => ({ prf: { eval: { first: salt } } });

async function ask(kind, options) {
  try {
    const credential = await navigator.credentials[kind]({ publicKey: { challenge: random(32), timeout: 60000, ...options } });
    return { id: new Uint8Array(credential.rawId), results: credential.getClientExtensionResults().prf ?? {} };
  } catch {
    throw new SealError("passkey-refused");
  }
}

async function newPasskey() {
  if (!globalThis.PublicKeyCredential) throw new SealError("passkey-none");
  const salt = random(32);
  const made = await ask("create", {
    rp: { name: "Nearer" },
    user: { id: random(16), name: "Nearer", displayName: "Nearer" }, // says nothing about who it is
    pubKeyCredParams: [-7, -257].map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
    extensions: prf(salt),
  });
  if (!made.results.enabled) throw new SealError("passkey-none");
  const record = { credential: toText(made.id), salt: toText(salt) };
  return { record, secret: await passkeySecret(record) };
}

async function passkeySecret({ credential, salt }) {
  const { results } = await ask("get", {
    allowCredentials: [{ type: "public-key", id: toBytes(credential) }],
    userVerification: "required",
    extensions: prf(toBytes(salt)),
  });
  if (!results.results?.first) throw new SealError("passkey-none");
  return restingSecret("passkey", vault.half(), new Uint8Array(results.results.first));
}

/** See index.js. */
export async function openWithPasskey() {
  const record = vault.lockRecord();
  if (record.by !== "passkey") throw new SealError("passkey-gone");
  await openWith(await passkeySecret(record), "passkey-gone");
}
