// On every page: the policy for scripts, the keys, the elements, the lock and the way out.
import "../lib/policy.js";
import { canSeal, sentence } from "../lib/forms.js";
import * as seal from "../seal/index.js";
import "../elements/quick-exit.js";
import "../elements/sealed.js";
import "../elements/live-updates.js";
import "../lib/refresh.js";

const page = document.documentElement.dataset;
const notice = document.getElementById("insecure");

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
