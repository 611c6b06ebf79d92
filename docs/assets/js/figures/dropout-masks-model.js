// The masks of dropout, step after step.  notebooks/dropout.py computes the same; a test compares
// the two.

import { uniforms } from "./random.js";

/**
 * @typedef {{draws: number[][][], values: number[], epoch: number}} Given `draws` are the lab's
 *   random numbers of the first steps, example by example; `values` what each neuron puts out;
 *   `epoch` its number of steps
 * @typedef {"step" | "epoch" | "inference"} Redraw
 */

/**
 * The mask of a step: 0, or 1/(1 − rate) for what is kept.
 * @param {Given} given
 * @param {number} step from 1
 * @param {number} rate
 * @param {Redraw} redraw
 * @returns {number[][]} example by example
 */
export function mask(given, step, rate, redraw) {
  const keep = 1 - rate;
  const first = step - ((step - 1) % given.epoch);
  const draws = drawn(given, redraw === "epoch" ? first : step);
  return draws.map((row) => (redraw === "epoch" ? draws[0] : row).map((each) => (redraw === "inference" ? 1 : each < keep ? 1 / keep : 0)));
}

/**
 * The mean of what the neurons put out, over all examples of a step.
 * @param {number[]} values
 * @param {number[][]} factors
 */
export function output(values, factors) {
  const all = factors.flatMap((row) => row.map((factor, neuron) => factor * values[neuron]));
  return mean(all);
}

/** @param {number[]} numbers */
export function mean(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

/** @param {number[][]} factors how many neurons are on, over all examples */
export function on(factors) {
  return factors.flat().filter(Boolean).length;
}

/**
 * The random numbers of a step: those of the lab, then our own, always the same for a step.
 * @param {Given} given
 * @param {number} step
 */
function drawn({ draws }, step) {
  if (step <= draws.length) return draws[step - 1];
  const next = uniforms(Math.imul(step, 0x9e3779b9)); // far from those of the steps beside it
  return draws[0].map((row) => row.map(next));
}
