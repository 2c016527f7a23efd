// <live-updates src="/live/SPACE/" seq="7">: knows when something changed for this member, and says so once per number
// with a bubbling "nearer:changed" event ({detail: {seq}}). Listens while the page is visible; asks when it comes back
// from sleep; asks every few seconds where events do not get through. `seq` is the number that the page shows; who brings
// it up to date sets it.
const ASKING = 4000;
const SPEAKS_WITHIN = 5000;
const TRIES_EVENTS_AGAIN = 60000;

export class LiveUpdates extends HTMLElement {
  connectedCallback() {
    this.ears = new AbortController();
    const when = { signal: this.ears.signal };
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.wake()), when);
    addEventListener("online", () => this.wake(), when);
    addEventListener("pageshow", (event) => event.persisted && this.wake(), when);
    addEventListener("pagehide", () => this.rest(), when);
    this.wake();
  }

  disconnectedCallback() {
    this.ears.abort();
    this.rest();
  }

  get seq() {
    return Number(this.getAttribute("seq"));
  }

  /** Listen, from a new connection on: the first event is the present number, and said again if the page is behind it. */
  wake() {
    this.rest();
    this.told = 0;
    if (document.hidden) return;
    this.events = new EventSource(`${this.getAttribute("src")}?since=${this.seq}`);
    this.events.addEventListener("seq", (event) => {
      clearTimeout(this.late);
      this.stopAsking();
      this.heard(Number(event.data));
    });
    this.events.addEventListener("error", () => this.asking());
    this.late = setTimeout(() => this.asking(), SPEAKS_WITHIN); // a proxy may open it and hold back what it says
  }

  /** No connection while nobody looks: a browser has few of them for all its tabs. */
  rest() {
    this.events?.close();
    clearTimeout(this.late);
    this.stopAsking();
  }

  heard(seq) {
    if (!(seq > Math.max(this.seq, this.told))) return;
    this.told = seq;
    this.dispatchEvent(new CustomEvent("nearer:changed", { bubbles: true, detail: { seq } }));
  }

  /** Ask again and again; the browser tries its events again by itself, and we do where it gave up. */
  asking() {
    if (this.timer) return;
    this.timer = setInterval(() => this.ask(), ASKING);
    this.again = setTimeout(() => this.wake(), TRIES_EVENTS_AGAIN);
  }

  stopAsking() {
    clearInterval(this.timer);
    clearTimeout(this.again);
    this.timer = undefined;
  }

  async ask() {
    let answer;
    try {
      answer = await fetch(`${this.getAttribute("src")}seq`, { headers: { Accept: "application/json" } });
    } catch {
      return; // no network: the next time
    }
    if (answer.ok) this.heard((await answer.json()).seq);
    else if (answer.status < 500) this.rest(); // signed out, or no longer of this space: a reload says more
  }
}

customElements.define("live-updates", LiveUpdates);
