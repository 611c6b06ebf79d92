// Draws a run: its losses over steps or epochs, on a linear or logarithmic axis.

import { legend, Plot } from "../figures/plot.js";
import { powers, shown, ticks } from "../figures/scales.js";
import { thin } from "./doctor-numbers.js";
import { button, element } from "./dom.js";

/** @typedef {import("./doctor.js").Curves & {axis: "step" | "epoch" | "row"}} Drawn */

/** What still can be multiplied. */
const HUGE = 1e300;
const MOST_POINTS = 700;

/**
 * A picture of a run with a button for the scale.
 * @param {Drawn} run
 * @param {Record<string, string>} words
 */
export function chart(run, words) {
  const figure = element("figure", "doctor__chart");
  const series = [{ series: 1, text: words.train }, ...(run.validation ? [{ series: 2, text: words.validation }] : [])];
  const place = element("div");
  const can = numbers(run).some((each) => each > 0);
  const turn = button(words["log-scale"], () => draw(turn.getAttribute("aria-pressed") !== "true"), "md-button doctor__scale");
  /** @param {boolean} log */
  const draw = (log) => {
    turn.setAttribute("aria-pressed", String(log));
    place.replaceChildren(plotOf(run, words, log).svg);
  };
  figure.append(legend(series), place, ...(can ? [turn] : []));
  draw(can && wantsLog(numbers(run)));
  return figure;
}

/** @param {Drawn} run */
function numbers(run) {
  const all = run.validation ? run.train.values.concat(run.validation.values) : run.train.values;
  return all.filter((each) => Number.isFinite(each));
}

/** @param {number[]} values */
function wantsLog(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[0] > 0 && sorted[sorted.length - 1] > 60 * sorted[sorted.length >> 1];
}

/**
 * @param {Drawn} run
 * @param {Record<string, string>} words
 * @param {boolean} log
 */
function plotOf(run, words, log) {
  const values = numbers(run).filter((each) => !log || each > 0);
  const domain = log ? logDomain(values) : linearDomain(values);
  const { at } = run.train;
  const [from, to] = [at[0], at[at.length - 1]];
  const plot = new Plot({
    title: words.plot,
    x: { domain: [from, to > from ? to : from + 1], label: words[`axis-${run.axis}`] },
    y: { domain, log, label: words.loss, ticks: marks(domain, log) },
    left: 58,
  });
  const broken = run.train.values.findIndex((each) => !Number.isFinite(each));
  if (broken >= 0) {
    plot.band("broken", at[broken], to > from ? to : from + 1);
    plot.rule("from", { x: at[broken], text: words.broken, series: 5 });
  }
  draw(plot, "train", run.train, 1, log);
  if (run.validation) draw(plot, "validation", run.validation, 2, log);
  return plot;
}

/**
 * @param {Plot} plot
 * @param {string} name
 * @param {import("./doctor.js").Series} series
 * @param {number} look
 * @param {boolean} log
 */
function draw(plot, name, { at, values }, look, log) {
  const points = thin(at, values, MOST_POINTS).map(([x, y]) => /** @type {[number, number]} */ ([x, log && !(y > 0) ? NaN : clipped(y)]));
  plot.curve(name, points, { series: look, width: values.length > 300 ? 1.1 : 1.6 });
  // A line needs two neighbors; what stands alone is a dot.
  const alone = points.filter(([, y], place) => Number.isFinite(y) && !Number.isFinite(points[place - 1]?.[1]) && !Number.isFinite(points[place + 1]?.[1]));
  plot.dots(`${name}-alone`, alone, { series: look, size: 2.5 });
}

/** @param {number} value */
function clipped(value) {
  return Number.isFinite(value) ? Math.max(-HUGE, Math.min(HUGE, value)) : NaN;
}

/**
 * @param {number[]} values
 * @returns {[number, number]}
 */
function linearDomain(values) {
  const [least, most] = ends(values);
  const room = (most - Math.min(0, least)) * 0.05 || 1;
  return [least < 0 ? least - room : 0, most + room];
}

/**
 * @param {number[]} values
 * @returns {[number, number]}
 */
function logDomain(values) {
  const [least, most] = ends(values);
  return [Math.max(least / 1.3, 1e-300), most * 1.3];
}

/** @param {number[]} values */
function ends(values) {
  if (!values.length) return [0, 1];
  const clippedValues = values.map(clipped);
  return [clippedValues.reduce((one, other) => Math.min(one, other)), clippedValues.reduce((one, other) => Math.max(one, other))];
}

/**
 * @param {[number, number]} domain
 * @param {boolean} log
 */
function marks([min, max], log) {
  const found = log ? powers(min, max, 5) : ticks(min, max, 4);
  if (!log || found.length > 1) return found;
  return ticks(min, max, 3).filter((each) => each > 0 && shown(each) !== "0");
}
