// How far a measured error can be from the true one.  notebooks/splits_and_leakage.py computes
// the same; a test compares the two.

/** Standard deviations on either side that hold 95% of a normal distribution. */
export const WIDE = 1.96;

/**
 * Half the width of the 95% confidence interval of an error rate.
 * @param {number} n test examples
 * @param {number} error between 0 and 1
 * @returns {number} in percentage points
 */
export function halfWidth(n, error) {
  return 100 * WIDE * Math.sqrt((error * (1 - error)) / n);
}

/**
 * How many test examples make the interval as narrow as wanted.
 * @param {number} points half its width, in percentage points
 * @param {number} error between 0 and 1
 */
export function examplesFor(points, error) {
  return Math.ceil(error * (1 - error) * ((100 * WIDE) / points) ** 2);
}

/**
 * The sizes of the three parts of a data set.
 * @param {number} size of all of it
 * @param {string} shares in percent, as in 98/1/1
 */
export function parts(size, shares) {
  const [, validation, test] = shares.split("/").map((share) => Math.round((size * Number(share)) / 100));
  return { train: size - validation - test, validation, test };
}
