// The page that stands in for one that can't be reached. What was kept of it opens with the password; the service worker
// then has the secret, and the address is loaded again.
import { handle, toggles } from "../lib/forms.js";
import { loadAgain } from "../lib/http.js";
import { keptKeys, openAway, pagesSecret } from "../seal/away.js";
import * as seal from "../seal/index.js";

const page = document.documentElement.dataset;
const path = location.pathname + location.search;
const form = document.getElementById("away");
const AGAIN = 10_000; // ms
const show = (id) => (document.getElementById(id).hidden = false);

/** Asks the worker: {open, kept}. */
function ask(worker) {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ say: "kept", path }, [port2]);
  return new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
}

async function begin() {
  const worker = (await navigator.serviceWorker.ready).active;
  await seal.start({ member: "", half: "", ringRevision: 0, kdfWorker: page.argon2id, wasm: page.wasm });
  const now = await ask(worker);
  if (now.kept) return loadAgain(); // the keys came meanwhile, from another tab
  if (now.open) return show("not-kept");
  if (!(await keptKeys())) return show("nothing");
  toggles();
  handle(form, async ({ value }) => {
    await openAway(value("password"));
    const { member } = await keptKeys();
    worker.postMessage({ say: "open", member, secret: await pagesSecret(), files: [], path: "" });
    if ((await ask(worker)).kept) return location.reload();
    form.hidden = true;
    show("not-kept");
  });
  form.hidden = false;
  form.querySelector("input").focus();
}

/** Whether the server is there again: a network alone is not yet that. A password half typed is not taken away. */
async function look() {
  if (document.hidden) return;
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer?.ok && !form.querySelector("input").value) loadAgain();
}

addEventListener("online", look);
setInterval(look, AGAIN);
document.getElementById("again").addEventListener("click", () => location.reload());
await begin();
