// The server's clock, seen from here. Every answer that says the server's time is a sample: that time lay somewhere
// between asking and answer, so a short way tells it more exactly than a long one. Between samples the time goes by
// performance.now(), which nobody can set. It may stand still while a device sleeps; Date.now() tells of that, but it
// also jumps when somebody sets it, so it is asked only after waking, and where the server can't be.
const SLEPT = 2000; // ms that the two clocks may differ without anybody having slept

export class ServerClock {
  offset = Date.now() - performance.now();
  error = Infinity; // the server's time may differ by so much

  constructor() {
    this.look();
  }

  /** `asked` and `answered` by performance.now(), `told` by the server's, in milliseconds since 1970. */
  sample(asked, answered, told) {
    const [offset, error] = [told - (asked + answered) / 2, (answered - asked) / 2];
    const contradicts = Math.abs(offset - this.offset) > error + this.error; // this device slept, or drifts
    if (error >= 0 && (error < this.error || contradicts)) Object.assign(this, { offset, error });
    this.look();
  }

  /** Note how both clocks of the device stand, while it is awake: as its page goes out of sight. */
  look() {
    this.seen = Date.now() - performance.now();
  }

  /** It woke, and no server could be asked: it slept for as long as Date.now() says, until the next sample knows better. */
  wake() {
    const slept = Date.now() - performance.now() - this.seen;
    this.look();
    if (slept < SLEPT) return;
    this.offset += slept;
    this.error = Infinity;
  }

  /** The present moment. */
  now() {
    return Math.round(performance.now() + this.offset);
  }
}
