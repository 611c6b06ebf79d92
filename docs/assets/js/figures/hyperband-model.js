// A race of Hyperband and random search, from the log that notebooks/tuning.py wrote: who is left,
// and what the best result is, after so many epochs.

/**
 * @typedef {[trial: number, spent: number, error: number]} Look a trial that was trained for `spent` epochs more
 * @typedef {[count: number, resource: number][]} Bracket its rungs: so many trials, each trained up to so many epochs
 * @typedef {{trial: number, epochs: number, error: number, out: boolean}} Candidate `error` is NaN before its first result
 * @typedef {{candidates: Candidate[], left: number, rung: number, over: boolean}} Progress of one bracket
 */

/**
 * The looks with the epochs that were spent before and after each.
 * @param {Look[]} looks
 */
export function timed(looks) {
  let after = 0;
  return looks.map(([trial, spent, error]) => ({ trial, spent, error, before: after, after: (after += spent) }));
}

/**
 * The best error so far, as the steps at which it fell.
 * @param {Look[]} looks
 * @param {number} epochs
 * @returns {{at: number, trial: number, error: number}[]}
 */
export function records(looks, epochs) {
  /** @type {{at: number, trial: number, error: number}[]} */
  const found = [];
  for (const { after, trial, error } of timed(looks)) {
    if (after > epochs) break;
    if (!found.length || error < found[found.length - 1].error) found.push({ at: after, trial, error });
  }
  return found;
}

/**
 * The brackets that have begun after so many epochs, in order; all of a schedule are one pass,
 * and then it begins anew.
 * @param {Bracket[]} schedule
 * @param {Look[]} looks
 * @param {number} epochs
 * @returns {Progress[]}
 */
export function progress(schedule, looks, epochs) {
  const all = timed(looks);
  /** @type {Progress[]} */
  const begun = [];
  let [next, first] = [0, 0];
  while (next < all.length && (begun.length === 0 || all[next].before < epochs)) {
    const bracket = schedule[begun.length % schedule.length];
    const part = all.slice(next, next + bracket.reduce((sum, [count]) => sum + count, 0));
    begun.push(halving(bracket, part, first, epochs));
    next += part.length;
    first += bracket[0][0];
  }
  return begun;
}

/**
 * @param {Bracket} bracket
 * @param {ReturnType<typeof timed>} looks of this bracket
 * @param {number} first the number of its first trial
 * @param {number} epochs
 * @returns {Progress}
 */
function halving(bracket, looks, first, epochs) {
  const candidates = Array.from({ length: bracket[0][0] }, (_, at) => ({ trial: first + at, epochs: 0, error: NaN, out: false }));
  let [left, rung, next] = [candidates.length, 0, 0];
  for (const [place, [count]] of bracket.entries()) {
    rung = place;
    const part = looks.slice(next, next + count);
    next += count;
    for (const { trial, spent, error, before, after } of part) {
      const candidate = candidates[trial - first];
      candidate.epochs += Math.min(spent, Math.max(0, epochs - before));
      if (after <= epochs) candidate.error = error;
    }
    const over = part.length === count && part[count - 1].after <= epochs;
    if (!over) return { candidates, left, rung, over };
    left = bracket[place + 1]?.[0] ?? count;
    // As the lab sorts: equal errors stay in the order in which they were trained.
    const ranked = part.map(({ trial }) => candidates[trial - first]).sort((one, other) => one.error - other.error);
    for (const candidate of ranked.slice(left)) candidate.out = true;
  }
  return { candidates, left, rung, over: true };
}
