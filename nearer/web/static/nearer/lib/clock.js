// The server's clock, seen from here. Every answer that says the server's time is a sample: that time lay somewhere
// between asking and answer, so a short way tells it more exactly than a long one.
export class ServerClock {
  offset = 0;
  error = Infinity; // the server's time may differ by so much

  /** `asked` and `answered` by this device's clock, `told` by the server's; all in milliseconds since 1970. */
  sample(asked, answered, told) {
    const [offset, error] = [told - (asked + answered) / 2, (answered - asked) / 2];
    const contradicts = Math.abs(offset - this.offset) > error + this.error; // this clock was set, or drifts
    if (error >= 0 && (error < this.error || contradicts)) Object.assign(this, { offset, error });
  }

  /** The present moment. */
  now() {
    return Math.round(Date.now() + this.offset);
  }
}
