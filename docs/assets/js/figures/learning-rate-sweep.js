// Losses at learning rates that the lab tried, one of them strong and the others pale.

import { fill } from "../practice/dom.js";
import { run } from "./learning-rate-sweep-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

/** @typedef {import("./learning-rate-sweep-model.js").Sweep} Sweep */

const TOP = 1000; // of the loss's axis
const FIRST = 1.01; // times the limit: the loss looks harmless for a while

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  /** @type {Sweep} */
  const sweep = await dataOf("learning-rate", "sweep");
  const { shares, losses, every, limit, best } = sweep;
  const curves = losses.map((own) => own.map((loss, step) => /** @type {[number, number]} */ ([step * every, loss])));
  const plot = new Plot({
    title: words.title,
    x: { domain: [0, curves[0][curves[0].length - 1][0]], label: words.step },
    y: { domain: [0.1, TOP], log: true, label: words.loss, ticks: [0.1, 1, 10, 100, 1000] },
    height: 280,
  });
  curves.forEach((curve, at) => {
    plot.curve(`pale-${at}`, curve, { series: 0, dash: "", width: 0.9 });
    plot.fade(`pale-${at}`, 0.35);
  });
  plot.rule("best", { y: best, series: 4 });
  plot.note("minimum", { x: 198, y: 0.15, text: fill(words.best, { best: shown(best, 4) }), series: 4, anchor: "end" });
  live(place, {
    controls: [
      {
        name: "rate",
        label: words.rate,
        min: 0,
        max: shares.length - 1,
        step: 1,
        value: shares.indexOf(FIRST),
        ticks: [shares.indexOf(1)],
        show: (at) => fill(words.share, { rate: shown(shares[at] * limit), share: shown(shares[at]) }),
      },
    ],
    picture: [
      plot.svg,
      legend([
        { series: 2, text: words.chosen, dash: "" },
        { series: 0, text: words.others, opacity: 0.5 },
      ]),
    ],
    draw: ({ rate: at }) => {
      drawRun(plot, curves[at], words.leaves);
      const { kind, low, last, steps, early } = run(sweep, at);
      return fill([words.head, words[kind]].join(words.space), {
        rate: shown(shares[at] * limit),
        share: shown(shares[at]),
        best: shown(best, 4),
        last: shown(last, last < 1 ? 4 : 3),
        early: shown(early, early < 1 ? 2 : 3),
        low,
        steps,
      });
    },
  });
}

/**
 * @param {Plot} plot
 * @param {[number, number][]} curve
 * @param {string} leaves
 */
function drawRun(plot, curve, leaves) {
  plot.curve("chosen", curve, { series: 2, dash: "", width: 2.6 });
  const out = curve.find(([, loss]) => loss > TOP);
  if (out) plot.note("leaves", { x: out[0] + 3, y: TOP / 2, text: leaves, series: 2 });
  else plot.remove("leaves");
}
