// What a test set can tell: the interval of a share, the difference of two, and how many
// examples make an interval as narrow as wanted.

import { halfWidth, wilson, Z } from "./wilson.js";

/** The most examples that are counted with. */
export const MOST = 1e9;
/** The most examples on which two models differ: all of them are summed. */
const MOST_DIFFERING = 1e6;

/**
 * The difference of two shares measured on different examples, with its interval from the two
 * intervals: method 10 of R. G. Newcombe, "Interval estimation for the difference between
 * independent proportions", Statistics in Medicine 17 (1998), 873-890.
 * @param {number} one right answers of the first
 * @param {number} two right answers of the second
 * @param {number} asked of each
 * @returns {{difference: number, low: number, high: number}}
 */
export function difference(one, two, asked) {
  const [first, second] = [one / asked, two / asked];
  const [[low1, high1], [low2, high2]] = [wilson(one, asked), wilson(two, asked)];
  const between = (one - two) / asked;
  return {
    difference: between,
    low: Math.max(-1, between - Math.hypot(first - low1, high2 - second)),
    high: Math.min(1, between + Math.hypot(high1 - first, second - low2)),
  };
}

/**
 * How probable it is that two equally good models differ at least so unevenly on the examples
 * that exactly one of them answers right: the exact test of McNemar, two-sided.
 * @param {number} first examples that only the first answers right
 * @param {number} second examples that only the second answers right
 */
export function mcnemar(first, second) {
  const [fewer, all] = [Math.min(first, second), first + second];
  if (2 * fewer >= all - 1) return 1; // as even as it can be
  // The largest term of the sum, by logarithms since it may be far below what a number can hold.
  const power = logChoices(all, fewer) - all * Math.LN2;
  let [sum, term] = [1, 1];
  for (let chosen = fewer; chosen > 0 && term > 1e-18; chosen--) {
    term *= chosen / (all - chosen + 1);
    sum += term;
  }
  return Math.min(1, 2 * sum * Math.exp(power));
}

/**
 * The logarithm of the number of ways to choose some of all.
 * @param {number} all
 * @param {number} some
 */
function logChoices(all, some) {
  let [sum, lost] = [0, 0]; // what rounding takes from a long sum comes back with the next term
  for (let chosen = 1; chosen <= some; chosen++) {
    const term = Math.log((all - some + chosen) / chosen) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return sum;
}

/**
 * The fewest examples with which the interval of a share is at most so wide.
 * @param {number} share that will be measured, about
 * @param {number} half the wanted half-width, between 0 and 0.5
 */
export function examplesFor(share, half) {
  // halfWidth(share, n) = half is a quadratic equation in z²/n.
  const [spread, square] = [share * (1 - share), half * half];
  const [a, b] = [0.25 - square, spread - 2 * square];
  // Of the two forms of its root, the one that subtracts no near-equal numbers.
  const root = Math.sqrt(b * b + 4 * a * square);
  const inverse = b > 0 ? (2 * square) / (b + root) : (root - b) / (2 * a);
  let examples = Math.max(1, Math.round((Z * Z) / inverse));
  while (examples > 1 && halfWidth(share, examples - 1) <= half) examples--;
  while (halfWidth(share, examples) > half) examples++;
  return examples;
}

/**
 * @typedef {{code: "not-whole" | "too-large" | "more-than-all" | "discordant" | "not-share" | "not-width",
 *   fields: string[], values?: Record<string, number>}} Problem
 */

/**
 * Why a share cannot be like this.
 * @param {number} right
 * @param {number} asked
 * @param {[string, string]} fields
 * @returns {Problem[]}
 */
export function shareProblems(right, asked, [rightField, askedField]) {
  if (!Number.isInteger(asked) || asked < 1) return [{ code: "not-whole", fields: [askedField], values: { least: 1 } }];
  if (asked > MOST) return [{ code: "too-large", fields: [askedField], values: { most: MOST } }];
  if (!Number.isInteger(right)) return [{ code: "not-whole", fields: [rightField], values: { least: 0 } }];
  return right > asked ? [{ code: "more-than-all", fields: [rightField, askedField], values: { right, asked } }] : [];
}

/**
 * Why the examples on which two models differ cannot be so many.
 * @param {{asked: number, one: number, two: number, first: number, second: number}} counts
 * @returns {Problem[]}
 */
export function differingProblems({ asked, one, two, first, second }) {
  const names = ["first", "second"];
  const strange = [first, second].findIndex((each) => !Number.isInteger(each));
  if (strange >= 0) return [{ code: "not-whole", fields: [names[strange]], values: { least: 0 } }];
  if (first + second > MOST_DIFFERING) return [{ code: "too-large", fields: names, values: { most: MOST_DIFFERING } }];
  // Both right: one - first = two - second; both wrong: what is left of all examples.
  const [both, neither] = [one - first, asked - one - second];
  const possible = one - two === first - second && both >= 0 && neither >= 0;
  return possible ? [] : [{ code: "discordant", fields: names, values: { apart: one - two, given: first - second } }];
}

/**
 * Why no number of examples can be found for this.
 * @param {number} share
 * @param {number} half
 * @returns {Problem[]}
 */
export function wishProblems(share, half) {
  if (!(share >= 0 && share <= 1)) return [{ code: "not-share", fields: ["share"] }];
  return half >= 0.0001 && half < 0.5 ? [] : [{ code: "not-width", fields: ["half"] }];
}
