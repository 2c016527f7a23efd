// The service worker. It keeps the files that are the same for everyone, and pages of whoever is signed in, sealed; it
// shows them when the server is out of reach; it sends what waits in the outbox. It keeps no plaintext, and nothing of
// who is signed out. What it can and can't do to a person is in docs/sealing.md.
import { drain, waiting } from "../lib/outbox.js";
import * as kept from "./kept.js";
import "./push.js";

const FILES = "nearer-files";
const MOST_FILES = 400;
const PATIENCE = 60_000; // ms that a page may take to hand over its secret
const QUICKLY = 500; // ms that an open page may take to answer

const AWAY = "/-/away/";
const HELP = "/help/";
const FILE = /^\/(static|-\/words)\//;
// Pages worth keeping. Codes, second steps, invitations and the moment for oneself are not among them.
const WORTH = /^\/(?:|together\/|letters\/|us\/|read\/.*|me\/(?:|pages\/.*|ahead\/.*|later\/.*)|spaces\/[\w-]{22}\/(?!invitations|keys).*)$/;
const NOT_OURS = /^\/(?:me\/copy|live|healthz|readyz)(?:\/|$)/;

/** Begin: `addresses` is what opens the product without a server. */
export function serve(addresses) {
  addEventListener("install", (event) => event.waitUntil(fetchAll(addresses)));
  addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), trimFiles(addresses)])));
  addEventListener("fetch", answer);
  addEventListener("message", (event) => heard[event.data.say]?.(event));
  addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(sendWaiting()));
  new BroadcastChannel("nearer").onmessage = ({ data }) => {
    if (data.say === "locked") kept.drop();
    if (data.say === "forgotten") kept.clear();
  };
}

// Files.

async function fetchAll(addresses) {
  const cache = await caches.open(FILES);
  const missing = [];
  for (const address of addresses) if (!FILE.test(address) || !(await cache.match(address))) missing.push(address);
  await cache.addAll(missing.map((address) => new Request(address, { credentials: "omit" })));
}

/** Files of earlier versions work on as long as there is room; then the oldest go. */
async function trimFiles(addresses) {
  const cache = await caches.open(FILES);
  const old = (await cache.keys()).filter(({ url }) => !addresses.includes(new URL(url).pathname));
  await Promise.all(old.slice(0, Math.max(0, old.length - MOST_FILES)).map((request) => cache.delete(request)));
}

async function file(request) {
  const cache = await caches.open(FILES);
  const found = await cache.match(request, { ignoreVary: true });
  if (found) return found;
  const response = await fetch(request);
  if (response.status === 200) await cache.put(request, response.clone());
  return response;
}

// Pages.

function answer(event) {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (FILE.test(pathname)) return event.respondWith(file(request));
  if (request.mode === "navigate" && !NOT_OURS.test(pathname)) return event.respondWith(page(event, pathname + search));
  if (request.headers.has("HX-Request")) event.respondWith(fetched(event, pathname + search));
}

/** From the server, and kept on the way. Throws TypeError where it is out of reach. */
async function fetched(event, path) {
  const response = await fetch(event.request);
  if (isPage(response)) event.waitUntil(note(path, response.clone()).catch(() => {}));
  return response;
}

async function page(event, path) {
  let response = null;
  try {
    response = await fetched(event, path);
  } catch {
    // out of reach
  }
  if (response && ![502, 503, 504].includes(response.status)) return response;
  return (await instead(path)) ?? response ?? Response.error();
}

/** What there is without a server: the page as it was kept, or one that says so and asks for the password. */
async function instead(path) {
  const mine = kept.held() ?? (await ask());
  const found = mine && (await kept.open(mine, path));
  return found ?? (await caches.open(FILES)).match(path === HELP ? HELP : AWAY);
}

/** An open page has the secret, also where this worker has slept meanwhile. */
async function ask(asking = "") {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const answers = pages.filter(({ id }) => id !== asking).map((page) => {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve, reject) => {
      port1.onmessage = ({ data }) => (data ? resolve(data) : reject(new Error()));
      setTimeout(reject, QUICKLY);
      page.postMessage({ say: "secret" }, [port2]);
    });
  });
  const data = await Promise.any(answers).catch(() => null);
  if (data) await kept.hold(data.member, data.secret);
  return kept.held();
}

const isPage = ({ status, headers }) => status === 200 && headers.get("content-type")?.startsWith("text/html");
const said = (html, name) => html.match(new RegExp(`<html [^>]*\\bdata-${name}="([^"]*)"`))?.[1] ?? "";

/** Keep a page that came, if it is one of who is signed in and worth it. A page of nobody ends what was kept. */
async function note(path, response) {
  const html = await response.text();
  const member = said(html, "member");
  if (!said(html, "half")) return; // it knows of nobody: an error, help
  if (!member) return kept.clear();
  if (kept.held() && kept.held().member !== member) await kept.clear();
  const { pathname, search } = new URL(response.url);
  if (pathname + search !== path || !WORTH.test(pathname)) return;
  const mine = await kept.heldSoon(PATIENCE);
  if (mine?.member === member) await kept.keep(mine, path, response.headers, html);
}

// What pages say.

const heard = {
  /** The keys are open. On the first visit the page came past this worker, and its files as well. */
  open(event) {
    const { member, secret, files, path } = event.data;
    event.waitUntil(
      (async () => {
        await kept.hold(member, secret);
        await fetchAll(files.filter((address) => FILE.test(address))).catch(() => {});
        const response = path && (await fetch(path, { headers: { Accept: "text/html" } }));
        if (response && isPage(response)) await note(path, response);
      })(),
    );
  },

  /** Is this page kept, and are the keys there? */
  kept(event) {
    const { path } = event.data;
    event.waitUntil(
      (async () => {
        const mine = kept.held() ?? (await ask(event.source.id));
        event.ports[0].postMessage({ open: Boolean(mine), kept: Boolean(mine && (await kept.has(mine, path))) });
      })(),
    );
  },

  /** A page deletes what is kept; what is on its way into it goes as well. */
  clear: (event) => event.waitUntil(kept.clear()),

  take: () => skipWaiting(),
};

// The outbox, where a browser calls when the network is back. Others send when a page is opened.

async function sendWaiting() {
  if (!(await waiting()).some(({ refused }) => !refused)) return;
  const response = await fetch("/me/phone/", { headers: { Accept: "text/html" } });
  const html = await response.text();
  const [member, token] = [said(html, "member"), said(html, "csrf")];
  if (!response.ok || !member) return; // signed out: it waits
  const sent = await drain(member, token);
  for (const page of await clients.matchAll({ type: "window" })) page.postMessage({ say: "sent", rows: sent });
}
