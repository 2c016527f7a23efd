// What the wording nudge looks for, and whether it may. nearer/catalogue/wording.py notices the same in Python.
import * as seal from "../seal/index.js";

const SWITCH = "wording";
const LOOKED_AT = 2000; // characters from the end: what was written last
const AT_A_TIME = 8; // ms before the page gets its turn
const TOO_SLOW = 200; // ms; an expression that takes longer twice is not tried again. Once, the machine may be busy
const TWICE = 2;

const sheets = new Map();
const slow = new Map(); // pattern -> how often it was

/** Whether this device gives hints; yes, until somebody says no. Throws SealError while locked. */
export const hintsWanted = async () => !(await seal.draft(SWITCH))?.off;

/** Turn the hints of this device on or off. Where nothing is kept they are on. */
export const wantHints = (on) => (on ? seal.dropDraft(SWITCH) : seal.keepDraft(SWITCH, { off: 1 }));

/** What lies at an address that is the same for everybody, {words, patterns}: asked for once, without saying who asks. */
export function sheetAt(address) {
  if (!sheets.has(address)) sheets.set(address, read(address));
  return sheets.get(address);
}

async function read(address) {
  try {
    const response = await fetch(address, { credentials: "omit" });
    if (!response.ok) throw new Error(String(response.status));
    const { words, families, pieces, patterns } = await response.json();
    const whole = (pattern) => pattern.replace(/\{([a-z][a-z-]*)\}/g, (written, name) => pieces[name] ?? written);
    const full = (nudge) => ({ ...families[nudge.family], ...nudge, pattern: whole(nudge.pattern) });
    return { words, patterns: patterns.map(full) };
  } catch {
    sheets.delete(address); // the next field asks again
    return null;
  }
}

const expression = (nudge) => (nudge.expression ??= new RegExp(nudge.pattern, "iu"));

// Not requestIdleCallback: a busy page has no idle moment, and there are many slices.
const turn = () => new Promise((resolve) => setTimeout(resolve));

/**
 * The first of the patterns that is found in the end of a text, or undefined. The page stays at hand meanwhile, since a
 * browser prepares an expression when it first needs it; it stops where the answer is not wanted any more.
 */
export async function noticed(text, patterns, wanted = () => true) {
  const plain = text.slice(-LOOKED_AT).toLowerCase().replaceAll("\u2019", "'");
  let since = -Infinity;
  for (const nudge of patterns) {
    if (performance.now() - since > AT_A_TIME) {
      await turn();
      if (!wanted()) return;
      since = performance.now();
    }
    if (found(nudge, plain)) return nudge;
  }
}

function found(nudge, plain) {
  const times = slow.get(nudge.pattern) ?? 0;
  if (times === TWICE) return false;
  const began = performance.now();
  try {
    return expression(nudge).test(plain);
  } catch {
    return false; // this browser can't read it
  } finally {
    if (performance.now() - began > TOO_SLOW) slow.set(nudge.pattern, times + 1);
  }
}
