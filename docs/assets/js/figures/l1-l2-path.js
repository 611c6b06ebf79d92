// The coefficients over the strength of a penalty, and what it does to one weight.

import { fill } from "../practice/dom.js";
import { shrunk, softThreshold, zeros } from "./l1-l2-path-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

/** @typedef {[number, number]} Pair */

const WIDE = 1.5; // of one weight
const START = 12; // α = 0.1, of which the chapter speaks

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  /** @type {{alphas: number[], truth: number[], l1: number[][], l2: number[][]}} */
  const found = await dataOf("sparsity", "path");
  const { alphas, truth } = found;
  const useful = truth.length;
  const all = found.l1[0].length;
  const strengths = { domain: /** @type {Pair} */ ([alphas[0], alphas[alphas.length - 1]]), log: true, ticks: [0.01, 0.1, 1] };
  const heights = { domain: /** @type {Pair} */ ([-2.5, 3.5]), ticks: [-2, 0, 2] };
  const path = new Plot({ title: words.path, height: 180, x: { ...strengths, label: words.strength }, y: { ...heights, label: words.coefficient } });
  const bars = new Plot({
    title: words.bars,
    height: 180,
    x: { domain: [0, all + 1], ticks: [1, 5, 10, 20, 30, 40, 50], label: words.feature },
    y: { ...heights, label: words.coefficient },
  });
  const one = new Plot({
    title: words.one,
    height: 180,
    x: { domain: [-WIDE, WIDE], label: words.without },
    y: { domain: [-WIDE, WIDE], ticks: [-1, 0, 1], label: words.with },
  });
  let drawn = "";
  live(place, {
    controls: [
      { name: "strength", label: words["strength-of"], min: 0, max: alphas.length - 1, step: 1, value: START, show: (at) => shown(alphas[at], 2) },
      { name: "penalty", label: words.penalty, options: [["l1", words.l1], ["l2", words.l2]], value: "l1" },
      { name: "weight", label: words.weight, min: -WIDE, max: WIDE, step: 0.05, value: 0.5, show: (v) => shown(v) },
    ],
    picture: [
      path.svg,
      legend([
        { series: 1, text: words.useful, dot: true },
        { series: 0, text: words.useless, dot: true },
        { series: 0, text: words.truth },
        { series: 2, text: words.zero, open: true },
      ]),
      bars.svg,
      legend([{ series: 1, text: "L1" }, { series: 2, text: "L2" }, { series: 5, text: words.none }]),
      one.svg,
    ],
    draw: ({ strength, penalty, weight }) => {
      const alpha = alphas[strength];
      const rows = found[/** @type {"l1" | "l2"} */ (penalty)];
      if (penalty !== drawn) paths(path, alphas, rows, useful);
      drawn = penalty;
      path.rule("now", { x: alpha, text: `α = ${shown(alpha, 2)}` });
      const now = rows[strength];
      bars.curve("axis", [[0, 0], [all + 1, 0]], { series: 0, dash: "", width: 0.8 });
      bars.bars("bars", now.map((value, at) => ({ from: at + 0.65, to: at + 1.35, value, series: at < useful ? 1 : 0 })), { foot: 0 });
      truth.forEach((value, at) => bars.curve(`truth-${at}`, [[at + 0.4, value], [at + 1.6, value]], { series: 0, dash: "", width: 2 }));
      bars.dots("zeros", now.flatMap((value, at) => (value === 0 ? [/** @type {Pair} */ ([at + 1, 0])] : [])), { series: 2, size: 2.5, open: true });
      const [pulled, less, flat] = [softThreshold(weight, alpha), shrunk(weight, alpha), Math.min(WIDE, alpha)];
      one.curve("none", [[-WIDE, -WIDE], [WIDE, WIDE]], { series: 5, width: 1.2 });
      one.curve("l1", [-WIDE, -flat, flat, WIDE].map((v) => [v, softThreshold(v, alpha)]));
      one.curve("l2", [[-WIDE, shrunk(-WIDE, alpha)], [WIDE, shrunk(WIDE, alpha)]], { series: 2 });
      one.dots("at-l1", [[weight, pulled]], { series: 1, size: 6, open: true });
      one.dots("at-l2", [[weight, less]], { series: 2, size: 4 });
      const kept = now.slice(0, useful).filter((value) => value !== 0).length;
      return [
        fill(words["text-many"], { alpha: shown(alpha, 2), penalty: penalty.toUpperCase(), zeros: zeros(now), all }),
        fill(zeros(now) === 0 ? words["text-small"] : kept < useful ? words["text-lost"] : words["text-kept"], { kept, lost: useful - kept, useful, smallest: shown(Math.min(...now.map(Math.abs)), 2) }),
        fill(weight !== 0 && pulled === 0 ? words["text-one-zero"] : words["text-one"], { v: shown(weight), l1: shown(pulled), l2: shown(less), alpha: shown(alpha, 2) }),
      ].join(words.between ?? "");
    },
  });
}

/**
 * One line for each coefficient: thick ones for the useful features.
 * @param {Plot} plot
 * @param {readonly number[]} alphas
 * @param {readonly number[][]} rows the coefficients at each strength
 * @param {number} useful
 */
function paths(plot, alphas, rows, useful) {
  // The last ones are drawn first: the useful ones lie above.
  for (let feature = rows[0].length - 1; feature >= 0; feature -= 1) {
    const points = alphas.map((alpha, at) => /** @type {Pair} */ ([alpha, rows[at][feature]]));
    plot.curve(`path-${feature}`, points, feature < useful ? { series: feature + 1, width: 2.2 } : { series: 0, dash: "", width: 0.5 });
    plot.part(`path-${feature}`, "path").setAttribute("opacity", feature < useful ? "1" : "0.4");
  }
}
