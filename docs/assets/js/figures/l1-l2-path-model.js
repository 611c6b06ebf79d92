// What the two penalties do to one weight, and how many coefficients they leave at 0.
// notebooks/sparsity.py computes the same; a test compares the two.

/**
 * The weight that minimizes ½(w − v)² + α|w|.
 * @param {number} v the best weight without a penalty
 * @param {number} alpha
 */
export function softThreshold(v, alpha) {
  return Math.abs(v) <= alpha ? 0 : v - Math.sign(v) * alpha;
}

/**
 * The weight that minimizes ½(w − v)² + ½αw².
 * @param {number} v the best weight without a penalty
 * @param {number} alpha
 */
export function shrunk(v, alpha) {
  return v / (1 + alpha);
}

/**
 * How many coefficients are exactly 0.
 * @param {readonly number[]} weights
 */
export function zeros(weights) {
  return weights.filter((weight) => weight === 0).length;
}
