// The weekly number: how deep the questions of the next week may go, 0-3. Made here from what one set, what one said in
// the moment for oneself, how understood one felt of late, and chance, so that the number alone tells nobody why.
export const DEEPEST = 3;
export const LIGHT = 1;

const MOMENT_WEEKS = 6;
const CHANCE_WEEKS = 3;
const CHANCE_BEGINS = 1 / 34; // with three weeks each time, one account in twelve is light by chance at any time
const LOW = 1; // of 0 to 4, from "not yet" to "deeply" understood
const LOWS = 3;

export const nothing = { light: 0, moment: 0, chance: 0, changed: 0 };

/** Of two states the one changed last counts for the switch; what lasts for weeks lasts as long as either says. */
export function merged(one, other) {
  const [older, newer] = one.changed > other.changed ? [other, one] : [one, other];
  return { ...newer, moment: Math.max(older.moment, newer.moment), chance: Math.max(older.chance, newer.chance) };
}

/** After the moment for oneself: whatever was said but "none of these" makes the next weeks lighter. */
export const afterMoment = (state) => ({ ...state, moment: MOMENT_WEEKS });

/**
 * One week further: {pace, state}. `felt` are the latest ratings, newest last; `lot` is a number from 0 up to 1, drawn
 * anew each week.
 */
export function week(state, felt, lot) {
  const chance = state.chance > 0 ? state.chance : lot < CHANCE_BEGINS ? CHANCE_WEEKS : 0;
  const low = felt.length >= LOWS && felt.slice(-LOWS).every((rating) => rating <= LOW);
  const light = state.light || state.moment > 0 || chance > 0 || low;
  const next = { ...state, moment: Math.max(0, state.moment - 1), chance: Math.max(0, chance - 1) };
  return { pace: light ? LIGHT : DEEPEST, state: next };
}
