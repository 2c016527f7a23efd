// <sitting-player>: one step of a sitting at a time, the same on both phones. Around #live, where what is written stands.
// Attributes: name (of what is kept here), address (of its moves; none when one is alone), now (the server's, when it
// made the page). Inside: .screen of each step, [data-turn] lines, and buttons with data-act.
import { ServerClock } from "../lib/clock.js";
import { Moves } from "../lib/moves.js";
import { ahead, fold, spent } from "../lib/sitting.js";
import { say, word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { paintClock, tellTime } from "./sitting-clock.js";
import { Cues } from "./sitting-cues.js";
import { showPapers } from "./sitting-papers.js";

const OFTEN = 3000; // ms between tries while the server is out of reach
const SELDOM = 20000; // and while all is well: events tell at once, this finds a clock that drifts
const SAMPLES = 3;
const PAINT = 1000;
const LONG_AGO = 6 * 3_600_000; // ms since the end of what one did alone: it then begins anew

class SittingPlayer extends HTMLElement {
  connectedCallback() {
    this.screens = [...this.querySelectorAll(".screen")];
    this.steps = this.screens.map(({ dataset }) => ({ seconds: Number(dataset.seconds), itself: dataset.ends === "itself" }));
    this.cues = new Cues(this);
    this.clock = new ServerClock();
    const isKept = "kept" in document.documentElement.dataset; // the server made it some time ago
    if (!isKept) this.clock.sample(0, performance.now(), Number(this.getAttribute("now")) || Date.now());
    this.moves = new Moves({
      name: this.getAttribute("name"),
      address: this.getAttribute("address"),
      known: JSON.parse(document.getElementById("moves")?.text ?? "[]"),
      clock: this.clock,
      changed: () => this.show(),
    });
    this.addEventListener("click", this);
    this.addEventListener("sealed-input", this);
    this.addEventListener("focusout", this);
    document.addEventListener("nearer:changed", this);
    document.addEventListener("visibilitychange", this);
    document.addEventListener("htmx:after:settle", this);
    addEventListener("online", this);
    this.unsubscribe = seal.onState(() => this.follow());
    this.follow();
    this.painting = setInterval(() => this.paint(), PAINT);
    this.asking = setInterval(() => this.ask(), OFTEN);
    this.show();
    this.measure();
  }

  disconnectedCallback() {
    for (const what of ["nearer:changed", "visibilitychange", "htmx:after:settle"]) document.removeEventListener(what, this);
    removeEventListener("online", this);
    for (const timer of [this.painting, this.asking]) clearInterval(timer);
    clearTimeout(this.next);
    this.cues.rest();
    this.moves.unsubscribe();
    this.unsubscribe();
  }

  /** Time and taps need no keys: while they are locked only what is sealed is hidden. */
  follow() {
    this.toggleAttribute("locked", seal.state() === "locked");
  }

  handleEvent(event) {
    if (event.type === "click") return this.press(event.target.closest("[data-act]"), event);
    if (event.type === "nearer:changed") this.moves.settle();
    if (event.type === "online") this.moves.wake();
    if (event.type === "visibilitychange") document.hidden ? this.clock.look() : this.wake();
    this.show();
  }

  /** Back in sight: this device may have slept, and its clock with it. */
  async wake() {
    await this.moves.wake();
    if (this.alone || !this.moves.reached) this.clock.wake();
    this.show();
    this.measure();
  }

  /** The clock is measured when the page comes, and when it comes back to sight. */
  async measure() {
    for (let i = 0; i < SAMPLES && !this.isOver; i++) await this.moves.settle();
  }

  /** What events do not bring: tries again while something waits, and now and then in any case. */
  ask() {
    if (this.afterwards || document.hidden) return;
    if (this.ended) return this.finish();
    const { reached, refused, waiting } = this.moves;
    const due = performance.now() - (this.asked ?? 0) > SELDOM;
    if ((refused || (reached && !waiting.length)) && !due) return;
    this.asked = performance.now();
    this.moves.settle();
  }

  get alone() {
    return !this.getAttribute("address");
  }

  /** Whether the page has what comes afterwards. */
  get afterwards() {
    return this.querySelector("#live[data-over]") !== null;
  }

  /** The one that is on the page. */
  get screen() {
    return this.screens.find(({ hidden }) => !hidden);
  }

  get isOver() {
    return this.moves.over || this.afterwards;
  }

  press(button, event) {
    const { act } = button?.dataset ?? {};
    const { step, paused } = this.state;
    if (act === "leave") return this.leave(button, event);
    if (act === "open") return document.querySelector("lock-screen")?.open();
    if (act === "mean-it" || act === "take-back") return this.moves.decide(act === "mean-it");
    if (!act || this.ended) return;
    this.pressed = true; // who taps needs no chime to know
    if (act === "begin") this.moves.add("to", 0, 0);
    if (act === "next") this.moves.add("to", step, step + 1);
    if (act === "back" && step > 0) this.moves.add("to", step, step - 1);
    if (act === "hold") this.moves.add(paused === null ? "pause" : "go", step, step);
    if (act === "end") this.moves.add("end", step, step);
    if (act === "numbers") tellTime(this);
    if (act === "ask-end") this.querySelector(".ending").showModal();
    this.pressed = false;
  }

  /** Bring the page to where the sitting stands now, and be back at the next moment when that changes by itself. */
  show() {
    const [before, now] = [this.state, this.clock.now()];
    this.state = fold(this.steps, this.moves.all, now);
    const { step, since, paused, over } = this.state;
    if (this.alone && over !== null && now - over > LONG_AGO) return this.anew();
    const focused = this.contains(document.activeElement) && document.activeElement;
    const ended = over !== null || this.isOver;
    this.dataset.state = ended ? "over" : since === null ? "before" : paused === null ? "running" : "held";
    const going = !ended && since !== null;
    this.screens.forEach((screen, i) => (screen.hidden = !going || i !== step));
    for (const line of this.querySelectorAll(".turn")) line.hidden = !going || line.dataset.turn !== this.screens[step].dataset.turn;
    this.controls();
    showPapers(this.querySelector("#live"), going ? step : ended ? this.steps.length : -1, this.steps.length);
    if (before && ended !== this.ended) this.arrive(ended);
    else if (before && going && before.step !== step) this.arrive(false);
    if (going && !(before?.since > 0)) this.cues.read(this.screen);
    const last = !this.ended && ended;
    this.ended = ended;
    this.paint();
    this.plan(now);
    this.askAgain();
    if (focused) this.keepFocus(focused);
    if (last) this.finish();
  }

  /** What one was in went with its step: one is at the beginning of what came, and not of the page. */
  keepFocus(focused) {
    const seen = (element) => element.isConnected && element.getClientRects().length > 0;
    const heading = seen(focused) ? null : [...this.querySelectorAll("h1")].find(seen);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  /** An end that waited for the server is sent only if it is still meant. */
  askAgain() {
    const dialog = this.querySelector(".still-ending");
    const asks = Boolean(this.moves.doubt) && !this.moves.over;
    if (dialog && dialog.open !== asks) asks ? dialog.showModal() : dialog.close();
  }

  anew() {
    this.moves.forget();
    this.show();
  }

  /** From the end of what one did alone. */
  async leave(link, event) {
    event.preventDefault();
    await this.moves.forget();
    location.assign(link.href);
  }

  plan(now) {
    this.due = this.ended ? [] : ahead(this.steps, this.state, now);
    clearTimeout(this.next);
    const [first] = this.due;
    if (first) this.next = setTimeout(() => this.cue(first.step), Math.min(first.at - now, 2 ** 31 - 1));
    const on = this.dataset.state === "running" || this.dataset.state === "held";
    this.cues.plan(this.due.map(({ at, step }) => ({ at, wait: at - now, step })), on);
    this.cues.stayAwake(on);
  }

  /** A moment has come: the next step, the end, or the time that a tap is waited for is up. */
  cue(step) {
    if (step === null) {
      this.cues.felt();
      say(word("time-is-up"));
    }
    this.show();
  }

  /** Another step than before is on the page: by itself, by a tap, or by the other's. */
  arrive(ended) {
    const { step, since, over } = this.state;
    const byItself = this.due?.some(({ at }) => at === (over ?? since));
    if (!byItself && !this.pressed) this.cues.heard(ended);
    this.cues.felt();
    if (!this.contains(document.activeElement?.closest("#live"))) scrollTo({ top: 0 });
    if (ended) return say(word("is-over"));
    const screen = this.screens[step];
    const parts = [this.querySelector(".turn:not([hidden])"), ...screen.querySelectorAll("h1, .words, .card-text")];
    say(parts.filter(Boolean).map(heard).join(" "));
    this.cues.read(screen);
  }

  controls() {
    const { step, paused, since } = this.state;
    const act = (name) => this.querySelector(`[data-act=${name}]`);
    for (const part of this.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(this.dataset.state);
    }
    for (const line of this.querySelectorAll(".out-of-reach")) line.hidden = this.moves.reached;
    for (const line of this.querySelectorAll(".refused")) line.hidden = !this.moves.refused;
    act("back").setAttribute("aria-disabled", String(step === 0)); // and no `disabled`, which would lose the focus
    act("hold").textContent = word(paused === null ? "hold" : "go-on");
    act("next").textContent = word(step === this.steps.length - 1 ? "finish" : "next");
    act("next").classList.toggle("primary", !this.steps[step]?.itself);
    this.querySelector(".place-in-it").textContent = since === null ? "" : `${step + 1} / ${this.steps.length}`;
  }

  /** It ran out, or somebody ended it. Only what nobody changed meanwhile is told to the server as over. */
  async finish() {
    if (this.alone || this.afterwards) return; // done alone it stays until one leaves it: a clock may have been wrong
    if (!this.moves.over) await this.moves.settle();
    const { over } = this.state;
    const mayTell = this.moves.reached && !this.moves.waiting.length && !this.moves.over;
    if (mayTell && over !== null) await this.moves.add("end", 0, 0, over);
    if (this.moves.over) document.dispatchEvent(new CustomEvent("nearer:changed")); // brings what comes afterwards
  }

  paint() {
    if (this.ended || !this.state || this.state.since === null) return;
    paintClock(this, this.steps[this.state.step].seconds * 1000, spent(this.state, this.clock.now()));
  }
}

/** What a screen reader is told of a part: sealed names are not in its text. */
const heard = (node) => node.value?.t ?? (node.firstChild ? [...node.childNodes].map(heard).join(" ") : node.textContent.trim());

customElements.define("sitting-player", SittingPlayer);
