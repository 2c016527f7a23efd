// The moves of one sitting: those the server has, and those that wait to be sent. Each is made here with an id, counts
// here at once, and is posted until the server has it. What waits is kept sealed, so that a reload loses none.
import * as seal from "../seal/index.js";
import { Refused, Unreachable, get, post } from "./http.js";
import { tell } from "./words.js";

const [NUMBER, ID, KIND, STEP, AT] = [0, 1, 2, 3, 5];
const PATIENCE = 6000; // ms for an answer: a connection that died in a phone's sleep never gives one
const FRESH = 60_000; // ms that an end may wait and still be meant
const STAYS = [401, 403, 429]; // refusals of who asks, or how often; any other is of the move itself

/** One tab after the other, where the browser can do that. */
const inTurn = (name, work) => (navigator.locks ? navigator.locks.request(`nearer ${name}`, work) : work());

export class Moves {
  waiting = [];
  over = false; // the server says so
  reached = true;
  refused = false; // it was reached, and takes nothing from this phone
  doubt = null; // an end that waited for too long to be sent unasked
  gone = new Set(); // ids of moves that wait no more
  sure = new Set(); // ids of ends that nobody has to be asked about
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

  /**
   * Make a move. What one has seen done lies before what one does, whatever the clocks say. `ranOut`: the moment at
   * which it ended by itself.
   */
  add(kind, step, onto, ranOut = null) {
    const id = seal.newId();
    const after = Math.max(ranOut ?? this.clock.now(), ...this.all.map((move) => move[AT] + 1));
    if (ranOut !== null) this.sure.add(id);
    this.waiting.push([null, id, kind, step, onto, after]);
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

  /** The network is back, or the phone woke: what is being asked may hang on a connection that is dead. */
  wake() {
    this.woken = Boolean(this.asking);
    this.asking?.abort();
    return this.settle();
  }

  async rounds() {
    while (this.again) {
      this.again = this.woken = false;
      try {
        await this.round();
        [this.reached, this.refused] = [true, false];
      } catch (error) {
        if (this.woken) continue; // at once anew
        if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
        this.reached = !(error instanceof Unreachable);
        this.refused = this.reached;
        return;
      }
    }
  }

  /** Before an end is sent, what others did meanwhile is known, and how late it is. */
  async round() {
    if (this.waiting.every(([, , kind]) => kind === "end")) await this.look();
    for (let move; (move = this.waiting.find((one) => this.over || !this.isStale(one))); ) {
      if (!(await this.send(move))) await this.look();
    }
    this.doubt = this.waiting[0] ?? null;
  }

  /**
   * Either may end it for both, but whoever ended it without a network did so in another situation: the other may have
   * gone on for long, in the middle of something. Dropping such an end would be wrong as well (they may both have
   * stopped), so whoever made it is asked.
   */
  isStale([, id, kind, , , at]) {
    return kind === "end" && !this.sure.has(id) && this.clock.now() - at > FRESH;
  }

  /** What one says about an end that waited: it is meant, from now on; or it is taken back. */
  decide(isMeant) {
    const step = this.doubt?.[STEP] ?? 0;
    this.settled(...this.waiting.filter(([, , kind]) => kind === "end"));
    this.doubt = null;
    if (isMeant) return this.add("end", step, step);
    this.changed();
    return this.settle();
  }

  look() {
    return this.ask((signal) => get(`${this.address}?after=${this.last}`, { signal }));
  }

  /** Gives whether the server took it. What it will never take is dropped, or nothing behind it would ever be sent. */
  async send(move) {
    const [, id, kind, step, onto, at] = move;
    const fields = { id, kind, step, onto, at, after: this.last };
    let sent = true;
    try {
      await this.ask(async (signal) => (await post(this.address, fields, { accept: "application/json", signal })).json());
    } catch (error) {
      if (!(error instanceof Refused) || STAYS.includes(error.status)) throw error;
      tell(error.message);
      sent = false;
    }
    this.settled(move);
    return sent;
  }

  /** These wait no more. */
  settled(...moves) {
    for (const move of moves) this.gone.add(move[ID]);
    this.waiting = this.waiting.filter((move) => !this.gone.has(move[ID]));
    this.keep();
  }

  async ask(question) {
    const asking = (this.asking = new AbortController());
    const timer = setTimeout(() => asking.abort(), PATIENCE);
    const asked = performance.now();
    let answer;
    try {
      answer = await question(asking.signal);
    } catch (error) {
      throw error instanceof Refused ? error : new Unreachable(); // also what is no answer of ours
    } finally {
      clearTimeout(timer);
      this.asking = null;
    }
    this.clock.sample(asked, performance.now(), answer.now);
    for (const move of answer.moves) this.known.set(move[ID], move);
    this.over ||= answer.over;
  }

  /** One after the other, so that what is kept is the last. */
  keep() {
    this.keeping = this.keeping.then(() => this.write()).catch(reportError);
    return this.keeping;
  }

  /** Other tabs, and the page as it was before a reload, may have kept moves as well: those are taken over. */
  async write() {
    if (seal.state() !== "open") return;
    await inTurn(this.name, async () => {
      const kept = (await seal.draft(this.name))?.moves ?? [];
      const here = new Set(this.all.map((move) => move[ID]));
      const others = kept.filter(([, id]) => !here.has(id) && !this.gone.has(id));
      this.waiting = [...others, ...this.waiting];
      if (this.waiting.length) await seal.keepDraft(this.name, { moves: this.waiting });
      else if (kept.length) await seal.dropDraft(this.name);
      if (others.length) this.changed();
    });
  }

  /** As soon as the keys are open: also what was tapped while they were not. */
  async restore() {
    if (seal.state() !== "open") return;
    await this.keep();
    if (this.waiting.length) this.settle();
  }

  /** Nothing of it stays but what is on the page. */
  forget() {
    this.waiting = [];
    this.keeping = this.keeping.then(() => inTurn(this.name, () => seal.dropDraft(this.name))).catch(() => {});
    return this.keeping;
  }
}
