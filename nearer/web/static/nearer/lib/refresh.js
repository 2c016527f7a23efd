// An open page asks for what changed: htmx fetches this address again and morphs #live, which keeps focus and typing.
import { policy } from "./policy.js";
import { say, signedOut, tell, word } from "./words.js";

const htmx = globalThis.htmx;
// What elements and people set by themselves stays as it is while the rest is morphed.
htmx?.config.morphIgnore.push("state", "open", "hidden");
htmx?.registerExtension("nearer-trusted", { init: (api) => api.initSecurity(policy) });

if (htmx) htmx.config.morphSkipChildren = "[role=alert], [role=status]"; // what was said stays, too

const state = () => document.querySelector("#live [data-state]")?.dataset.state;

/** Bring #live up to date. Says so when an exchange opened meanwhile. */
export async function refresh() {
  if (!document.getElementById("live")) return location.reload();
  const before = state();
  await htmx.ajax("GET", location.href, { target: "#live", select: "#live", swap: "outerMorph" });
  document.querySelector("live-updates")?.setAttribute("seq", document.getElementById("live").dataset.seq);
  if (before && before !== "open" && state() === "open") {
    say(word("opened"));
    document.getElementById("opened")?.focus({ preventScroll: true });
  }
}

document.addEventListener("nearer:changed", refresh);
document.addEventListener("htmx:config:request", (event) => {
  const { headers, method } = event.detail.ctx.request;
  headers["X-CSRFToken"] = document.documentElement.dataset.csrf;
  if (method !== "GET") headers.Accept = "text/plain"; // a press is answered with a sentence, not with a page
});
document.addEventListener("htmx:after:request", (event) => {
  const { response, select, text } = event.detail.ctx;
  const { raw, status } = response;
  if (signedOut(raw)) return event.preventDefault();
  if (status >= 400) tell(text.length < 300 ? text : word("refused"));
  else document.getElementById("toasts").replaceChildren();
  if (status === 204) refresh();
  if (select !== "#live") return;
  const live = text.match(/<[^>]* id="live"[^>]*>/)?.[0];
  const space = live?.match(/ data-space="([^"]*)"/)?.[1];
  if (live && space === document.getElementById("live").dataset.space) return;
  event.preventDefault(); // not the page we asked for: nothing of this one is thrown away
  if (status < 400) location.reload(); // paused or left elsewhere, or another space was chosen in another tab
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx && ctx.select !== "#live") tell(word("not-reached"));
});
