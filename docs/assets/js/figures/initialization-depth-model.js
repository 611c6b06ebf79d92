// How large a signal is after many layers, in theory.  notebooks/initialization.py computes the
// same; a test compares the two.

const STEP = 0.02;
/** Places of a standard normal variable on one side of 0, and the probability around each and its mirror image. */
const NORMAL = Array.from({ length: 500 }, (_, at) => {
  const place = (at + 0.5) * STEP;
  return [place, (2 * STEP * Math.exp(-(place ** 2) / 2)) / Math.sqrt(2 * Math.PI)];
});

/**
 * The rms after one layer more.
 * @type {Record<string, (gain: number, rms: number) => number>} `gain` is the variance of the
 *   weights times the number of inputs
 */
const LAYER = {
  relu: (gain, rms) => rms * Math.sqrt(gain / 2),
  tanh: (gain, rms) => {
    const spread = Math.sqrt(gain) * rms;
    return Math.sqrt(NORMAL.reduce((sum, [place, share]) => sum + share * Math.tanh(spread * place) ** 2, 0));
  },
};

/**
 * The rms after each layer, the input (1) first.
 * @param {string} activation
 * @param {number} gain
 * @param {number} layers
 */
export function theory(activation, gain, layers) {
  const sizes = [1];
  while (sizes.length <= layers) sizes.push(LAYER[activation](gain, sizes[sizes.length - 1]));
  return sizes;
}

/**
 * The mean slope of tanh at outputs of an rms: its slope is 1 minus the square of the output.
 * @param {number} rms
 */
export function meanSlope(rms) {
  return 1 - rms ** 2;
}

/**
 * What becomes of the signal with more and more layers.
 * @param {string} activation
 * @param {number} gain
 * @returns {"shrinks" | "kept" | "grows" | "edge" | "settles"}
 */
export function fate(activation, gain) {
  if (activation === "relu") return gain < 2 ? "shrinks" : gain > 2 ? "grows" : "kept";
  return gain < 1 ? "shrinks" : gain > 1 ? "settles" : "edge";
}
