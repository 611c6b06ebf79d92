// A small network as a lab handed it out: dense layers, and the images that it reads.  Knows no
// page.  notebooks/helpers/mlkit.py and attribution.py compute the same.

/**
 * @typedef {{w: Float64Array, b: Float64Array, inputs: number, outputs: number}} Layer `w` row by
 *   row, one row for each input
 * @typedef {{layers: Layer[], images: Float64Array[], labels: number[]}} Network
 */

/** The brightest value of a pixel. */
const WHITE = 16;

/**
 * @param {{units: number, layers: {w: number[][], b: number[]}[], images: string[], labels: number[]}} given
 *   weights as whole numbers of 1/units; a pixel as a sign from 0 to g
 * @returns {Network}
 */
export function network({ units, layers, images, labels }) {
  const floats = (/** @type {number[]} */ whole) => Float64Array.from(whole, (each) => each / units);
  return {
    layers: layers.map(({ w, b }) => ({ w: floats(w.flat()), b: floats(b), inputs: w.length, outputs: b.length })),
    images: images.map((text) => Float64Array.from(text, (sign) => parseInt(sign, WHITE + 1) / WHITE)),
    labels,
  };
}

/**
 * What enters each layer, and the scores at the end.
 * @param {Layer[]} layers
 * @param {Float64Array} x
 * @param {(value: number) => number} bend what stands between the layers: ReLU or tanh
 */
export function forward(layers, x, bend) {
  const values = [x];
  layers.forEach(({ w, b, outputs }, depth) => {
    const z = Float64Array.from(b);
    values[depth].forEach((value, from) => {
      if (value) for (let to = 0; to < outputs; to++) z[to] += value * w[from * outputs + to];
    });
    values.push(depth < layers.length - 1 ? z.map(bend) : z);
  });
  return values;
}

/** @param {number} value */
export function relu(value) {
  return Math.max(0, value);
}

/**
 * The place of the largest; the first of equal ones.
 * @param {ArrayLike<number>} values
 */
export function largest(values) {
  let best = 0;
  for (let place = 1; place < values.length; place++) if (values[place] > values[best]) best = place;
  return best;
}

/**
 * The share of images whose largest score is their class, with ReLU.
 * @param {Layer[]} layers
 * @param {Network} data
 */
export function accuracy(layers, { images, labels }) {
  const right = images.filter((image, place) => largest(forward(layers, image, relu)[layers.length]) === labels[place]);
  return right.length / images.length;
}

/** @param {Float64Array} scores */
export function softmax(scores) {
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const sum = shares.reduce((one, other) => one + other);
  return shares.map((share) => share / sum);
}

/**
 * The probability that a network with tanh gives to a class.
 * @param {Layer[]} layers
 * @param {Float64Array} x
 * @param {number} label
 */
export function probability(layers, x, label) {
  return softmax(forward(layers, x, Math.tanh)[layers.length])[label];
}

/**
 * The derivative of `probability` by each input.
 * @param {Layer[]} layers
 * @param {Float64Array} x
 * @param {number} label
 */
export function slope(layers, x, label) {
  const values = forward(layers, x, Math.tanh);
  const shares = softmax(values[layers.length]);
  let delta = shares.map((share, place) => shares[label] * ((place === label ? 1 : 0) - share));
  for (let depth = layers.length - 1; depth >= 0; depth--) {
    const { w, inputs, outputs } = layers[depth];
    const before = new Float64Array(inputs);
    for (let from = 0; from < inputs; from++) {
      for (let to = 0; to < outputs; to++) before[from] += w[from * outputs + to] * delta[to];
      if (depth) before[from] *= 1 - values[depth][from] ** 2;
    }
    delta = before;
  }
  return delta;
}
