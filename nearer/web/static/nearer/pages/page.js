// On every page: the policy for scripts, the keys, the elements, the lock and the way out.
import "../lib/policy.js";
import { canSeal, sentence } from "../lib/http.js";
import * as seal from "../seal/index.js";
import "../elements/sealed.js";
import "../elements/live-updates.js";
import "../lib/refresh.js";

const LONGEST_WAIT = 250; // ms for the keys to go from the disk on quick exit; the screen is empty at once
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
  await Promise.race([seal.lock().catch(() => {}), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))]);
  location.replace(address);
}

customElements.define("quick-exit", QuickExit);

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
}

async function follow(state) {
  if (state === "none") return "leaving" in page || location.replace("/"); // signed out in another tab
  if (state !== "locked" || document.querySelector("lock-screen") || "uncovered" in page) return;
  await import("../elements/lock-screen.js");
  if (!document.querySelector("lock-screen")) document.body.append(document.createElement("lock-screen"));
}

if (document.querySelector("weekly-pace")) await import("../elements/weekly-pace.js");
