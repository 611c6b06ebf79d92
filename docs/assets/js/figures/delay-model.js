// Descent on a parabola with gradients that are some updates old.  notebooks/helpers/replicas.py
// has the same; a test compares the two.

/**
 * The largest learning rate × curvature at which descent does not diverge.
 * @param {number} delay in updates
 */
export function limitFor(delay) {
  return 2 * Math.sin(Math.PI / (4 * delay + 2));
}

/**
 * The largest learning rate × curvature at which the distance never changes side.
 * @param {number} delay in updates
 */
export function smoothLimit(delay) {
  return delay ** delay / (delay + 1) ** (delay + 1);
}

/**
 * The distance from the optimum at the start and after each update.
 * @param {number} rate learning rate × curvature
 * @param {number} delay
 * @param {number} updates
 */
export function descent(rate, delay, updates) {
  const path = [1];
  for (let at = 0; at < updates; at++) path.push(path[at] - rate * path[Math.max(0, at - delay)]);
  return path;
}

/**
 * What descent does.
 * @param {number} rate
 * @param {number} delay
 */
export function behaviour(rate, delay) {
  // The sliders step through hundredths, which meet a limit only where it is round.
  if (Math.abs(rate - limitFor(delay)) < 1e-9) return "limit";
  if (rate > limitFor(delay)) return "diverges";
  return rate > smoothLimit(delay) + 1e-9 ? "swings" : "smooth";
}
