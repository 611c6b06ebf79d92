// Integrated gradients of a class's probability.  notebooks/helpers/attribution.py computes the
// same; a test compares the two.

import { probability, slope } from "./net.js";

/** @typedef {import("./net.js").Layer} Layer */

/** The brightness of each baseline. @type {Record<string, number>} */
const BASELINES = { black: 0, gray: 0.5, white: 1 };

/**
 * Where on the path from 0 to 1 the gradient is taken, and the weight of each place.
 * @param {number} steps
 * @param {string} rule left, trapezoid or midpoint
 * @returns {[number, number][]}
 */
export function points(steps, rule) {
  const count = rule === "trapezoid" ? steps + 1 : steps;
  const shift = rule === "midpoint" ? 0.5 : 0;
  return Array.from({ length: count }, (_, place) => {
    const half = rule === "trapezoid" && (place === 0 || place === steps);
    return [(place + shift) / steps, (half ? 0.5 : 1) / steps];
  });
}

/**
 * The attribution of each input, and the probability at both ends of the path.
 * @param {Layer[]} layers
 * @param {Float64Array} x
 * @param {number} label
 * @param {{baseline: string, steps: number, rule: string}} how
 */
export function attributions(layers, x, label, { baseline, steps, rule }) {
  const start = x.map(() => BASELINES[baseline]);
  const mean = new Float64Array(x.length);
  for (const [at, weight] of points(steps, rule)) {
    const here = x.map((value, place) => start[place] + at * (value - start[place]));
    slope(layers, here, label).forEach((each, place) => (mean[place] += weight * each));
  }
  const found = mean.map((each, place) => (x[place] - start[place]) * each);
  return {
    found,
    sum: found.reduce((one, other) => one + other),
    low: probability(layers, start, label),
    high: probability(layers, x, label),
  };
}
