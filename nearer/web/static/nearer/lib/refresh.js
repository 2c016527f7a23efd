// An open page asks for what changed: htmx fetches this address again and morphs #live, which keeps focus and typing.
import { policy } from "./policy.js";
import { say, word } from "./words.js";

const htmx = globalThis.htmx;
// What elements and people set by themselves stays as it is while the rest is morphed.
htmx?.config.morphIgnore.push("state", "open", "hidden");
htmx?.registerExtension("nearer-trusted", { init: (api) => api.initSecurity(policy) });

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
  event.detail.ctx.request.headers["X-CSRFToken"] = document.documentElement.dataset.csrf;
});
document.addEventListener("htmx:after:request", (event) => {
  const { response, select, text } = event.detail.ctx;
  if (response.status === 204) refresh();
  else if (response.status >= 400) say(text.length < 300 ? text : word("refused"));
  if (select !== "#live" || text.includes('id="live"')) return;
  event.preventDefault(); // not the page we asked for: nothing of this one is thrown away
  if (response.status < 400) location.reload(); // signed out, paused or left elsewhere
});
