// The moves of one sitting: those the server has, and those that wait to be sent. Each is made here with an id, counts
// here at once, and is posted until the server has it. What waits is kept sealed, so that a reload loses none.
import * as seal from "../seal/index.js";
import { Refused, Unreachable, get, post } from "./http.js";
import { tell } from "./words.js";

const [NUMBER, ID, AT] = [0, 1, 5];

export class Moves {
  waiting = [];
  over = false; // the server says so
  reached = true;
  keeping = Promise.resolve();

  /** `address`: where moves are posted; without one they stay here. `changed` is called when there are other moves. */
  constructor({ name, address, known, clock, changed }) {
    Object.assign(this, { name, address, clock, changed, known: new Map(known.map((move) => [move[ID], move])) });
    this.unsubscribe = seal.onState(() => this.restore());
    this.restore();
  }

  get all() {
    return [...this.known.values(), ...this.waiting.filter((move) => !this.known.has(move[ID]))];
  }

  get last() {
    return Math.max(0, ...[...this.known.values()].map((move) => move[NUMBER]));
  }

  /** Make a move. What one has seen done lies before what one does, whatever the clocks say. */
  add(kind, step, onto, at = this.clock.now()) {
    const after = Math.max(at, ...this.all.map((move) => move[AT] + 1));
    this.waiting.push([null, seal.newId(), kind, step, onto, after]);
    this.keep();
    this.changed();
    return this.settle();
  }

  /** Send what waits and fetch what is new. Calls that come meanwhile are one more round after it. */
  settle() {
    if (!this.address) return Promise.resolve();
    this.again = true;
    return (this.settling ??= this.rounds().finally(() => {
      this.settling = null;
      this.changed();
    }));
  }

  async rounds() {
    try {
      while (this.again) {
        this.again = false;
        await this.round();
      }
      this.reached = true;
    } catch (error) {
      this.reached = !(error instanceof Unreachable);
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
    }
  }

  async round() {
    if (!this.waiting.length) return this.ask(() => get(`${this.address}?after=${this.last}`));
    while (this.waiting.length) {
      const [, id, kind, step, onto, at] = this.waiting[0];
      await this.ask(async () => (await this.send({ id, kind, step, onto, at, after: this.last })).json());
      this.waiting = this.waiting.filter((move) => move[ID] !== id);
      this.keep();
    }
  }

  async send(move) {
    try {
      return await post(this.address, move, { accept: "application/json" });
    } catch (error) {
      if (error.status !== 409) throw error;
      this.waiting = this.waiting.filter(([, id]) => id !== move.id); // it will never count
      this.keep();
      tell(error.message);
      throw error;
    }
  }

  async ask(question) {
    const asked = Date.now();
    const { now, over, moves } = await question();
    this.clock.sample(asked, Date.now(), now);
    for (const move of moves) this.known.set(move[ID], move);
    this.over ||= over;
  }

  /** One after the other, so that what is kept is the last. */
  keep() {
    this.keeping = this.keeping.then(() => this.write()).catch(reportError);
    return this.keeping;
  }

  async write() {
    if (seal.state() !== "open") return;
    if (this.waiting.length) await seal.keepDraft(this.name, { moves: this.waiting });
    else await seal.dropDraft(this.name);
  }

  async restore() {
    if (seal.state() !== "open" || this.restored) return;
    this.restored = true;
    await null; // whoever made this knows it by then
    const kept = (await seal.draft(this.name))?.moves ?? [];
    const here = new Set(this.all.map((move) => move[ID]));
    this.waiting = [...kept.filter((move) => !here.has(move[ID])), ...this.waiting];
    if (kept.length) await this.keep();
    this.changed();
    if (this.waiting.length) this.settle();
  }

  /** Nothing of it stays but what is on the page. */
  forget() {
    this.keeping = this.keeping.then(() => seal.dropDraft(this.name)).catch(() => {});
    return this.keeping;
  }
}
