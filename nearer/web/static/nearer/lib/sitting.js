// Where a sitting stands: a pure function of its steps, its moves and the time. The order in which moves arrive, repeats
// and losses do not matter: two phones that know the same moves stand at the same step, and both go on without a server.

/** One tap: [number, id, kind, step, onto, at]. `number` is the server's; null while it waits to be sent. */
const [ID, KIND, STEP, ONTO, AT] = [1, 2, 3, 4, 5];

const byMoment = (a, b) => a[AT] - b[AT] || (a[ID] < b[ID] ? -1 : Number(a[ID] > b[ID]));

/**
 * steps: [{seconds, itself}]; `itself`: goes on by itself when its seconds are over. Gives {step, since, paused, over}:
 * `since` is when the step's clock began (later by what it was held), `paused` since when it is held, `over` when all
 * of it ended; null where it did not. `since` is null before the first move.
 */
export function fold(steps, moves, now) {
  const state = { step: 0, since: null, paused: null, over: null };
  for (const move of [...moves].sort(byMoment)) {
    flow(state, steps, move[AT]);
    if (state.over !== null) break;
    apply(state, steps, move);
  }
  flow(state, steps, now);
  return state;
}

/** A move counts only where the sitting stands at its step: so two "next" of the same moment are one. */
function apply(state, steps, { [KIND]: kind, [STEP]: step, [ONTO]: onto, [AT]: at }) {
  state.since ??= at;
  if (kind === "end") state.over = at;
  else if (step !== state.step) return;
  else if (kind === "to") go(state, steps, onto, at);
  else if (kind === "pause") state.paused ??= at;
  else if (kind === "go" && state.paused !== null) {
    state.since += at - state.paused;
    state.paused = null;
  }
}

function go(state, steps, onto, at) {
  if (onto >= steps.length) state.over = at;
  else Object.assign(state, { step: onto, since: at, paused: null });
}

/** Steps that end by themselves pass with the time. */
function flow(state, steps, until) {
  while (state.since !== null && state.over === null && state.paused === null) {
    const end = state.since + steps[state.step].seconds * 1000;
    if (!steps[state.step].itself || end > until) return;
    go(state, steps, state.step + 1, end);
  }
}

/** Milliseconds that the present step has run: never fewer than none. */
export function spent({ since, paused, over }, now) {
  return since === null ? 0 : Math.max(0, (paused ?? over ?? now) - since);
}

/**
 * The cues ahead if nobody taps: [{at, step}], where a step begins (`step`; the number of steps: the end) or, at one
 * that waits for a tap, where its time is up (`step` is null).
 */
export function ahead(steps, state, now) {
  const cues = [];
  if (state.over !== null || state.paused !== null || state.since === null) return cues;
  for (let [step, since] = [state.step, state.since]; step < steps.length; step++) {
    since += steps[step].seconds * 1000;
    if (since > now) cues.push({ at: since, step: steps[step].itself ? step + 1 : null });
    if (!steps[step].itself) break;
  }
  return cues;
}
