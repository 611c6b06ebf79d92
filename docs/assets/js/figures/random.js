// Random numbers that a seed decides: Mulberry32 by Tommy Ettinger, in the public domain.

/**
 * A function that returns the next number from 0 to below 1.
 * @param {number} seed its 32 lowest bits count
 * @returns {() => number}
 */
export function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
