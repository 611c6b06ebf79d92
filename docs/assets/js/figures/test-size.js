// The confidence interval of an error rate over the size of the test set.

import { fill, language } from "../practice/dom.js";
import { live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";
import { examplesFor, halfWidth, parts } from "./test-size-model.js";

const SIZES = Array.from({ length: 61 }, (_, place) => 10 ** (2 + place / 20));
const SHARES = ["60/20/20", "80/10/10", "98/1/1"];
const whole = new Intl.NumberFormat(language);

/** @param {HTMLElement} place */
export function start(place) {
  const words = wordsOf(place);
  const plot = new Plot({
    title: words.title,
    x: { domain: [100, 1e5], log: true, label: words.n, ticks: [100, 1000, 1e4, 1e5], show: (n) => whole.format(n) },
    y: { domain: [0.1, 10], log: true, label: words["half-width"], ticks: [0.1, 0.3, 1, 3, 10] },
  });
  live(place, {
    controls: [
      { name: "size", label: words.size, min: 3, max: 6, step: 0.1, value: 4, show: (power) => whole.format(sizeOf(power)) },
      { name: "shares", label: words.shares, options: SHARES.map((each) => [each, each]), value: SHARES[0] },
      { name: "error", label: words.error, min: 1, max: 50, step: 1, value: 5, show: (percent) => `${percent}%` },
    ],
    picture: [legend([{ series: 1, text: words.curve }, { series: 2, text: words.point, dot: true }]), plot.svg],
    draw: ({ size, shares, error }) => {
      const rate = error / 100;
      const { test } = parts(sizeOf(size), shares);
      plot.curve("curve", SIZES.map((n) => [n, halfWidth(n, rate)]));
      plot.dots("point", [[test, halfWidth(test, rate)]], { series: 2, size: 5 });
      return fill(words.text, {
        test: whole.format(test),
        low: shown(Math.max(0, error - halfWidth(test, rate))),
        high: shown(Math.min(100, error + halfWidth(test, rate))),
        half: shown(halfWidth(test, rate)),
        error,
        wanted: whole.format(examplesFor(1, rate)),
      });
    },
  });
}

/**
 * A round size from the slider's power of ten.
 * @param {number} power
 */
function sizeOf(power) {
  return Number((10 ** power).toPrecision(2));
}
