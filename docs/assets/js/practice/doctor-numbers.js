// Statistics of lists of numbers.

/** @param {number[]} values */
export function mean(values) {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** @param {number[]} values */
export function standardDeviation(values) {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((each) => (each - middle) ** 2)));
}

/**
 * The standard deviation as a few outliers cannot change it.
 * @param {number[]} values
 */
export function spread(values) {
  const middle = median(values);
  return 1.4826 * median(values.map((each) => Math.abs(each - middle)));
}

/**
 * The slope of the least-squares line, per place.
 * @param {number[]} values
 */
export function slopeOf(values) {
  const [middle, height] = [(values.length - 1) / 2, mean(values)];
  let [both, own] = [0, 0];
  values.forEach((each, place) => {
    both += (place - middle) * (each - height);
    own += (place - middle) ** 2;
  });
  return own > 0 ? both / own : 0;
}

/**
 * What is left of values without a trend: a parabola is taken off.
 * @param {number[]} values
 */
export function residuals(values) {
  const middle = (values.length - 1) / 2 || 1;
  const at = values.map((_, place) => place / middle - 1);
  // Polynomials that are orthogonal over these places: 1, x, and x² less its mean.
  const square = mean(at.map((each) => each * each));
  const bent = at.map((each) => each * each - square);
  const fit = (/** @type {number[]} */ basis) => {
    const own = basis.reduce((sum, each) => sum + each * each, 0);
    return own > 0 ? basis.reduce((sum, each, place) => sum + each * values[place], 0) / own : 0;
  };
  const [level, slope, bend] = [mean(values), fit(at), fit(bent)];
  return values.map((each, place) => each - level - slope * at[place] - bend * bent[place]);
}

/**
 * Fewer points of the same shape: the lowest and highest of each stretch, and what is not finite.
 * @param {readonly number[]} at
 * @param {readonly number[]} values
 * @param {number} most
 * @returns {[number, number][]}
 */
export function thin(at, values, most) {
  const all = values.map((each, place) => /** @type {[number, number]} */ ([at[place], each]));
  if (all.length <= most) return all;
  const wide = Math.ceil((2 * all.length) / most);
  /** @type {[number, number][]} */
  const kept = [];
  for (let from = 0; from < all.length; from += wide) {
    const part = all.slice(from, from + wide);
    const finite = part.filter(([, value]) => Number.isFinite(value));
    if (finite.length < part.length) kept.push(/** @type {[number, number]} */ (part.find(([, value]) => !Number.isFinite(value))));
    if (!finite.length) continue;
    const low = finite.reduce((one, other) => (other[1] < one[1] ? other : one));
    const high = finite.reduce((one, other) => (other[1] > one[1] ? other : one));
    kept.push(...(low === high ? [low] : low[0] <= high[0] ? [low, high] : [high, low]));
  }
  return kept;
}
