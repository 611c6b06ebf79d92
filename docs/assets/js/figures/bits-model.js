// Rounding the weights of a network to few bits.  notebooks/helpers/quantize.py computes the same;
// a test compares the two.

/** @typedef {import("./net.js").Layer} Layer */

/** The bits of a weight that is not rounded. */
export const FLOAT = 32;

/** The largest code: 2^bits − 1 levels lie around 0. @param {number} bits */
export function top(bits) {
  return 2 ** (bits - 1) - 1;
}

/**
 * The step of each output's grid, from its largest weight or from that of the layer.
 * @param {Layer} layer
 * @param {number} bits
 * @param {boolean} perChannel whether each output has a grid of its own
 */
export function steps({ w, outputs }, bits, perChannel) {
  const most = new Float64Array(outputs);
  w.forEach((value, place) => {
    most[place % outputs] = Math.max(most[place % outputs], Math.abs(value));
  });
  const all = Math.max(...most);
  return most.map((each) => Math.max(perChannel ? each : all, 1e-12) / top(bits));
}

/**
 * The layer that the rounded weights stand for.
 * @param {Layer} layer
 * @param {number} bits
 * @param {boolean} perChannel
 * @returns {Layer}
 */
export function rounded(layer, bits, perChannel) {
  if (bits === FLOAT) return layer;
  const step = steps(layer, bits, perChannel);
  return { ...layer, w: layer.w.map((value, place) => even(value / step[place % layer.outputs]) * step[place % layer.outputs]) };
}

/**
 * The layers with one weight of the first changed, that of the top left pixel.
 * @param {Layer[]} layers
 * @param {number} value 0 leaves it as it is
 */
export function withOutlier([first, ...rest], value) {
  if (!value) return [first, ...rest];
  const w = Float64Array.from(first.w);
  w[0] = value;
  return [{ ...first, w }, ...rest];
}

/**
 * All parameters in bytes: weights of so many bits, biases and steps of 4 bytes.
 * @param {Layer[]} layers
 * @param {number} bits
 * @param {boolean} perChannel
 */
export function bytes(layers, bits, perChannel) {
  return layers.reduce((sum, { w, b, outputs }) => {
    const grids = bits === FLOAT ? 0 : perChannel ? outputs : 1;
    return sum + (w.length * bits) / 8 + 4 * (b.length + grids);
  }, 0);
}

/** @param {Layer} layer the share of its weights that are 0 */
export function zeros({ w }) {
  return w.filter((value) => value === 0).length / w.length;
}

/**
 * How many values fall into each of equal parts of a range.
 * @param {Float64Array} values
 * @param {[number, number]} range
 * @param {number} parts
 */
export function histogram(values, [low, high], parts) {
  const counts = Array(parts).fill(0);
  for (const value of values) {
    const place = Math.floor(((value - low) / (high - low)) * parts);
    if (place >= 0 && place < parts) counts[place]++;
  }
  return counts;
}

/** The nearest whole number, of two the even one, as numpy rounds. @param {number} value */
function even(value) {
  const nearest = Math.round(value);
  return Math.abs(value % 1) === 0.5 && nearest % 2 ? nearest - 1 : nearest;
}
