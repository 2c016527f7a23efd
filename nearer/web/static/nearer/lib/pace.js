// The weekly number: how deep the questions of the next week may go, 0-3. Made here from what one set, what one said in
// the moment for oneself, how understood one felt of late, and chance, so that the number alone tells nobody why.
export const DEEPEST = 3;
export const LIGHT = 1;

// A light period is drawn the same way whatever began it: 3 to 8 weeks, each as likely. Chance begins one in a week
// without one out of 26, so that about every sixth account is in one at any time; and after one moment out of four in
// which nothing was said, since the server sees that its page was opened.
const SHORTEST = 3;
const LONGEST = 8;
const CHANCE_BEGINS = 1 / 26;
const CHANCE_AFTER_MOMENT = 1 / 4;
const LOW = 1; // of 0 to 4, from "not yet" to "deeply" understood
const LOWS = 3;

/** What is kept, sealed: the switch, the weeks left of a light period (not why it began), when the switch was set. */
export const nothing = { light: 0, weeks: 0, changed: 0 };

/** Of two states the one changed last counts for the switch; a period lasts as long as either says. */
export function merged(one, other) {
  const [older, newer] = one.changed > other.changed ? [other, one] : [one, other];
  return { ...newer, weeks: Math.max(older.weeks, newer.weeks) };
}

/** The state with a light period begun; of two that meet, the longer one counts. `lot` gives a number from 0 up to 1. */
const begun = (state, lot) => ({
  ...state,
  weeks: Math.max(state.weeks, SHORTEST + Math.floor(lot() * (LONGEST - SHORTEST + 1))),
});

/** After the moment for oneself: whatever was said (`so`) but "none of these" makes the next weeks lighter. */
export const afterMoment = (state, so, lot) => (lot() < CHANCE_AFTER_MOMENT || so ? begun(state, lot) : state);

/** One week further: {pace, state}. `felt` are the latest ratings, newest last; each call of `lot` draws anew. */
export function week(state, felt, lot) {
  const low = felt.length >= LOWS && felt.slice(-LOWS).every((rating) => rating <= LOW);
  const begins = state.weeks === 0 && (lot() < CHANCE_BEGINS || low);
  const { weeks } = begins ? begun(state, lot) : state;
  return { pace: state.light || weeks > 0 ? LIGHT : DEEPEST, state: { ...state, weeks: Math.max(0, weeks - 1) } };
}

/** A number from 0 up to 1 that nobody can foretell. */
export const lot = () => crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;
