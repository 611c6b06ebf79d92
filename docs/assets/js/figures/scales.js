// From numbers to places in a drawing, and to the text of an axis.  Knows no page.

/**
 * @typedef {{(value: number): number, min: number, max: number, log: boolean, invert: (place: number) => number}} Scale
 */

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range
 * @param {boolean} [log] whether equal factors are equally far apart
 * @returns {Scale}
 */
export function scale([min, max], [from, to], log = false) {
  const turn = log ? Math.log10 : (/** @type {number} */ value) => value;
  const back = log ? (/** @type {number} */ value) => 10 ** value : (/** @type {number} */ value) => value;
  const [low, high] = [turn(min), turn(max)];
  const place = (/** @type {number} */ value) => from + ((turn(value) - low) / (high - low)) * (to - from);
  const invert = (/** @type {number} */ at) => back(low + ((at - from) / (to - from)) * (high - low));
  return Object.assign(place, { min, max, log, invert });
}

/**
 * Round numbers within an axis, about as many as wanted.
 * @param {number} min
 * @param {number} max
 * @param {number} [wanted]
 */
export function ticks(min, max, wanted = 5) {
  const rough = (max - min) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((each) => each * power >= rough) ?? 10) * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Multiples of a step, rounded to twelve digits: 0.3 and not 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toPrecision(12)));
}

/**
 * Powers of ten within an axis; every second one, or fewer, where there are many.
 * @param {number} min
 * @param {number} max
 * @param {number} [wanted]
 */
export function powers(min, max, wanted = 6) {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first) / wanted));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, place) => 10 ** (first + place * step));
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number as an axis or a text shows it: few digits, a true minus, powers of ten for the
 * very large and small.
 * @param {number} value
 * @param {number} [digits] that count
 */
export function shown(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "−∞" : "∞";
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e5 || size < 1e-3)) return scientific(value, digits);
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

/**
 * @param {number} value
 * @param {number} digits
 */
function scientific(value, digits) {
  const [number, power] = value.toExponential(digits - 1).split("e");
  const raised = raise(power.replace("+", ""));
  const factor = String(Number(number)).replace("-", "−");
  return factor === "1" ? `10${raised}` : `${factor}×10${raised}`;
}

/**
 * A power of ten by its exponent, also where it is too large or small for a number.
 * @param {number} exponent a whole number
 */
export function tenTo(exponent) {
  return exponent ? `10${raise(String(exponent))}` : "1";
}

/** @param {string} digits of a whole number */
function raise(digits) {
  return [...digits].map((each) => (each === "-" ? "⁻" : RAISED[Number(each)])).join("");
}

/**
 * The path through points; what is not finite interrupts it.
 * @param {readonly (readonly [number, number])[]} points
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
export function path(points, x, y) {
  let made = "";
  let pen = "M";
  for (const [one, two] of points) {
    const [left, top] = [x(one), y(two)];
    if (Number.isFinite(left) && Number.isFinite(top)) {
      made += `${pen}${left.toFixed(1)} ${top.toFixed(1)}`;
      pen = "L";
    } else {
      pen = "M";
    }
  }
  return made;
}
