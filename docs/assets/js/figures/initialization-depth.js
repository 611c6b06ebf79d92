// The size of a signal through many layers, for a spread of the weights and an activation.

import { fill } from "../practice/dom.js";
import { fate, meanSlope, theory } from "./initialization-depth-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown, tenTo } from "./scales.js";

const WIDTH = 256; // inputs of each layer
const DEPTH = 50;
/** The five spreads of the lab's figure, by their places; the others stand between them. */
const LANDMARKS = [0, 3, 6, 9, 12];
const RANGES = { all: [-52, 58, 20], near: [-8, 8, 4], close: [-2, 2, 1] };
const APART = 11; // units between the names of two lines

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  const lab = await dataOf("initialization", "depth");
  const x = { domain: /** @type {[number, number]} */ ([0, 68]), label: words.layer, ticks: [0, 10, 20, 30, 40, 50] };
  const plot = new Plot({ title: words.title, x, y: { domain: [-52, 58], label: words.rms } });
  const named = (/** @type {number} */ at) => words[`name-${shown(lab.gains[at])}`];
  live(place, {
    controls: [
      { name: "spread", label: words.spread, min: 0, max: lab.gains.length - 1, step: 1, value: 6, show: (at) => said(lab.gains[at], named(at)) },
      { name: "depth", label: words.depth, min: 1, max: DEPTH, step: 1, value: DEPTH },
      { name: "activation", label: words.activation, options: [["relu", "ReLU"], ["tanh", "tanh"]], value: "relu" },
      { name: "range", label: words.range, options: [["all", words.all], ["near", words.near], ["close", words.close]], value: "all" },
    ],
    picture: [legend([{ series: 1, text: words.measured, dot: true }, { series: 2, text: words.theory }, { series: 0, text: words.others }]), plot.svg],
    draw: ({ spread, depth, activation, range }) => {
      const [low, high, step] = RANGES[/** @type {keyof typeof RANGES} */ (range)];
      const marks = Array.from({ length: Math.floor(high / step) * 2 + 1 }, (_, at) => (at - Math.floor(high / step)) * step);
      plot.axes(x, { domain: [low, high], label: words.rms, ticks: marks, show: tenTo });
      const measured = lab[activation];
      const gain = lab.gains[spread];
      const expected = theory(activation, gain, DEPTH).map((size, layer) => [layer, Math.log10(size)]);
      for (const at of LANDMARKS) plot.curve(`line-${at}`, line(measured[at]), { series: 0, width: 0.8 });
      plot.curve("theory", /** @type {[number, number][]} */ (expected.slice(0, depth + 1)), { series: 2 });
      plot.curve("chosen", line(measured[spread]), { width: 0.8 });
      plot.dots("measured", line(measured[spread]).slice(0, depth).filter((_, layer) => layer && layer % 5 === 0));
      const power = measured[spread][depth - 1];
      plot.dots("last", [[depth, power]], { size: 5 });
      names(plot, [spread, 0, 12, 6, 3, 9], measured, (at) => named(at) ?? `σ²n = ${shown(lab.gains[at])}`, spread);
      const rms = 10 ** power;
      return [
        fill(words[`text-${activation}`], {
          depth,
          gain: shown(gain),
          factor: shown(Math.sqrt(gain / 2)),
          expected: shown(10 ** expected[depth][1], 2),
          rms: shown(rms, 2),
          power: shown(Number(power.toFixed(1))),
        }),
        fill(words[`${activation}-${fate(activation, gain)}`], { factor: shown(Math.sqrt(gain)), slope: shown(meanSlope(rms), 2) }),
      ].join(words.gap);
    },
  });

  /**
   * A spread as its slider says it.
   * @param {number} gain
   * @param {string | undefined} name
   */
  function said(gain, name) {
    return fill(name ? words["spread-named"] : words["spread-plain"], { gain: shown(gain), sigma: shown(Math.sqrt(gain / WIDTH), 2), name: name ?? "" });
  }
}

/**
 * A curve of the lab from the input, whose rms is 1.
 * @param {number[]} powers of ten, after each layer
 * @returns {[number, number][]}
 */
function line(powers) {
  return [[0, 0], .../** @type {[number, number][]} */ (powers.map((power, at) => [at + 1, power]))];
}

/**
 * The names of the lines at their ends, as far as there is room; the first ones have precedence.
 * @param {Plot} plot
 * @param {number[]} order
 * @param {number[][]} measured
 * @param {(at: number) => string} text
 * @param {number} chosen
 */
function names(plot, order, measured, text, chosen) {
  /** @type {number[]} */
  const taken = [];
  for (const at of LANDMARKS) plot.remove(`name-${at}`);
  plot.remove("name-chosen");
  for (const at of new Set(order)) {
    const power = measured[at][DEPTH - 1];
    const height = plot.y(power);
    const outside = power < plot.y.min || power > plot.y.max;
    if (outside || taken.some((other) => Math.abs(other - height) < APART)) continue;
    taken.push(height);
    // Half the height of a letter lower: the name stands beside the end of its line.
    plot.note(at === chosen ? "name-chosen" : `name-${at}`, { x: DEPTH + 1.5, y: plot.y.invert(height + 4), text: text(at), series: at === chosen ? 1 : 0 });
  }
}
