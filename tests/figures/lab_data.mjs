// What the labs computed, as the site publishes it; tests/repo/test_figures.py says where.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} name as in splits-and-leakage-half-widths
 * @returns {any}
 */
export function labData(name) {
  return JSON.parse(readFileSync(join(process.env.LAB_DATA ?? "", `${name}.json`), "utf8"));
}

/**
 * Whether two numbers are as equal as rounding allows.
 * @param {number} one
 * @param {number} other
 * @param {number} [most] the largest relative difference
 */
export function close(one, other, most = 1e-9) {
  return Math.abs(one - other) <= most * Math.max(Math.abs(one), Math.abs(other), 1e-300);
}
