// What statistics say of points, and two lines through them.  notebooks/anscombe.py computes the
// same; a test compares the two.

/**
 * @typedef {readonly [number, number]} Point
 * @typedef {{meanX: number, meanY: number, spreadX: number, spreadY: number, intercept: number, slope: number, r: number, r2: number}} Summary
 */

/**
 * Means, sample standard deviations, the least-squares line and the correlation.  Where all x (or
 * all y) are equal, what would be 0/0 is NaN.
 * @param {readonly Point[]} points
 * @returns {Summary}
 */
export function summary(points) {
  const n = points.length;
  const meanX = sum(points, ([x]) => x) / n;
  const meanY = sum(points, ([, y]) => y) / n;
  const xx = tiny(sum(points, ([x]) => (x - meanX) ** 2));
  const yy = tiny(sum(points, ([, y]) => (y - meanY) ** 2));
  const xy = sum(points, ([x, y]) => (x - meanX) * (y - meanY));
  const slope = xx ? xy / xx : Number.NaN;
  const r = xx && yy ? xy / Math.sqrt(xx * yy) : Number.NaN;
  const spread = (/** @type {number} */ squares) => Math.sqrt(squares / (n - 1));
  return { meanX, meanY, spreadX: spread(xx), spreadY: spread(yy), intercept: meanY - slope * meanX, slope, r, r2: r * r };
}

/**
 * The median slope of all pairs of points with different x, and the median intercept to it.
 * @param {readonly Point[]} points
 */
export function theilSen(points) {
  const slopes = points.flatMap(([x, y], place) =>
    points.slice(place + 1).filter(([other]) => other !== x).map(([other, high]) => (high - y) / (other - x)),
  );
  const slope = median(slopes);
  return { slope, intercept: median(points.map(([x, y]) => y - slope * x)) };
}

/**
 * How far the line at each point follows when the point moves up by 1.
 * @param {readonly Point[]} points
 */
export function leverage(points) {
  const mean = sum(points, ([x]) => x) / points.length;
  const all = tiny(sum(points, ([x]) => (x - mean) ** 2));
  return points.map(([x]) => 1 / points.length + (all ? (x - mean) ** 2 / all : Number.NaN));
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1]) / 2;
}

/**
 * @param {readonly Point[]} points
 * @param {(point: Point) => number} of
 */
function sum(points, of) {
  return points.reduce((total, point) => total + of(point), 0);
}

/**
 * 0 for what only rounding has left of 0.
 * @param {number} squares
 */
function tiny(squares) {
  return squares < 1e-20 ? 0 : squares;
}
