// Four metrics of regression, and how they react when one prediction moves.  The lab's values are
// those of scikit-learn (notebooks/regression_metrics.py); a test compares the two.

/** @typedef {{MSE: number, RMSE: number, MAE: number, RMSLE: number}} Metrics */

export const NAMES = /** @type {(keyof Metrics)[]} */ (["MSE", "RMSE", "MAE", "RMSLE"]);

/**
 * RMSLE is NaN if a value is below −1, and infinite if a prediction is −1.
 * @param {readonly number[]} targets
 * @param {readonly number[]} predictions
 * @returns {Metrics}
 */
export function metrics(targets, predictions) {
  const errors = targets.map((target, place) => predictions[place] - target);
  const ratios = targets.map((target, place) => Math.log1p(predictions[place]) - Math.log1p(target));
  const squared = mean(errors.map((error) => error ** 2));
  return { MSE: squared, RMSE: Math.sqrt(squared), MAE: mean(errors.map(Math.abs)), RMSLE: Math.sqrt(mean(ratios.map((log) => log ** 2))) };
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * How many times its starting value each metric is.
 * @param {Metrics} start
 * @param {Metrics} now
 * @returns {Metrics}
 */
export function growth(start, now) {
  return /** @type {Metrics} */ (Object.fromEntries(NAMES.map((name) => [name, now[name] / start[name]])));
}

/**
 * How strongly a metric reacted: ×½ is as much as ×2.  What is undefined has not reacted.
 * @param {number} times
 */
export function reaction(times) {
  return Number.isFinite(times) ? Math.abs(Math.log(times)) : 0;
}

/**
 * The metric that reacted most.
 * @param {Metrics} times
 */
export function most(times) {
  return NAMES.reduce((best, name) => (reaction(times[name]) > reaction(times[best]) + 1e-9 ? name : best));
}

/**
 * A place on an axis on which equal ratios of 1 + value are equally far apart, as RMSLE sees them;
 * negative values mirror the positive ones.
 * @param {number} value
 */
export function placeOf(value) {
  return Math.sign(value) * Math.log1p(Math.abs(value));
}

/**
 * The number of the stop that is nearest on this axis.
 * @param {readonly number[]} stops
 * @param {number} place
 */
export function nearest(stops, place) {
  return stops.reduce((best, stop, index) => (Math.abs(placeOf(stop) - place) < Math.abs(placeOf(stops[best]) - place) ? index : best), 0);
}
