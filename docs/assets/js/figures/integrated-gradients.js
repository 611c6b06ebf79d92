// Which pixels made a small network choose a digit: attributions over baseline, steps and rule.

import { element, fill, language } from "../practice/dom.js";
import { attributions } from "./integrated-gradients-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { network } from "./net.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

const SIDE = 8;
const START = "7"; // the class of the lab's figure
const ENOUGH = 0.05; // the share of the change up to which a gap is small
const SEEN = 0.02; // of the largest attribution: what is weaker would be a speck
const TINT = 0.4; // the cells are paler than the squares in them

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  const { layers, images, labels } = network(await dataOf("integrated-gradients", "network"));
  const axis = { domain: /** @type {[number, number]} */ ([0, SIDE]), ticks: [] };
  const square = { x: axis, y: axis, width: 200, height: 202, left: 12 };
  const input = new Plot({ title: words.input, ...square });
  const map = new Plot({ title: words.map, ...square });
  const pair = element("div", "plot-pair");
  for (const plot of [input, map]) {
    const side = element("div", "", element("p", "", plot === input ? words.input : words.map));
    side.append(plot.svg);
    pair.append(side);
  }
  live(place, {
    controls: [
      { name: "digit", label: words.digit, options: labels.map((each) => [String(each), String(each)]), value: START },
      { name: "baseline", label: words.baseline, options: options(words, ["black", "gray", "white"]), value: "black" },
      { name: "steps", label: words.steps, min: 1, max: 200, step: 1, value: 200 },
      { name: "rule", label: words.rule, options: options(words, ["left", "trapezoid", "midpoint"]), value: "trapezoid" },
    ],
    picture: [pair, legend([{ series: 1, text: words.raises, dot: true }, { series: 2, text: words.lowers, dot: true }])],
    draw: ({ digit, baseline, steps, rule }) => {
      const image = images[labels.indexOf(Number(digit))];
      const { found, sum, low, high } = attributions(layers, image, Number(digit), { baseline, steps, rule });
      const most = Math.max(...found.map(Math.abs)) || 1;
      const shares = found.map((each) => each / most);
      input.pixels("image", rows(image));
      map.heat("map", rows(shares.map((share) => TINT * share)));
      map.squares("raised", squares(shares, 1));
      map.squares("lowered", squares(shares, -1), { series: 2, open: true });
      const change = high - low;
      const gap = change ? Math.abs(sum - change) / Math.abs(change) : NaN;
      const said = { digit, steps, baseline: words[baseline], sum: decimals(sum), change: decimals(change), low: decimals(low), high: decimals(high) };
      return [
        fill(words.text, said),
        Number.isNaN(gap) ? words.undefined : fill(gap > ENOUGH ? words.wide : words.close, { gap: shown(100 * gap, 2) }),
        fill(words.nothing, { zeros: found.filter((each) => each === 0).length, baseline: words[baseline] }),
      ].join(language === "en" ? " " : "");
    },
  });
}

/**
 * @param {Record<string, string>} words
 * @param {string[]} names
 * @returns {[string, string][]}
 */
function options(words, names) {
  return names.map((name) => [name, words[name]]);
}

/** @param {Float64Array} values */
function rows(values) {
  return Array.from({ length: SIDE }, (_, row) => [...values.subarray(row * SIDE, (row + 1) * SIDE)]);
}

/**
 * The middle and the side of a square for each pixel, as large as its attribution: the area says
 * how much.
 * @param {Float64Array} shares
 * @param {1 | -1} sign of the wanted ones
 * @returns {[number, number, number][]}
 */
function squares(shares, sign) {
  return [...shares.keys()]
    .filter((place) => sign * shares[place] > SEEN)
    .map((place) => [(place % SIDE) + 0.5, SIDE - Math.floor(place / SIDE) - 0.5, 0.9 * Math.sqrt(Math.abs(shares[place]))]);
}

/** @param {number} value */
function decimals(value) {
  return value.toFixed(4).replace("-", "−");
}
