// A small network whose weights are rounded to few bits: accuracy, size, and the levels that remain.

import { fill, language } from "../practice/dom.js";
import { bytes, FLOAT, histogram, rounded, steps, top, withOutlier, zeros } from "./bits-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { accuracy, network } from "./net.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

const BITS = [2, 3, 4, 5, 6, 7, 8, FLOAT];
const PARTS = 50;
const whole = new Intl.NumberFormat(language);

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  const data = network(await dataOf("quantization", "network"));
  const weights = data.layers[0].w;
  const most = Math.ceil(Math.max(...weights.map(Math.abs)) * 10) / 10;
  const counts = histogram(weights, [-most, most], PARTS);
  const high = 1.12 * Math.max(...counts);
  const plot = new Plot({
    title: words.title,
    x: { domain: [-most, most], label: words.weight },
    y: { domain: [0, high], label: words.count },
    height: 230,
  });
  const at = (/** @type {number} */ part) => -most + (2 * most * part) / PARTS;
  plot.bars("weights", counts.map((value, part) => ({ from: at(part), to: at(part + 1), value, series: 0 })), { opacity: 0.35 });
  const kb = (/** @type {number} */ count) => (count / 1000).toFixed(1);
  const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)}%`;
  const before = accuracy(data.layers, data);
  const wholeSize = bytes(data.layers, FLOAT, false);
  live(place, {
    controls: [
      { name: "place", label: words.bits, min: 0, max: BITS.length - 1, step: 1, value: 2, show: (place) => nameOf(BITS[place]) },
      { name: "grid", label: words.grid, options: [["tensor", words.tensor], ["channel", words.channel]], value: "tensor" },
      { name: "outlier", label: words.outlier, options: [["0", words.none], ["10", "10"], ["50", "50"], ["100", "100"]], value: "0" },
    ],
    picture: [legend([{ series: 0, text: words.bars, dot: true }, { series: 1, text: words.levels }]), plot.svg],
    draw: ({ place, grid, outlier }) => {
      const bits = BITS[place];
      const channels = grid === "channel";
      const layers = withOutlier(data.layers, Number(outlier));
      const now = layers.map((layer) => rounded(layer, bits, channels));
      drawLevels(plot, bits === FLOAT ? [] : steps(layers[0], bits, channels), bits, most, high);
      const right = accuracy(now, data);
      const size = bytes(layers, bits, channels);
      const said = { right: percent(right), before: percent(before), images: data.images.length, kb: kb(size), wholeKb: kb(wholeSize) };
      if (bits === FLOAT) return fill(words["text-float"], said);
      const grids = steps(layers[0], bits, channels);
      const [least, largest] = [Math.min(...grids), Math.max(...grids)].map((step) => shown(step, 2));
      return [
        fill(words.text, { ...said, bits, ratio: shown(wholeSize / size, 2) }),
        fill(channels ? words["text-channel"] : words["text-tensor"], {
          levels: whole.format(2 * top(bits) + 1),
          least,
          largest,
          zeros: percent(zeros(now[0])),
        }),
        verdict(100 * (before - right), words),
      ].join(language === "en" ? " " : "");
    },
  });
}

/** @param {number} bits */
function nameOf(bits) {
  return bits === FLOAT ? "float32" : String(bits);
}

/**
 * What a loss of so many points means.
 * @param {number} points
 * @param {Record<string, string>} words
 */
function verdict(points, words) {
  const loss = points.toFixed(1);
  if (points < 1.5) return words.same;
  return fill(points < 10 ? words.loses : words.breaks, { loss });
}

/**
 * The levels of each output, one above the other: lines where all outputs share them.
 * @param {Plot} plot
 * @param {ArrayLike<number>} grids the step of each output
 * @param {number} bits
 * @param {number} most
 * @param {number} high
 */
function drawLevels(plot, grids, bits, most, high) {
  /** @type {[number, number][]} */
  const points = [];
  const rows = Array.from(grids);
  const same = rows.every((step) => step === rows[0]);
  const counts = rows.map((step) => Math.min(top(bits), Math.floor(most / step)));
  for (const [row, step] of (same ? rows.slice(0, 1) : rows).entries()) {
    const part = high / (same ? 1 : rows.length);
    for (let code = -counts[row]; code <= counts[row]; code++) {
      points.push([code * step, row * part], [code * step, (row + (same ? 1 : 0.9)) * part], [NaN, NaN]);
    }
  }
  const densest = Math.max(...counts, 0);
  plot.curve("levels", points, { width: densest > 31 ? 0.5 : densest > 7 ? 0.9 : 1.6 });
}
