// Two distributions, their distances, and what sampling adds.

import { fill, language } from "../practice/dom.js";
import { distances, edges, ksLimit, noiseOfJsd, noiseOfPsi } from "./drift-model.js";
import { live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";

const JSD_DEFAULT = 0.3;
const PSI_CUSTOM = 0.2;
const SMALLEST = 1e-5;
const whole = new Intl.NumberFormat(language);
const ROWS = ["JSD", "PSI", "KS", "L∞"];

/** @param {HTMLElement} place */
export function start(place) {
  const words = wordsOf(place);
  const shape = (/** @type {number} */ mean, /** @type {number} */ scale, /** @type {number} */ top) => ({
    x: { domain: /** @type {[number, number]} */ ([edges(mean, scale)[0], edges(mean, scale)[10]]), label: words.value },
    y: { domain: /** @type {[number, number]} */ ([0, top]), label: words.share },
  });
  const bins = new Plot({ title: words.title, height: 230, ...shape(1, 1, 40) });
  const rows = (/** @type {string[]} */ texts) => ({
    x: {
      domain: /** @type {[number, number]} */ ([SMALLEST, 20]),
      log: true,
      label: words.distance,
      ticks: [1e-4, 1e-3, 0.01, 0.1, 1, 10],
      show: (/** @type {number} */ each) => String(each),
    },
    y: { domain: /** @type {[number, number]} */ ([0.4, 4.6]), ticks: [4, 3, 2, 1], show: (/** @type {number} */ row) => texts[4 - row] },
  });
  const gauge = new Plot({ title: words.distances, height: 170, left: 92, ...rows(ROWS) });
  live(place, {
    controls: [
      { name: "shift", label: words.shift, min: 0, max: 3, step: 0.05, value: 1, show: (mean) => `${mean.toFixed(2)}σ` },
      { name: "scale", label: words.scale, min: 0.5, max: 2, step: 0.05, value: 1, show: (scale) => `${scale.toFixed(2)}σ` },
      { name: "size", label: words.size, min: 1.7, max: 5.3, step: 0.1, value: 4.3, show: (power) => whole.format(sizeOf(power)) },
    ],
    picture: [
      legend([{ series: 1, text: words.baseline }, { series: 2, text: words.production }]),
      bins.svg,
      legend([
        { series: 1, text: words.true, dot: true },
        { series: 2, text: words.noise, open: true },
        { series: 0, text: words.limits },
      ]),
      gauge.svg,
    ],
    draw: ({ shift, scale, size }) => {
      const n = sizeOf(size);
      const found = distances(shift, scale);
      const values = [found.jsd, found.psi, found.ks, found.largest];
      const noise = [noiseOfJsd(found.p, n), noiseOfPsi(n)];
      const limits = [JSD_DEFAULT, PSI_CUSTOM, ksLimit(n), JSD_DEFAULT];
      const top = Math.max(...found.p, ...found.q);
      const axes = shape(shift, scale, top <= 0.4 ? 40 : top <= 0.6 ? 60 : 80);
      bins.axes(axes.x, axes.y);
      const at = edges(shift, scale);
      bins.bars("common", found.p.map((share, bin) => ({ from: at[bin], to: at[bin + 1], value: 100 * Math.min(share, found.q[bin]), series: 0 })), { opacity: 0.12 });
      bins.curve("baseline", stairs(at, found.p));
      bins.curve("production", stairs(at, found.q), { series: 2 });
      const labels = rows(ROWS.map((name, row) => `${name} ${plain(values[row])}`));
      gauge.axes(labels.x, labels.y);
      limits.forEach((limit, row) => gauge.curve(`limit-${row}`, [[limit, 4.38 - row], [limit, 3.62 - row]], { series: 0, dash: "", width: 2 }));
      gauge.dots("noise", noise.map((value, row) => [value, 4 - row]), { series: 2, size: 5, open: true });
      gauge.dots("true", values.map((value, row) => [value >= SMALLEST ? value : Number.NaN, 4 - row]), { series: 1, size: 5 });
      return say(words, { found, noise, n });
    },
  });
}

/**
 * @param {Record<string, string>} words
 * @param {{found: ReturnType<typeof distances>, noise: number[], n: number}} seen
 */
function say(words, { found, noise, n }) {
  const many = { n: whole.format(n), noise: plain(noise[0]), psi: plain(noise[1]) };
  const share = { ...many, percent: shown((100 * noise[0]) / found.jsd, 2) };
  return [
    fill(found.jsd > JSD_DEFAULT ? words.alarm : words.quiet, { jsd: plain(found.jsd), limit: JSD_DEFAULT }),
    fill(found.psi > PSI_CUSTOM ? words["psi-alarm"] : words["psi-quiet"], { psi: plain(found.psi), mark: PSI_CUSTOM }) +
      fill(found.ks > ksLimit(n) ? words["ks-alarm"] : words["ks-quiet"], { ks: plain(found.ks) }),
    fill(words.chance, many) + fill(words[weight(found, noise)], share),
  ].join(words.between ?? "");
}

/**
 * What to say of the part that chance has.
 * @param {{jsd: number, psi: number}} found
 * @param {number[]} noise mean JSD and PSI without drift
 */
function weight({ jsd, psi }, [noise, alone]) {
  if (alone > PSI_CUSTOM && alone > psi) return "noise-alarms";
  if (jsd < SMALLEST) return "noise-only";
  return noise > jsd ? "noise-larger" : "noise-share";
}

/**
 * Two digits that count, without a power of ten.
 * @param {number} value
 */
function plain(value) {
  return String(value < SMALLEST ? 0 : Number(value.toPrecision(2)));
}

/**
 * The outline of a histogram.
 * @param {readonly number[]} at edges
 * @param {readonly number[]} shares
 * @returns {[number, number][]} in percent
 */
function stairs(at, shares) {
  const steps = shares.flatMap((share, bin) => [at[bin], at[bin + 1]].map((x) => /** @type {[number, number]} */ ([x, 100 * share])));
  return [[at[0], 0], ...steps, [at[at.length - 1], 0]];
}

/**
 * A round size from the slider's power of ten.
 * @param {number} power
 */
function sizeOf(power) {
  return Number((10 ** power).toPrecision(2));
}
