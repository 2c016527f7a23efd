// What a signed-in page does once it is there and nobody waits for it: the service worker, what waits in the outbox, the
// name on the home screen, and the offer of a newer version.
import { make } from "./dom.js";
import { wear } from "./face.js";
import { get, loadAgain } from "./http.js";
import { drain, drop, note, posted, waiting } from "./outbox.js";
import { policy } from "./policy.js";
import { learn, say, tell, word } from "./words.js";
import { keepKeys, keepsOnlyWhereItMay, keptKeys, mayKeep, openReturned, pagesSecret } from "../seal/away.js";
import * as seal from "../seal/index.js";

const page = document.documentElement.dataset;
const AGAIN = 30_000; // ms between two tries to send, while something waits
const LOOK_FOR_NEWER = 60 * 60_000;
const path = location.pathname + location.search;

let turn = Promise.resolve();
const sending = () => (turn = turn.then(send).catch(() => {})); // one after the other

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
  const known = performance.getEntriesByType("navigation")[0]?.workerStart > 0; // this page came through it
  const registration = await serviceWorker.register(policy.createScriptURL("/worker.js"), { type: "module" });
  offerNewer(registration);
  await serviceWorker.ready;
  seal.onState(() => handOver(registration, true));
  await handOver(registration, known);
}

const secret = async () => ({ member: page.member, secret: await pagesSecret() });

async function hear({ data, ports }) {
  if (data.say === "secret") ports[0].postMessage(seal.state() === "open" && (await mayKeep()) ? await secret() : null);
  if (data.say === "sent") await arrived(data.rows ?? []).then(sending);
}

/** To the worker, for its memory. A page that came past it is fetched by it once more. */
async function handOver({ active }, known) {
  if (seal.state() !== "open") return;
  if (!(await keepsOnlyWhereItMay())) return; // the page where that was chosen may have been left before it could
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
  if (seal.state() !== "open" || !(await mayKeep())) return;
  await keepKeys(bundle);
  if (!(await keepsOnlyWhereItMay())) return;
  await navigator.storage?.persist?.(); // not for the browser to tidy away; a day apart, since Firefox asks the person
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
  await mark(rows.filter((row) => !row.refused));
  await arrived(await drain(page.member, page.csrf));
  if (seal.state() !== "open" || document.hidden) return; // what was refused is told where somebody looks
  for (const row of (await waiting(page.member)).filter((one) => one.refused)) await giveBack(row);
}

const ownOf = (row) => document.getElementById(row.draft ? "-" : `own-${posted(row).id}`);

/** Beside the words that wait: that they do. A box that was ticked is ticked. */
async function mark(rows) {
  for (const row of rows) {
    for (const form of forms(row.draft || "-")) if (!form.sending) form.alert(word("outbox-waits"));
    const own = ownOf(row);
    const value = own && !own.saving && (await openReturned(row).catch(() => null));
    if (value) await own.goOn?.({ value, revision: row.revision });
  }
}

async function arrived(rows) {
  if (!rows.length) return;
  for (const row of rows) if (row.draft && seal.state() === "open") await unDraft(row);
  say(word("stored"));
  if (document.getElementById("live")) document.dispatchEvent(new CustomEvent("nearer:changed"));
  else if ("kept" in page && !writing()) loadAgain();
}

/** What was sent is no draft any more; what was written since is one of its own. */
async function unDraft(row) {
  const { draft: name, began } = row;
  const sent = await openReturned(row).catch(() => ({}));
  const isAll = ({ value, became = value }) =>
    (row.kind === "letter" ? ["t"] : Object.keys(became)).every((field) => (became[field] ?? "") === (sent[field] ?? ""));
  const before = await seal.draft(name);
  const over = before?.id !== began || isAll(before);
  for (const form of forms(name).filter((one) => one.id_ === began && !one.sending)) {
    form.alert("");
    await (form.dirty || !over ? form.keepAnew() : form.sent(began));
  }
  const draft = await seal.draft(name);
  if (draft?.id !== began) return;
  await (over ? seal.dropDraft(name) : seal.keepDraft(name, { ...draft, id: seal.newId() }));
}

/** Refused: the sentence is said, and the words are a draft again. Where they can't be one, they stay in the list under Me. */
async function giveBack(row) {
  const draft = row.draft && (await seal.draft(row.draft));
  const back = draft ? draft.id === row.began : await draftAnew(row);
  if (!back && row.told) return;
  const sentence = word("outbox-refused").replace("%s", row.refused.length > 1 ? row.refused : "");
  tell(sentence);
  await (back ? drop(row) : note(row, { told: true }));
  await ownOf(row)?.goOn?.();
  for (const form of back ? forms(row.draft) : []) {
    form.id_ = undefined;
    if (!form.dirty) await form.fill();
    form.alert(sentence);
  }
}

/** Whether the words have a draft, and its place is free, and they open: then they are in it. */
async function draftAnew(row) {
  if (!row.draft || forms(row.draft).some((form) => form.dirty)) return false;
  const value = await openReturned(row).catch(() => null);
  if (value) await seal.keepDraft(row.draft, { id: seal.newId(), value });
  return Boolean(value);
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
await sending();
seal.onState(sending);
addEventListener("online", sending);
document.addEventListener("visibilitychange", () => document.hidden || sending());
setInterval(sending, AGAIN);
