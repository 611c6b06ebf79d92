// How far a measured share can be trusted.

/** The 97.5 % point of the normal distribution, for intervals of 95 %. */
export const Z = 1.959963984540054;

/**
 * Between which shares the true one lies with 95 % confidence, by the score interval of
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927), 209-212.
 * @param {number} right
 * @param {number} asked
 * @returns {[number, number]}
 */
export function wilson(right, asked) {
  if (!asked) return [0, 1];
  const share = right / asked;
  const centre = (share + (Z * Z) / (2 * asked)) / (1 + (Z * Z) / asked);
  const half = halfWidth(share, asked);
  // Rounding must not leave the ends where every answer or none is right.
  return [right ? Math.max(0, centre - half) : 0, right < asked ? Math.min(1, centre + half) : 1];
}

/**
 * Half the width of that interval.
 * @param {number} share
 * @param {number} asked
 */
export function halfWidth(share, asked) {
  const spread = (share * (1 - share)) / asked + (Z * Z) / (4 * asked * asked);
  return (Z / (1 + (Z * Z) / asked)) * Math.sqrt(spread);
}
