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

/** Whether nobody has touched this page yet, as far as the browser tells. */
const untouched = () => navigator.userActivation?.hasBeenActive === false;

export class Cues {
  constructor(player) {
    this.player = player;
    this.chime = new Chime();
    this.ears = new AbortController();
    const once = { signal: this.ears.signal, capture: true };
    for (const what of ["pointerup", "keydown", "click"]) addEventListener(what, () => this.wake(), once);
    this.switches = [...player.querySelectorAll("[data-wish]")];
    for (const one of this.switches) one.addEventListener("change", () => this.choose());
    onVoices(() => {
      this.fit();
      this.read(this.unread);
    });
    this.fit();
  }

  rest() {
    this.ears.abort();
    this.chime.cancel();
    stayAwake(false);
    hush();
  }

  /** A touch or a key: from now on the browser lets it sound, buzz and speak. */
  wake() {
    this.chime.wake();
    this.askForTouch();
    this.read(this.unread);
  }

  /** It began to sound, or no longer may: its clock stood still meanwhile, so all is planned anew. */
  again() {
    this.present = null;
    this.player.plan(this.player.clock.now());
  }

  /** Who began it on the page before and put the phone down would miss what this page may not do without a touch. */
  askForTouch() {
    const buzzes = "vibrate" in navigator && !wish().has("still");
    this.player.querySelector(".untouched").hidden = !this.chime.waits && !(buzzes && untouched());
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
    const before = wish();
    const named = this.switches.filter(({ checked, dataset }) => checked === (dataset.on === "named") && !this.cannot(dataset));
    history.replaceState(history.state, "", `#${named.map(({ dataset }) => dataset.wish).join(",")}`);
    this.fit();
    if (!wish().has("aloud")) hush();
    else if (!before.has("aloud")) this.read(this.player.screen);
    this.player.show();
  }

  cannot({ wish: name }) {
    return this.switches.find(({ dataset }) => dataset.wish === name).disabled;
  }

  /** The tones ahead, planned anew when they are others. A step may want to begin without one. `on`: it goes, or is held. */
  plan(cues, on) {
    const { screens, clock } = this.player;
    if (on) this.chime.open(() => this.again());
    this.askForTouch();
    const present = [this.chime.runs, this.chime.wanted, Math.round(clock.offset / CLOSE)];
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
    if (!wish().has("still") && navigator.userActivation && !untouched()) navigator.vibrate?.(FELT);
  }

  stayAwake(wanted) {
    stayAwake(wanted);
  }

  /** The words of a screen and what is asked there, if they are to be read aloud: as soon as the browser can. */
  read(screen) {
    if (!screen || !wish().has("aloud")) return;
    this.unread = untouched() || !voice() ? screen : null;
    if (this.unread) return;
    const fields = this.player.querySelectorAll(`.paper.card[data-step="${this.player.screens.indexOf(screen)}"] sealed-field`);
    const words = [...screen.querySelectorAll("h1, .words, .card-text")].map((part) => part.textContent);
    const asked = [...fields].map((field) => field.getAttribute("label"));
    readAloud([screen.dataset.aloud || words.join(". "), ...asked].join(". "));
  }
}
