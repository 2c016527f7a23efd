// What a signed-in page does once it is there and nobody waits for it: the service worker, what waits in the outbox, the
// name on the home screen, and the offer of a newer version.
import { make } from "./dom.js";
import { wear } from "./face.js";
import { get } from "./http.js";
import { drain, drop, waiting } from "./outbox.js";
import { policy } from "./policy.js";
import { learn, say, tell, word } from "./words.js";
import { keepKeys, keptKeys, mayKeep, pagesSecret } from "../seal/away.js";
import * as seal from "../seal/index.js";

const page = document.documentElement.dataset;
const AGAIN = 30_000; // ms between two tries to send, while something waits
const LOOK_FOR_NEWER = 60 * 60_000;
const path = location.pathname + location.search;

// Forms with a draft, whatever element they are.
const forms = (name) => [...document.querySelectorAll("[draft]")].filter((form) => !name || form.draftName === name);
const writing = () => forms().some((form) => form.dirty || form.sending) || document.querySelector("sitting-player") !== null;

/** A quiet line above the page, with something to press. Stays until it is put away. */
function line(sentence, button, act) {
  const press = make("button", { type: "button", className: "plain", textContent: button });
  const shown = make("p", { className: "notice" }, make("span", {}, `${sentence} `, press));
  press.addEventListener("click", () => act(shown));
  document.getElementById("main").prepend(shown);
  return shown;
}

// The service worker.

async function register() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  serviceWorker.addEventListener("message", hear);
  const known = Boolean(serviceWorker.controller);
  const registration = await serviceWorker.register(policy.createScriptURL("/worker.js"), { type: "module" });
  offerNewer(registration);
  await serviceWorker.ready;
  seal.onState(() => handOver(registration, true));
  await handOver(registration, known);
}

const secret = async () => ({ member: page.member, secret: await pagesSecret() });

async function hear({ data, ports }) {
  if (data.say === "secret") ports[0].postMessage(seal.state() === "open" && mayKeep() ? await secret() : null);
  if (data.say === "sent") arrived(data.ids);
}

/** To the worker, for its memory. A page that came past it is fetched by it once more. */
async function handOver({ active }, known) {
  if (seal.state() !== "open" || !mayKeep()) return;
  const files = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const own = files.filter(({ origin }) => origin === location.origin).map(({ pathname }) => pathname);
  active.postMessage({ say: "open", ...(await secret()), files: known ? [] : own, path: known ? "" : path });
  await keepForThePassword();
}

/** What the password opens without a server: asked for once a day, and when the keys are others. */
async function keepForThePassword() {
  const kept = await keptKeys();
  const today = new Date().toISOString().slice(0, 10);
  if (kept?.member === page.member && kept.revision === Number(page.ring) && kept.day === today) return;
  const bundle = await get("/me/keys/");
  if (seal.state() === "open") await keepKeys(bundle);
}

// A newer version.

function offerNewer(registration) {
  const offer = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller || document.getElementById("newer")) return;
    if (writing()) return setTimeout(offer, AGAIN);
    const shown = line(word("newer"), word("newer-take"), () => take(registration));
    shown.id = "newer";
  };
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => installing.state === "installed" && offer());
  });
  offer();
  let looked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - looked < LOOK_FOR_NEWER) return;
    looked = Date.now();
    registration.update().catch(() => {});
  });
}

async function take({ waiting: newer }) {
  for (const form of forms()) await form.keepNow?.();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
  newer.postMessage({ say: "take" });
}

// The outbox.

async function send() {
  const rows = await waiting(page.member);
  if (!rows.length) return;
  mark(rows.filter((row) => !row.refused));
  const sent = await drain(page.member, page.csrf);
  await arrived(sent, rows);
  if (seal.state() === "open") {
    for (const row of (await waiting(page.member)).filter((one) => one.refused)) await giveBack(row);
  }
}

/** Beside the words that wait: that they do. */
function mark(rows) {
  for (const row of rows) {
    for (const form of forms(row.draft || "-")) if (!form.sending) form.alert(word("outbox-waits"));
  }
}

async function arrived(ids, rows = []) {
  if (!ids.length) return;
  for (const { id, draft, began } of rows.filter((row) => ids.includes(row.id))) {
    for (const form of forms(draft || "-").filter((one) => one.id_ === began && !one.sending)) {
      form.alert("");
      await (form.dirty ? form.keepAnew() : form.sent(began));
    }
    if (draft && seal.state() === "open" && (await seal.draft(draft))?.id === (began ?? id)) await seal.dropDraft(draft);
  }
  say(word("stored"));
  if (document.getElementById("live")) document.dispatchEvent(new CustomEvent("nearer:changed"));
  else if ("kept" in page && !writing()) location.reload();
}

/** Refused: the sentence is said, and the words are a draft again. Where other words have its place, it stays in Me. */
async function giveBack(row) {
  const sentence = word("outbox-refused").replace("%s", row.refused.length > 1 ? row.refused : "");
  const draft = row.draft && (await seal.draft(row.draft));
  if (row.draft && !draft) {
    const box = Object.fromEntries(row.fields).box;
    const value = await seal.open({ ...row, author: row.member }, box).catch(() => null);
    if (value) await seal.keepDraft(row.draft, { id: seal.newId(), value });
  }
  if (draft && draft.id !== row.began) return;
  await drop(row.id);
  for (const form of forms(row.draft || "-")) {
    form.id_ = undefined;
    if (!form.dirty) await form.fill();
    form.alert(sentence);
  }
  tell(sentence);
}

// A page out of the worker's keeping says so.

function sayKept() {
  if (!("kept" in page)) return;
  line(word("kept-page"), word("try-again"), () => location.reload());
}

await learn(page.words).catch(() => {});
wear();
sayKept();
register().catch(() => {}); // a private window, an address without https: then without
const sending = () => send().catch(() => {});
await sending();
addEventListener("online", sending);
document.addEventListener("visibilitychange", () => document.hidden || sending());
setInterval(sending, AGAIN);
