// Gradient descent on the lab's quadratic loss: the path on its contours, and the loss.

import { fill } from "../practice/dom.js";
import { behaviour, excess, factor, floorOf, limitOf, lossAt, walk } from "./learning-rate-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

/** @typedef {import("./learning-rate-model.js").Problem} Problem */

/** Shares of the limit in percent, fine around it. */
const PERCENT = [...range(5, 85, 5), ...range(90, 110, 1), ...range(115, 130, 5)];
const BATCHES = [Infinity, 256, 64, 16, 4, 1];
const TURN = Array.from({ length: 73 }, (_, place) => (place * Math.PI) / 36);
const TOP = 100; // of the loss's axis
const FEW = 40; // so many steps have room for a dot each

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  /** @type {Problem} */
  const problem = await dataOf("learning-rate", "directions");
  const limit = limitOf(problem);
  const [steep, flat] = seen(problem);
  const plane = new Plot({
    title: words["plane-title"],
    x: { domain: [-2, 2], label: withCurvature(words.flat, problem, flat), ticks: [-2, -1, 0, 1, 2] },
    y: { domain: [-1.5, 1.5], label: withCurvature(words.steep, problem, steep), ticks: [-1, 0, 1] },
    height: 314, // so that both axes have the same scale
  });
  const unit = problem.starts[steep]; // the distance of which the lab's figure makes 1
  contours(plane, problem.curvatures[flat], problem.curvatures[steep]);
  const loss = new Plot(lossAxes(words, 12));
  live(place, {
    controls: [
      { name: "rate", label: words.rate, ...placed(PERCENT, 90), ticks: [PERCENT.indexOf(100)], show: (at) => rateText(limit, PERCENT[at] / 100, words.share) },
      { name: "noise", label: words.noise, ...placed(BATCHES, Infinity), show: (at) => (at ? fill(words.batch, { batch: BATCHES[at] }) : words["no-noise"]) },
      { name: "steps", label: words.steps, min: 1, max: 200, step: 1, value: 12 },
    ],
    picture: [
      plane.svg,
      loss.svg,
      legend([
        { series: 2, text: words.current, dash: "" },
        { series: 1, text: words.slower },
        { series: 5, text: words.over },
      ]),
    ],
    draw: ({ rate: at, noise, steps }) => {
      const share = PERCENT[at] / 100;
      const [rate, batch] = [share * limit, BATCHES[noise]];
      const path = walk(problem, rate, steps, batch);
      const losses = path.map((distances, step) => /** @type {[number, number]} */ ([step, lossAt(problem.curvatures, distances)]));
      drawPath(plane, path.map((distances) => [distances[flat] / unit, distances[steep] / unit]));
      const { x, y } = lossAxes(words, steps);
      loss.axes(x, y);
      drawLoss(loss, losses, words.leaves);
      for (const [name, other, series] of /** @type {[string, number, number][]} */ ([["slower", 0.4, 1], ["over", 1.01, 5]])) {
        loss.curve(name, range(0, steps, 1).map((step) => [step, excess(problem, other * limit, step)]), { series, width: 1.2 });
      }
      return said(words, { problem, share, limit, rate, batch, steps, steep, flat, end: losses[steps][1] });
    },
  });
}

/**
 * What is seen, in words.
 * @param {Record<string, string>} words
 * @param {{problem: Problem, share: number, limit: number, rate: number, batch: number, steps: number, steep: number, flat: number, end: number}} now
 */
function said(words, { problem, share, limit, rate, batch, steps, steep, flat, end }) {
  const first = lossAt(problem.curvatures, problem.starts);
  const noisy = batch < Infinity;
  const kind = behaviour(share);
  const state = noisy && kind !== "diverges" ? (kind === "limit" ? "noise-limit" : "noise-floor") : kind;
  const parts = [words.head, words[state], words.tail];
  if (kind === "diverges" && end < first) parts.push(words.hidden);
  return fill(parts.join(words.space), {
    share: share.toFixed(2),
    limit: shown(limit),
    steep: signed(factor(rate, problem.curvatures[steep])),
    flat: signed(factor(rate, problem.curvatures[flat])),
    floor: noisy && share < 1 ? shown(floorOf(problem, rate, batch), 2) : "",
    first: shown(first, 2),
    end: shown(end, 2),
    steps,
  });
}

/**
 * The two directions that are drawn: the steepest, and of the others the one with most of the loss.
 * @param {Problem} problem
 */
function seen({ curvatures, starts }) {
  const steep = curvatures.indexOf(Math.max(...curvatures));
  const share = curvatures.map((curvature, place) => (place === steep ? 0 : curvature * starts[place] ** 2));
  return [steep, share.indexOf(Math.max(...share))];
}

/**
 * @param {string} template
 * @param {Problem} problem
 * @param {number} place
 */
function withCurvature(template, { curvatures }, place) {
  return fill(template, { curvature: shown(curvatures[place]) });
}

/**
 * Lines of equal loss, and the optimum.
 * @param {Plot} plot
 * @param {number} flat the curvature along the x axis
 * @param {number} steep
 */
function contours(plot, flat, steep) {
  for (const ring of range(1, 7, 1)) {
    const radius = (/** @type {number} */ share) => ring * 0.6 * Math.sqrt(share);
    plot.curve(`ring-${ring}`, TURN.map((turn) => [radius(1 / flat) * Math.cos(turn), radius(1 / steep) * Math.sin(turn)]), { series: 0, width: 0.8, dash: "" });
    plot.fade(`ring-${ring}`, 0.35);
  }
  plot.dots("optimum", [[0, 0]], { series: 0, size: 3.5 });
}

/**
 * @param {Plot} plot
 * @param {[number, number][]} path
 */
function drawPath(plot, path) {
  plot.curve("path", path, { series: 2, dash: "", width: path.length > FEW ? 0.8 : 1.4 });
  plot.dots("steps", path.length > FEW ? [] : path, { series: 2, size: 2.5 });
  plot.dots("start", [path[0]], { series: 2, size: 4.5, open: true });
  plot.dots("end", [path[path.length - 1]], { series: 2, size: 4.5 });
}

/**
 * @param {Plot} plot
 * @param {[number, number][]} losses
 * @param {string} leaves
 */
function drawLoss(plot, losses, leaves) {
  plot.curve("loss", losses, { series: 2, dash: "" });
  plot.dots("losses", losses.length > FEW ? [] : losses, { series: 2, size: 2.5 });
  const out = losses.find(([, loss]) => loss > TOP);
  if (!out) return plot.remove("leaves");
  // Beside the curve: on its left where it leaves late, at the step where it is well below the text.
  const late = out[0] > losses.length / 2;
  const from = late ? losses.findIndex(([, loss]) => loss > TOP / 20) : out[0];
  plot.note("leaves", { x: from, y: TOP / 2.5, text: leaves, series: 2, anchor: late ? "end" : "start" });
}

/**
 * @param {Record<string, string>} words
 * @param {number} steps
 */
function lossAxes(words, steps) {
  const each = [1, 2, 3, 5, 10, 20, 25].find((step) => steps / step <= 5) ?? 50;
  return {
    title: words["loss-title"],
    x: { domain: /** @type {[number, number]} */ ([0, steps]), label: words.step, ticks: range(0, Math.floor(steps / each) * each, each) },
    y: { domain: /** @type {[number, number]} */ ([1e-4, TOP]), log: true, label: words.excess, ticks: [1e-4, 0.01, 1, 100], show: String },
    height: 220,
  };
}

/**
 * A slider over the places of a list.
 * @param {number[]} values
 * @param {number} value
 */
function placed(values, value) {
  return { min: 0, max: values.length - 1, step: 1, value: values.indexOf(value) };
}

/**
 * @param {number} limit
 * @param {number} share
 * @param {string} template
 */
function rateText(limit, share, template) {
  return fill(template, { rate: shown(limit * share), share: share.toFixed(2) });
}

/** @param {number} value */
function signed(value) {
  const text = Math.abs(value).toFixed(2);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}

/**
 * @param {number} from
 * @param {number} to included
 * @param {number} step
 */
function range(from, to, step) {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, place) => from + place * step);
}
