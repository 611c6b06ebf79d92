// Distances of two normal distributions, and what sampling adds to them.
// notebooks/skew_and_drift.py computes the same; a test compares the two.

export const BINS = 10;

/** The upper deciles of the standard normal distribution above its median. */
const DECILES = [0.2533471031357997, 0.5244005127080407, 0.8416212335729143, 1.2815515655446004];
const CUTS = [...DECILES.map((z) => -z).reverse(), 0, ...DECILES];

/** What stands in for an empty bin, whose logarithm would be infinite. */
const EMPTY = 1e-4;

/**
 * The share of a standard normal distribution below z, exact to rounding in the lower tail too.
 * @param {number} z
 */
export function below(z) {
  if (z > 0) return 1 - below(-z);
  const x = -z / Math.SQRT2;
  return (x < 2.5 ? 1 - erf(x) : upperTail(x)) / 2;
}

/**
 * @param {number} x from 0 to 2.5, where the series is short
 */
function erf(x) {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * sum; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/**
 * 1 − erf(x) as a continued fraction.
 * @param {number} x above 2.5
 */
function upperTail(x) {
  if (x === Infinity) return 0;
  let fraction = x;
  for (let n = 80; n > 0; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/**
 * The shares of a normal distribution in the bins between inner cuts; the outer ones have no end.
 * @param {readonly number[]} cuts
 * @param {number} mean
 * @param {number} scale
 */
export function shares(cuts, mean, scale) {
  const z = [-Infinity, ...cuts.map((cut) => (cut - mean) / scale), Infinity];
  // Above the mean, the difference of the upper tails keeps more digits.
  return z.slice(1).map((high, place) => (z[place] > 0 ? below(-z[place]) - below(-high) : below(high) - below(z[place])));
}

/**
 * The edges of equal bins that go four standard deviations beyond both means.
 * @param {number} mean
 * @param {number} scale
 */
export function edges(mean, scale) {
  const [low, high] = [Math.min(-4, mean - 4 * scale), Math.max(4, mean + 4 * scale)];
  return Array.from({ length: BINS + 1 }, (_, place) => low + ((high - low) * place) / BINS);
}

/**
 * @param {readonly number[]} p shares
 * @param {readonly number[]} q
 * @returns {number} with logarithms to base 2, from 0 to 1
 */
export function jsd(p, q) {
  const half = (/** @type {number} */ one, /** @type {number} */ other) => (one ? one * Math.log2((2 * one) / (one + other)) : 0);
  return Math.max(0, sum(p.map((one, place) => half(one, q[place]) + half(q[place], one))) / 2);
}

/**
 * @param {readonly number[]} p
 * @param {readonly number[]} q
 */
export function psi(p, q) {
  return sum(
    p.map((share, place) => {
      const [one, other] = [Math.max(share, EMPTY), Math.max(q[place], EMPTY)];
      return (other - one) * Math.log(other / one);
    }),
  );
}

/**
 * The largest difference of the two cumulative distributions: where the densities cross.
 * @param {number} mean
 * @param {number} scale
 */
export function ks(mean, scale) {
  // x² = ((x − mean)/scale)² + 2 ln(scale)
  const [a, b] = [scale * scale - 1, mean];
  const c = -(mean * mean + 2 * scale * scale * Math.log(scale));
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  const crossings = Math.abs(a) < 1e-9 ? [mean / 2] : [(-b + root) / a, (-b - root) / a];
  return Math.max(...crossings.map((x) => Math.abs(below(x) - below((x - mean) / scale))));
}

/**
 * All four distances of a standard normal distribution and a moved one.
 * @param {number} mean
 * @param {number} scale
 */
export function distances(mean, scale) {
  const cuts = edges(mean, scale).slice(1, -1);
  const [p, q] = [shares(cuts, 0, 1), shares(cuts, mean, scale)];
  return {
    p,
    q,
    jsd: jsd(p, q),
    psi: psi(shares(CUTS, 0, 1), shares(CUTS, mean, scale)),
    ks: ks(mean, scale),
    largest: Math.max(...p.map((one, place) => Math.abs(one - q[place]))),
  };
}

/**
 * The mean JSD of two samples from the same distribution: what noise alone gives.
 * @param {readonly number[]} p the shares of its bins
 * @param {number} n the size of each sample
 */
export function noiseOfJsd(p, n) {
  return sum(p.map((share) => information(share, n) - information(share, 2 * n))) / Math.LN2;
}

/**
 * The mean of t·ln(t/p) − t + p for the share t of a bin in a sample.  The mean of t − p is 0;
 * taking it off leaves small terms, whose sum keeps its digits.
 * @param {number} p
 * @param {number} n
 */
function information(p, n) {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const part = (/** @type {number} */ k) => (k ? (k / n) * Math.log(k / n / p) : 0) - k / n + p;
  // The binomial distribution from its mode to both sides, relative to the mode.
  let [mass, total] = [1, part(mode)];
  for (let k = mode, weight = 1; k < n && weight > 1e-19; k += 1) {
    weight *= (((n - k) / (k + 1)) * p) / (1 - p);
    mass += weight;
    total += weight * part(k + 1);
  }
  for (let k = mode, weight = 1; k > 0 && weight > 1e-19; k -= 1) {
    weight *= ((k / (n - k + 1)) * (1 - p)) / p;
    mass += weight;
    total += weight * part(k - 1);
  }
  return total / mass;
}

/**
 * About the mean PSI of two samples from the same distribution.
 * @param {number} n the size of each
 */
export function noiseOfPsi(n) {
  return (2 * (BINS - 1)) / n;
}

/**
 * The KS statistic above which p < 0.05.
 * @param {number} n the size of each sample
 */
export function ksLimit(n) {
  return Math.sqrt(-Math.log(0.025) / n);
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((one, other) => one + other, 0);
}
