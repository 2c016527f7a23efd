// Cues of a sitting: each is seen, heard and felt, as far as the person wants and the browser can.
import { canStayAwake, stayAwake } from "../lib/awake.js";
import { Chime } from "../lib/chime.js";
import { hush, onVoices, readAloud, voice } from "../lib/voice.js";
import { word } from "../lib/words.js";

const SEEN = 1400; // ms that a cue is seen
const FELT = [90, 70, 140];
const CLOSE = 100; // ms: when the server's clock turns out to be further off, tones are planned anew
const CANNOT = { quiet: () => word("cannot-quiet"), still: () => word("cannot-still"), aloud: () => word("cannot-aloud") };

/** The switches stand in the address (#quiet,still,aloud), so a reload keeps them and nothing else does. */
const wish = () => new Set(location.hash.slice(1).split(",").filter(Boolean));

export class Cues {
  constructor(player) {
    this.player = player;
    this.chime = new Chime();
    this.ears = new AbortController();
    const once = { signal: this.ears.signal, capture: true };
    for (const what of ["pointerdown", "keydown"]) addEventListener(what, () => this.wake(), once);
    this.switches = [...player.querySelectorAll("[data-wish]")];
    for (const one of this.switches) one.addEventListener("change", () => this.choose());
    onVoices(() => this.fit());
    this.fit();
  }

  rest() {
    this.ears.abort();
    this.chime.cancel();
    stayAwake(false);
    hush();
  }

  /** After a touch the browser lets it sound: what was planned before is planned again. */
  wake() {
    const known = this.chime.audio;
    this.chime.wake();
    if (known || !this.chime.audio) return;
    this.chime.audio.addEventListener("statechange", () => this.again()); // its clock stood still meanwhile
    this.again();
  }

  again() {
    this.present = null;
    this.player.plan(this.player.clock.now());
  }

  /** Each switch as the address says and the browser can; what it can't, it says. */
  fit() {
    const wishes = wish();
    this.chime.wanted = !wishes.has("quiet");
    const can = { quiet: "AudioContext" in globalThis, still: "vibrate" in navigator, aloud: Boolean(voice()) };
    for (const one of this.switches) {
      const { wish: name, on } = one.dataset;
      one.disabled = !can[name];
      one.checked = can[name] && wishes.has(name) === (on === "named");
      one.closest("label").querySelector("small").textContent = can[name] ? "" : CANNOT[name]();
    }
    for (const line of this.player.querySelectorAll(".awake")) line.textContent = word(canStayAwake() ? "awake" : "not-awake");
  }

  choose() {
    const named = this.switches.filter(({ checked, dataset }) => checked === (dataset.on === "named") && !this.cannot(dataset));
    history.replaceState(history.state, "", `#${named.map(({ dataset }) => dataset.wish).join(",")}`);
    this.fit();
    if (!wish().has("aloud")) hush();
    this.player.show();
  }

  cannot({ wish: name }) {
    return this.switches.find(({ dataset }) => dataset.wish === name).disabled;
  }

  /** The tones ahead, planned anew when they are others. A step may want to begin without one. */
  plan(cues) {
    const { screens, clock } = this.player;
    const present = [Boolean(this.chime.audio), this.chime.wanted, Math.round(clock.offset / CLOSE)];
    const plan = [...present, ...cues.map(({ at, step }) => [at, step])].join();
    if (plan === this.present) return;
    this.present = plan;
    const heard = cues.filter(({ step }) => step === null || step === screens.length || screens[step].dataset.chime === "soft");
    this.chime.plan(heard.map(({ wait, step }) => ({ wait, last: step === screens.length })));
  }

  /** At once: the other went on, or ended it. */
  heard(last) {
    this.chime.sound(0, last);
  }

  /** Seen and felt, now. */
  felt() {
    this.player.classList.add("cue");
    clearTimeout(this.seen);
    this.seen = setTimeout(() => this.player.classList.remove("cue"), SEEN);
    if (!wish().has("still") && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(FELT);
  }

  stayAwake(wanted) {
    stayAwake(wanted);
  }

  /** The words of a screen, if they are to be read aloud. */
  read(screen) {
    if (!wish().has("aloud")) return;
    readAloud(screen.dataset.aloud || [...screen.querySelectorAll("h1, .words, .card-text")].map((part) => part.textContent).join(". "));
  }
}
