// Gradient descent on a quadratic loss, seen along its own directions, where each distance from
// the optimum goes its own way.  notebooks/learning_rate.py walks in the space of the weights; a
// test compares the two.

import { uniforms } from "./random.js";

/**
 * @typedef {{curvatures: number[], starts: number[], noise: number[]}} Problem the curvature of
 *   each direction, the distance at the start, and the noise in the gradient of one example
 */

/**
 * The learning rate above which descent diverges.
 * @param {Problem} problem
 */
export function limitOf({ curvatures }) {
  return 2 / Math.max(...curvatures);
}

/**
 * What one step does to the distance along a direction.
 * @param {number} rate
 * @param {number} curvature
 */
export function factor(rate, curvature) {
  return 1 - rate * curvature;
}

/**
 * The loss above its minimum after so many steps without noise.
 * @param {Problem} problem
 * @param {number} rate
 * @param {number} steps
 */
export function excess({ curvatures, starts }, rate, steps) {
  return lossAt(curvatures, starts.map((start, place) => start * factor(rate, curvatures[place]) ** steps));
}

/**
 * The loss above its minimum.
 * @param {number[]} curvatures
 * @param {number[]} distances
 */
export function lossAt(curvatures, distances) {
  return curvatures.reduce((sum, curvature, place) => sum + (curvature * distances[place] ** 2) / 2, 0);
}

/**
 * The distances at the start and after each step.
 * @param {Problem} problem
 * @param {number} rate
 * @param {number} steps
 * @param {number} [batch] examples for one gradient; without it there is no noise
 * @param {number} [seed]
 * @returns {number[][]}
 */
export function walk({ curvatures, starts, noise }, rate, steps, batch = Infinity, seed = 1) {
  const normal = normals(seed);
  const path = [starts];
  for (let step = 0; step < steps; step++) {
    path.push(
      path[step].map((distance, place) => {
        const gradient = curvatures[place] * distance + (noise[place] / Math.sqrt(batch)) * normal();
        return distance - rate * gradient;
      }),
    );
  }
  return path;
}

/**
 * The loss above its minimum that noise leaves in the long run, for rates below the limit.
 * For small rates it is about rate × variance / 4.
 * @param {Problem} problem
 * @param {number} rate
 * @param {number} batch
 */
export function floorOf({ curvatures, noise }, rate, batch) {
  return curvatures.reduce((sum, curvature, place) => sum + (rate * noise[place] ** 2) / batch / (2 * (2 - rate * curvature)), 0);
}

/**
 * What descent does at so many times the limit.
 * @param {number} share
 */
export function behaviour(share) {
  if (share > 1) return "diverges";
  if (share === 1) return "limit";
  return share > 0.5 ? "flips" : "falls";
}

/**
 * Normally distributed numbers, the same for the same seed.
 * @param {number} seed
 */
export function normals(seed) {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
