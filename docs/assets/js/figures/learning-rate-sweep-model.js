// What a run at one learning rate did, by its losses.  notebooks/learning_rate.py computed them.

/**
 * @typedef {{limit: number, best: number, every: number, shares: number[], lowest: number[], losses: number[][]}} Sweep
 *   for each share of the limit, the step of the lowest loss, and the losses at the start and after
 *   every so many steps
 */

/** The loss has arrived when so little of it is left above the minimum. */
const CLOSE = 0.01;

/**
 * The name of what a run did, and where its loss was lowest.
 * @param {Sweep} sweep
 * @param {number} place
 * @returns {{kind: "slow" | "converges" | "limit" | "late" | "diverges", low: number, last: number, steps: number, early: number}}
 *   `early` is the loss after 20 steps
 */
export function run({ best, every, shares, lowest, losses }, place) {
  const own = losses[place];
  const [share, last, low] = [shares[place], own[own.length - 1], lowest[place]];
  const found = { low, last, steps: (own.length - 1) * every, early: own[20 / every] };
  if (share === 1) return { kind: "limit", ...found };
  if (share > 1) return { kind: low > 0 ? "late" : "diverges", ...found };
  return { kind: last - best > CLOSE ? "slow" : "converges", ...found };
}
