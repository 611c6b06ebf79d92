// Stale gradients: the limit of the learning rate over the delay, and the path for one of each.

import { fill } from "../practice/dom.js";
import { behaviour, descent, limitFor } from "./delay-model.js";
import { live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

const MOST = 8; // updates of delay
const UPDATES = 40;
const LIMITS = Array.from({ length: MOST * 20 + 1 }, (_, place) => place / 20);
const WHOLE = LIMITS.filter(Number.isInteger);
const EDGE = 8; // of the axis of distances

/** @param {HTMLElement} place */
export function start(place) {
  const words = wordsOf(place);
  const limits = new Plot({
    title: words["limit-title"],
    x: { domain: [-0.3, MOST + 0.3], label: words.delays, ticks: WHOLE },
    y: { domain: [0, 2.3], label: words.limits, ticks: [0, 0.5, 1, 1.5, 2] },
    height: 230,
  });
  limits.curve("limit", LIMITS.map((delay) => [delay, limitFor(delay)]), { series: 1 });
  limits.dots("whole", WHOLE.map((delay) => [delay, limitFor(delay)]), { series: 1, size: 3 });
  limits.note("unstable", { x: 5, y: 1.3, text: words.unstable });
  limits.note("stable", { x: 0.25, y: 0.12, text: words.stable });
  const path = new Plot({
    title: words["path-title"],
    x: { domain: [0, UPDATES], label: words.update },
    y: { domain: [-EDGE, EDGE], label: words.distance, ticks: [-5, 0, 5] },
    height: 230,
  });
  live(place, {
    controls: [
      { name: "delay", label: words.delay, min: 0, max: MOST, step: 1, value: 3 },
      { name: "rate", label: words.rate, min: 0.05, max: 2.2, step: 0.01, value: 0.55, show: (rate) => rate.toFixed(2) },
    ],
    picture: [
      limits.svg,
      path.svg,
      legend([
        { series: 2, text: words.chosen, dash: "" },
        { series: 3, text: words.fresh },
      ]),
    ],
    draw: ({ delay, rate }) => {
      limits.rule("rate", { y: rate, series: 2, width: 1 });
      limits.dots("point", [[delay, rate]], { series: 2, size: 5.5 });
      const own = descent(rate, delay, UPDATES);
      drawPath(path, "fresh", descent(rate, 0, UPDATES), 3);
      drawPath(path, "chosen", own, 2);
      const out = own.findIndex((distance) => Math.abs(distance) > EDGE);
      const kind = behaviour(rate, delay);
      const ending = out > 0 ? words.out : kind === "limit" ? "" : words.end;
      return fill([words.head, words[kind], ending].join(words.space), {
        delay,
        workers: delay + 1,
        rate: rate.toFixed(2),
        limit: shown(limitFor(delay)),
        factor: shown(rate / limitFor(delay), 3),
        updates: UPDATES,
        last: shown(Math.abs(own[UPDATES]), 2),
        edge: EDGE,
        out,
      });
    },
  });
}

/**
 * @param {Plot} plot
 * @param {string} name
 * @param {number[]} distances
 * @param {number} series
 */
function drawPath(plot, name, distances, series) {
  plot.curve(name, distances.map((distance, update) => [update, distance]), { series, ...(series === 2 ? { dash: "", width: 2 } : {}) });
}
