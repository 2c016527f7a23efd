// Talking to the server. It answers a refusal with one sentence for the person; anything else is "not reached".
import { signedOut, word } from "./words.js";

/** The server understood and said no. `message` is its sentence, `status` its number, `fields` the errors of a form. */
export class Refused extends Error {
  constructor(status, sentence, fields = null) {
    super(sentence || word("refused"));
    this.status = status;
    this.fields = fields;
  }
}

/** The server was not reached, or broke: worth another try. That one follows is said only where it does. */
export class Unreachable extends Error {
  constructor(key = "not-reached") {
    super(word(key));
  }
}

/** Whether this address is one where a browser can seal: https, or the computer itself. */
export const canSeal = () => globalThis.isSecureContext && Boolean(globalThis.crypto?.subtle);

const AWAY = 5000; // ms; then nothing came of it, as with a download
let left = -Infinity;
addEventListener("beforeunload", () => (left = performance.now()));

/** Load this page again, unless somebody has just gone elsewhere: that would break it off. */
export const loadAgain = () => performance.now() - left < AWAY || location.reload();

/** The sentence for the person, whatever went wrong. A fault of ours is reported to the console as well. */
export function sentence(error) {
  if (error.name === "SealError" || error instanceof Refused || error instanceof Unreachable) return error.message;
  reportError(error);
  return word("refused");
}

async function send(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", redirect: "follow", ...options });
  } catch {
    throw new Unreachable();
  }
  if (signedOut(response)) throw new Refused(401, word("signed-out"));
  if (response.status >= 500) throw new Unreachable();
  if (!response.ok) {
    const text = await response.text();
    const plain = response.headers.get("content-type")?.startsWith("text/plain");
    throw new Refused(response.status, plain ? text : "", text);
  }
  return response;
}

/** POST form fields (an object, FormData or URLSearchParams). Raises Refused or Unreachable; gives the Response. */
export function post(url, fields = {}, { accept = "text/plain", signal } = {}) {
  const body = fields instanceof FormData || fields instanceof URLSearchParams ? fields : new URLSearchParams(fields);
  const headers = { "X-CSRFToken": document.documentElement.dataset.csrf, Accept: accept };
  return send(url, { method: "POST", body, headers, signal });
}

/** POST plain text. Raises Refused or Unreachable. */
export function postText(url, body) {
  const headers = { "X-CSRFToken": document.documentElement.dataset.csrf, Accept: "text/plain", "Content-Type": "text/plain" };
  return send(url, { method: "POST", body, headers });
}

/** GET plain text. Raises Refused or Unreachable. */
export async function getText(url) {
  return (await send(url, { headers: { Accept: "text/plain" } })).text();
}

/** DELETE, also while the page goes. Raises Refused or Unreachable. */
export function remove(url) {
  const headers = { "X-CSRFToken": document.documentElement.dataset.csrf, Accept: "text/plain" };
  return send(url, { method: "DELETE", keepalive: true, headers });
}

/** GET JSON. Raises Refused or Unreachable. */
export async function get(url, { signal } = {}) {
  return (await send(url, { headers: { Accept: "application/json" }, signal })).json();
}

const pause = (ms) =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
    addEventListener("online", done);
  });

/**
 * POST until the server has acknowledged it. Safe for whatever carries an id made here: the same id is stored once.
 * `waiting` is called with each failed try, so that the page can say that it goes on trying. With `item` (see
 * outbox.js) it is kept in the outbox meanwhile, and goes even if this page does. Raises Refused.
 */
export async function postUntilStored(url, fields, waiting = () => {}, item = null) {
  let over;
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
    try {
      const answer = await post(url, fields);
      await over?.();
      return answer;
    } catch (error) {
      if (!(error instanceof Unreachable) && error.status !== 429) {
        await over?.(error);
        throw error;
      }
      if (item) over ??= await import("./outbox.js").then(({ hold }) => hold(url, fields, item)).catch(() => null);
      waiting(error.status ? error : new Unreachable("unreachable")); // now it is kept: who reads it may close the page
      await pause(wait);
    }
  }
}
