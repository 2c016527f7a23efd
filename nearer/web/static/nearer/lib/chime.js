// Soft tones, made here: nothing is fetched. They are planned ahead on the audio's own clock, which goes on where a page
// out of sight gets its timers late.
const SOFT = [528, 792];
const LAST = [396, 528, 792];
const APART = 0.42; // seconds between the tones of one chime
const RINGS = 2.8;
const BEGUN = 0.2; // seconds before a chime from which on it can't be taken back

export class Chime {
  planned = []; // [{start, sounds}]
  wanted = true;

  /** `changed` is called when it begins to sound, or is kept from it. Some browsers carry a tap over from the page before. */
  open(changed) {
    if (this.audio || !globalThis.AudioContext) return;
    this.audio = new AudioContext();
    this.audio.addEventListener("statechange", changed);
  }

  /** Inside a touch or a key: elsewhere a browser may let no page begin to sound. */
  wake() {
    if (this.audio && !this.runs) this.audio.resume().catch(() => {});
  }

  get runs() {
    return this.audio?.state === "running";
  }

  /** Whether a touch is what it waits for. */
  get waits() {
    return Boolean(this.audio) && this.wanted && !this.runs;
  }

  /** What is to sound from now on: [{wait: milliseconds, last: whether it is the last one}]. Earlier plans are off. */
  plan(cues) {
    this.cancel();
    for (const { wait, last } of cues) if (wait > BEGUN * 1000) this.sound(wait, last);
  }

  sound(wait = 0, last = false) {
    if (!this.runs || !this.wanted) return; // its clock would stand still, and all of it would sound at the touch
    const start = this.audio.currentTime + wait / 1000;
    this.planned.push({ start, sounds: (last ? LAST : SOFT).map((tone, i) => this.tone(tone, start + i * APART)) });
  }

  /** One that has begun, or is about to, sounds to its end. */
  cancel() {
    const ahead = ({ start }) => start > this.audio.currentTime + BEGUN;
    for (const { sounds } of this.planned.filter(ahead)) for (const sound of sounds) sound.stop();
    this.planned = this.planned.filter((chime) => !ahead(chime)).slice(-2);
  }

  tone(frequency, start) {
    const [sound, volume] = [this.audio.createOscillator(), this.audio.createGain()];
    sound.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.22, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0005, start + RINGS);
    sound.connect(volume).connect(this.audio.destination);
    sound.start(start);
    sound.stop(start + RINGS);
    return sound;
  }
}
