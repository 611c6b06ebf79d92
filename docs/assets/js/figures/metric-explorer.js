// One prediction moves: how MSE, RMSE, MAE and RMSLE react.

import { fill, language } from "../practice/dom.js";
import { dataOf, live, wordsOf } from "./live.js";
import { growth, metrics, most, NAMES, nearest, placeOf, reaction } from "./metric-explorer-model.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

const COLOURS = { MSE: 1, RMSE: 0, MAE: 3, RMSLE: 2 };
const SMALL = Math.log(1.2);
/** Where the first point is when the figure starts: at an error of 10, which the lab's figure marks. */
const FIRST = 110;
const whole = new Intl.NumberFormat(language);

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  const { sets, stops } = await dataOf("regression-metrics", "explorer");
  const points = sets.same[0].map((/** @type {number} */ _, /** @type {number} */ index) => index + 1);
  const values = new Plot({
    title: words.values,
    height: 236,
    x: { domain: [0.4, 10.6], label: words.point, ticks: points },
    y: { domain: [placeOf(-40), placeOf(3000)], label: words.value, ticks: [-10, 0, 10, 100, 1000].map(placeOf), show: (at) => whole.format(valueOf(at)).replace("-", "−") },
  });
  const bars = new Plot({
    title: words.bars,
    height: 206,
    x: { domain: [0, 4], ticks: NAMES.map((_, index) => index + 0.5), show: (at) => NAMES[Math.floor(at)] },
    y: { domain: [0.1, 1e6], log: true, label: words.times, ticks: [1, 10, 100, 1000, 1e4, 1e5], show: (times) => whole.format(times) },
  });
  const stopOf = (/** @type {string} */ set, /** @type {string} */ point) => nearest(stops, placeOf(sets[set][1][Number(point) - 1]));
  let chosen = "same 1";
  place.addEventListener("reset", () => (chosen = "same 1"));
  const again = live(place, {
    controls: [
      { name: "moved", label: words.moved, min: 0, max: stops.length - 1, step: 1, value: stops.indexOf(FIRST), show: (index) => shown(stops[index]) },
      { name: "point", label: words.which, options: points.map((/** @type {number} */ point) => [String(point), fill(words.nth, { point })]), value: "1" },
      { name: "set", label: words.data, options: Object.keys(sets).map((set) => [set, words[set]]), value: "same" },
    ],
    picture: [
      legend([{ series: 0, text: words.target, dot: true }, { series: 1, text: words.prediction, dot: true, open: true }, { series: 2, text: words.now, dot: true, open: true }]),
      values.svg,
      bars.svg,
    ],
    draw: ({ moved, point, set }) => {
      // Another point, or another set: its own prediction is where the slider starts.
      if (chosen !== `${set} ${point}`) {
        chosen = `${set} ${point}`;
        moved = stopOf(set, point);
        again.set("moved", moved);
      }
      return drawn(set, Number(point) - 1, stops[moved]);
    },
  });

  /**
   * @param {string} set
   * @param {number} index of the point
   * @param {number} moved its prediction
   */
  function drawn(set, index, moved) {
    const [targets, starts] = sets[set];
    const predictions = starts.with(index, moved);
    const times = growth(metrics(targets, starts), metrics(targets, predictions));
    const at = (/** @type {readonly number[]} */ list) => list.map((value, one) => /** @type {[number, number]} */ ([one + 1, placeOf(value)]));
    values.rule("border", { y: placeOf(-1), text: words.border });
    values.curve("error", [[index + 1, placeOf(targets[index])], [index + 1, placeOf(moved)]], { series: 2, dash: "" });
    values.dots("predictions", at(predictions).filter((_, one) => one !== index), { size: 5, open: true });
    values.dots("moved", [at(predictions)[index]], { series: 2, size: 7, open: true });
    values.dots("targets", at(targets), { series: 0, size: 2.5 });
    values.grips("grips", at(predictions), (one, _, y) => {
      chosen = `${set} ${one + 1}`;
      again.set("point", one + 1);
      again.set("moved", nearest(stops, y));
    });
    bars.bars(
      "bars",
      NAMES.map((name, one) => ({ from: one + 0.2, to: one + 0.8, value: Number.isFinite(times[name]) ? times[name] : 1, series: COLOURS[name] })),
      { foot: 1, opacity: 0.85 },
    );
    bars.rule("start", { y: 1, dash: "" });
    NAMES.forEach((name, one) => {
      const text = Number.isNaN(times[name]) ? words.undefined : `×${factor(times[name])}`;
      const above = Number.isFinite(times[name]) ? Math.max(1, times[name]) : 1;
      bars.note(name, { x: one + 0.5, y: above * 1.4, text, anchor: "middle" });
    });
    return said({ set, index, moved, times, target: targets[index], begun: starts[index] });
  }

  /**
   * What is seen.
   * @param {{set: string, index: number, moved: number, target: number, begun: number, times: import("./metric-explorer-model.js").Metrics}} seen
   */
  function said({ set, index, moved, times, target, begun }) {
    const strongest = most(times);
    const given = {
      point: index + 1,
      target: shown(target),
      start: shown(begun),
      now: shown(moved),
      ratio: shown((1 + moved) / (1 + target)),
      strongest,
      times: factor(times[strongest]),
      rmsle: factor(times.RMSLE),
      mae: factor(times.MAE),
    };
    const without = Math.min(...sets[set][0]) < -1 ? "target-undefined" : moved < -1 ? "prediction-undefined" : moved === -1 ? "infinite" : "";
    const hardly = reaction(times[strongest]) < SMALL;
    const parts = [moved === begun ? "still" : "what"];
    if (without) parts.push(without);
    if (moved !== begun && without) parts.push(hardly ? "others-hardly" : "others");
    else if (moved !== begun) {
      parts.push(hardly ? "hardly" : `most-${strongest}`);
      if (!hardly && strongest !== "RMSLE") parts.push(reaction(times.RMSLE) > reaction(times.MAE) ? "above" : "below");
    }
    return parts.map((part) => fill(words[part], given)).join(words.between);
  }
}

/**
 * The value at a place on the axis.
 * @param {number} at
 */
function valueOf(at) {
  return Math.round(Math.sign(at) * Math.expm1(Math.abs(at)));
}

/**
 * How many times, as the lab's tables show it.
 * @param {number} times
 */
function factor(times) {
  return times < 1000 ? shown(times) : Number.isFinite(times) ? whole.format(Math.round(times)) : "∞";
}
