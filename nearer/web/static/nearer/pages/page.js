// On every page: the policy for scripts, the keys, the elements, the lock, the way out, and keeping up to date.
import { policy } from "../lib/policy.js";
import { canSeal, loadAgain, sentence } from "../lib/http.js";
import { learn, say, signedOut, tell, word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import "../elements/sealed.js";
import "../elements/live-updates.js";

const LONGEST_WAIT = 250; // ms for the keys to go from the disk on quick exit; the screen is empty at once
const AGAIN = 3000; // ms
const IDLE = 4000; // ms after which nobody waits for this page any more
const page = document.documentElement.dataset;
const notice = document.getElementById("insecure");

/**
 * <quick-exit><a href=neutral-site>: locks, empties the page and puts the neutral site in its place in the history.
 * The one request that leaves this origin; the page's referrer policy keeps our address out of it.
 */
class QuickExit extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      leave(link.href);
    });
  }
}

async function leave(address) {
  document.body.replaceChildren();
  page.uncovered = page.leaving = "";
  await Promise.race([seal.leave().catch(() => {}), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))]);
  stop(); // what is on its way would lead elsewhere when it is answered
  location.replace(address);
}

customElements.define("quick-exit", QuickExit);

// An open page asks for what changed: htmx fetches this address again and morphs #live, which keeps focus and typing.
const htmx = globalThis.htmx;
if (htmx) {
  htmx.config.history = false; // every page has an address; on the way back htmx would put another body in place of this one
  // What elements and people set by themselves, and what was said, stays as it is while the rest is morphed.
  htmx.config.morphIgnore.push("state", "open", "hidden", "aria-pressed");
  htmx.config.morphSkipChildren = "[role=alert], [role=status]";
  htmx.registerExtension("nearer-trusted", { init: (api) => api.initSecurity(policy) });
}

const state = () => document.querySelector("#live [data-state]")?.dataset.state;

/** What could not be fetched is asked for again. */
const later = () => setTimeout(() => document.querySelector("live-updates")?.wake(), AGAIN);

/** Bring #live up to date. Says so when an exchange opened meanwhile. */
async function refresh() {
  if (!document.getElementById("live")) return loadAgain();
  const before = state();
  await htmx.ajax("GET", location.href, { target: "#live", select: "#live", swap: "outerMorph" });
  document.querySelector("live-updates")?.setAttribute("seq", document.getElementById("live").dataset.seq);
  if (before && before !== "open" && state() === "open") {
    const sheets = document.querySelector(".opened");
    sheets.classList.add("now"); // they move nearer
    sheets.setAttribute("aria-live", "polite"); // their texts are read as they open
    say(word("opened"));
    document.getElementById("opened").focus({ preventScroll: true });
  }
}

document.addEventListener("nearer:changed", refresh);
document.addEventListener("htmx:config:request", (event) => {
  const { headers, method } = event.detail.ctx.request;
  headers["X-CSRFToken"] = document.documentElement.dataset.csrf;
  if (method !== "GET") headers.Accept = "text/plain"; // a press is answered with a sentence, not with a page
});
document.addEventListener("htmx:after:request", (event) => {
  const { request, response, select, text } = event.detail.ctx;
  const { raw, status } = response;
  if (signedOut(raw)) return event.preventDefault();
  if (status >= 500 && select === "#live") later();
  else if (status >= 400) tell(text.length < 300 ? text : word("refused"));
  else if (select !== "#live") document.getElementById("toasts").replaceChildren(); // what a page fetches by itself hides nothing
  if (status === 204) refresh();
  if (select !== "#live") return;
  const live = text.match(/<[^>]* id="live"[^>]*>/)?.[0];
  const space = live?.match(/ data-space="([^"]*)"/)?.[1];
  if (live && space === document.getElementById("live").dataset.space) return;
  event.preventDefault(); // not the page we asked for: nothing of this one is thrown away
  if (status < 400) loadAgain(); // paused or left elsewhere, or another space was chosen in another tab
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx) ctx.select === "#live" ? later() : tell(word("not-reached"));
});

if (canSeal()) await begin().catch((error) => warn(sentence(error)));
else warn(notice.textContent);

function warn(text) {
  notice.textContent = text;
  notice.hidden = false;
}

async function begin() {
  if (!page.half) return; // a page that knows of nobody leaves the keys as they are
  await seal.start({
    member: page.member,
    half: page.half,
    ringRevision: Number(page.ring),
    kdfWorker: page.argon2id,
    wasm: page.wasm,
  });
  if (!page.member) return;
  for (const what of ["pointerdown", "keydown", "visibilitychange"]) {
    addEventListener(what, () => document.visibilityState === "visible" && seal.noteActivity(), { passive: true });
  }
  document.getElementById("lock")?.addEventListener("click", () => seal.lock());
  seal.onState(follow);
  follow(seal.state());
  setTimeout(() => import("../lib/phone.js").catch(() => {}), "kept" in page ? 0 : IDLE);
}

async function follow(state) {
  if (state === "none") return "leaving" in page || location.replace("/"); // signed out in another tab
  if (state !== "locked" || document.querySelector("lock-screen") || "uncovered" in page) return;
  await Promise.all([import("../elements/lock-screen.js"), learn(page.words).catch(() => {})]);
  if (!document.querySelector("lock-screen")) document.body.append(document.createElement("lock-screen"));
}

if (document.querySelector("weekly-pace")) await import("../elements/weekly-pace.js");
