// The masks of dropout, drawn again at each step, at each epoch, or not at all.

import { element, fill, language } from "../practice/dom.js";
import { mask, mean, on, output } from "./dropout-masks-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

const FIRST = 2; // steps that the lab's figure shows
const MANY = 20;
const LAST = 500;

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  const given = await dataOf("dropout", "layer");
  const [examples, neurons] = [given.draws[0].length, given.draws[0][0].length];
  const grid = () =>
    new Plot({
      title: words.title,
      x: { domain: [0.3, neurons + 0.7], label: words.neuron, ticks: [1, 5, 10] },
      // Upside down: the first example is at the top.
      y: { domain: [examples + 0.6, 0.4], label: words.example, ticks: [1, 3, 6] },
      width: 200,
      height: 190,
      left: 20,
    });
  const plots = [grid(), grid()];
  const pair = element("div", "plot-pair");
  const names = plots.map((plot) => {
    const name = element("p");
    const side = element("div", "", name);
    side.append(plot.svg);
    pair.append(side);
    return name;
  });
  const means = new Plot({ title: words.means, ...axesOf(words, FIRST, 1), height: 190 });
  const marks = legend([{ series: 1, text: words.kept, dot: true }]);
  marks.append(element("li", "", words.dropped));
  const lines = legend([{ series: 2, text: words.now, dot: true }, { series: 3, text: words.sofar }, { series: 0, text: words.without }]);
  let step = FIRST;
  const go = (/** @type {number} */ by) => () => void (step = Math.min(LAST, step + by));
  place.addEventListener("reset", () => (step = FIRST));
  live(place, {
    controls: [
      { name: "next", label: words.next, press: go(1) },
      { name: "many", label: fill(words.many, { many: MANY }), press: go(MANY) },
      { name: "rate", label: words.rate, min: 0, max: 0.9, step: 0.05, value: 0.5, show: (rate) => shown(rate, 2) },
      { name: "redraw", label: words.redraw, options: ["step", "epoch", "inference"].map((each) => [each, words[each]]), value: "step" },
    ],
    picture: [pair, marks, means.svg, lines],
    draw: ({ rate, redraw }) => {
      const masks = Array.from({ length: step }, (_, before) => mask(given, before + 1, rate, redraw));
      plots.forEach((plot, side) => {
        const number = step - 1 + side;
        names[side].textContent = fill(words.number, { step: number });
        drawMask(plot, masks[number - 1]);
      });
      const outputs = masks.map((each) => output(given.values, each));
      const sofar = outputs.map((_, before) => mean(outputs.slice(0, before + 1)));
      const without = mean(given.values);
      const { x, y } = axesOf(words, step, Math.max(1, 1.1 * Math.max(...outputs)));
      means.axes(x, y);
      means.dots("now", outputs.map((each, before) => [before + 1, each]), { series: 2, size: step > 80 ? 1.6 : 2.6 });
      means.curve("sofar", sofar.map((each, before) => [before + 1, each]), { series: 3 });
      means.rule("without", { y: without, dash: "" });
      const now = masks[step - 1];
      const lengths = { step, on: on(now), all: examples * neurons, expected: shown(examples * neurons * (1 - rate)) };
      const said = { ...lengths, factor: shown(1 / (1 - rate)), mean: sofar[step - 1].toFixed(3), without: without.toFixed(3) };
      const epoch = Math.ceil(step / given.epoch);
      const silent = now[0].filter((factor) => factor === 0).length;
      return [
        fill(redraw === "inference" ? words["text-inference"] : words.text, said),
        fill(words[`means-${redraw !== "inference" && rate === 0 ? "zero" : redraw}`], { epoch, steps: given.epoch, silent, neurons }),
      ].join(language === "en" ? " " : "");
    },
  });
}

/**
 * @param {Record<string, string>} words
 * @param {number} steps
 * @param {number} high
 * @returns {{x: import("./plot.js").Axis, y: import("./plot.js").Axis}}
 */
function axesOf(words, steps, high) {
  return {
    x: { domain: [0, Math.max(16, steps + 1)], label: words.steps },
    y: { domain: [0, high], label: words.output },
  };
}

/**
 * Circles for what is kept, crosses for what is dropped.
 * @param {Plot} plot
 * @param {number[][]} factors
 */
function drawMask(plot, factors) {
  /** @type {[number, number][]} */
  const kept = [];
  /** @type {[number, number][]} */
  const crosses = [];
  factors.forEach((row, example) =>
    row.forEach((factor, neuron) => {
      const [x, y] = [neuron + 1, example + 1];
      if (factor) kept.push([x, y]);
      else crosses.push([x - 0.2, y - 0.13], [x + 0.2, y + 0.13], [NaN, NaN], [x - 0.2, y + 0.13], [x + 0.2, y - 0.13], [NaN, NaN]);
    }),
  );
  plot.dots("kept", kept, { size: 5 });
  plot.curve("dropped", crosses, { series: 0, dash: "", width: 1.2 });
}
