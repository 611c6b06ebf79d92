// One race of Hyperband and random search on equal budgets, over the epochs spent.

import { element, fill } from "../practice/dom.js";
import { progress, records, timed } from "./hyperband-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { colour, legend, Plot, shape } from "./plot.js";
import { shown } from "./scales.js";

/** @import { Look, Progress } from "./hyperband-model.js" */

const GAP = 3; // bars' room between two brackets
const SPEED = 30; // epochs a second

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  const { budget, brackets, ...runs } = await dataOf("tuning", "race");
  const largest = brackets[0][brackets[0].length - 1][1];
  // The budget is enough for one pass through the brackets, and for the first one again.
  const shownBrackets = [...brackets, brackets[0]];
  /** @type {number[]} */
  const starts = [];
  let width = 0;
  for (const [[count]] of shownBrackets) {
    starts.push(width);
    width += count + GAP;
  }
  const middles = starts.map((from, at) => from + shownBrackets[at][0][0] / 2);
  const named = (/** @type {number} */ at) => `${brackets[at % brackets.length].length - 1}`;
  const bars = new Plot({
    title: words["title-bars"],
    x: { domain: [-1, width - GAP + 1], label: words.bracket, ticks: middles, show: (middle) => named(middles.indexOf(middle)) },
    y: { domain: [0, 1.15 * largest], label: words.epochs, ticks: [0, 3, 9, 27] },
    height: 210,
    left: 40,
  });
  const race = new Plot({
    title: words["title-race"],
    x: { domain: [0, budget], label: words["spent-axis"], ticks: [0, 108, 216, 324, 432] },
    y: { domain: [0.05, 1], log: true, label: words.error, ticks: [0.05, 0.1, 0.2, 0.5, 1] },
    height: 220,
    left: 40,
  });
  const key = legend([]);
  for (const [mark, text] of [["left", words.left], ["out", words.out], ["best", words.best]]) key.append(entry(mark, text));
  const first = 81; // the end of the first bracket, as in the lab's figure
  const options = runs.hyperband.map((/** @type {Look[]} */ _, /** @type {number} */ seed) => [`${seed}`, fill(words[seed ? "seed" : "seed-lab"], { seed })]);
  const player = playing(place, words);
  live(place, {
    controls: [
      { name: "epochs", label: words.spent, min: 0, max: budget, step: 1, value: first, show: (epochs) => `${epochs}/${budget}` },
      { name: "play", label: words.play, press: player.press },
      { name: "seed", label: words.run, options, value: "0" },
    ],
    picture: [key, bars.svg, legend([{ series: 1, text: "Hyperband" }, { series: 2, text: words.random }]), race.svg],
    draw: ({ epochs, seed }) => {
      const [looks, other] = [runs.hyperband[seed], runs.random[seed]];
      const begun = progress(brackets, looks, epochs);
      const mine = records(looks, epochs);
      const theirs = records(other, epochs);
      drawBars(bars, begun, starts, mine[mine.length - 1]?.trial);
      for (const at of shownBrackets.keys()) {
        const text = begun[at] ? `${begun[at].left}/${begun[at].candidates.length}` : "";
        bars.note(`left-${at}`, { x: middles[at], y: 1.1 * largest, text, anchor: "middle" });
      }
      race.curve("hyperband", steps(mine, epochs), { width: 2.2 });
      race.curve("random", steps(theirs, epochs), { series: 2 });
      race.dots("random-now", steps(theirs, epochs).slice(-1), { series: 2, size: 4, open: true });
      race.dots("hyperband-now", steps(mine, epochs).slice(-1));
      race.rule("now", { x: epochs });
      return [
        said(begun[begun.length - 1], begun.length - 1, looks, epochs),
        lead(mine[mine.length - 1]?.error, theirs[theirs.length - 1]?.error),
      ].join(words.gap);
    },
  });
  player.ready();

  /**
   * How far Hyperband is.
   * @param {Progress} now the last bracket that has begun
   * @param {number} at
   * @param {Look[]} looks
   * @param {number} epochs
   */
  function said({ candidates, left, rung, over }, at, looks, epochs) {
    const bracket = brackets[at % brackets.length];
    const end = timed(looks)[looks.length - 1].after;
    const text = epochs === 0 ? words.nothing : over ? words.over : epochs > end ? words.stopped : words.now;
    const [count, resource] = [candidates.length, bracket[rung][1]];
    const step = resource - (bracket[rung - 1]?.[1] ?? 0);
    return fill(text, { epochs, budget, bracket: named(at), rung: rung + 1, resource, count, left, end, step });
  }

  /**
   * Who is ahead.
   * @param {number | undefined} mine
   * @param {number | undefined} theirs
   */
  function lead(mine, theirs) {
    if (mine === undefined) return words["no-result"];
    if (theirs === undefined) return fill(words["no-random"], { mine: shown(mine, 4), largest });
    const text = mine < theirs ? words["lead-hyperband"] : mine > theirs ? words["lead-random"] : words["lead-none"];
    return fill(text, { mine: shown(mine, 4), theirs: shown(theirs, 4) });
  }
}

/**
 * The best errors as steps, up to now.
 * @param {{at: number, error: number}[]} found
 * @param {number} now
 * @returns {[number, number][]}
 */
function steps(found, now) {
  return found.flatMap(({ at, error }, place) => [[at, error], [found[place + 1]?.at ?? now, error]]);
}

/**
 * A bar for each candidate: full while it is in the race, hollow once it is cut.
 * @param {Plot} plot
 * @param {Progress[]} begun
 * @param {number[]} starts
 * @param {number | undefined} best the trial with the best error so far
 */
function drawBars(plot, begun, starts, best) {
  const drawn = begun.flatMap(({ candidates }, at) =>
    candidates.flatMap(({ trial, epochs, out }, place) => {
      const [left, right] = [plot.x(starts[at] + place + 0.12), plot.x(starts[at] + place + 0.88)];
      const top = plot.y(epochs);
      const bar = { x: left.toFixed(1), y: top.toFixed(1), width: (right - left).toFixed(1), height: (plot.y(0) - top).toFixed(1) };
      const parts = [shape("rect", { ...bar, ...paint(out) })];
      if (trial === best) parts.push(shape("circle", { cx: ((left + right) / 2).toFixed(1), cy: (top - 4).toFixed(1), r: 2.5, fill: colour() }));
      return parts;
    }),
  );
  plot.part("bars", "g").replaceChildren(...drawn);
}

/** @param {boolean} out */
function paint(out) {
  return out ? { fill: "var(--fig-wash)", stroke: "var(--fig-muted)", "stroke-width": 0.7 } : { fill: colour(1), stroke: colour(1), "stroke-width": 0.7 };
}

/**
 * What a mark in the bars means.
 * @param {string} mark
 * @param {string} text
 */
function entry(mark, text) {
  const item = element("li");
  const box = shape("svg", { viewBox: "0 0 26 8", class: "plot-legend__mark", "aria-hidden": "true" });
  const drawn = mark === "best" ? shape("circle", { cx: 13, cy: 4, r: 3, fill: colour() }) : shape("rect", { x: 8, y: 0.5, width: 10, height: 7, ...paint(mark === "out") });
  box.append(drawn);
  item.append(box, text);
  return item;
}

/**
 * Moves the first slider from where it is to its end; a reader who wants less motion is there at once.
 * @param {HTMLElement} place
 * @param {Record<string, string>} words
 */
function playing(place, words) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const slider = () => /** @type {HTMLInputElement} */ (place.querySelector("input[type=range]"));
  let frame = 0;
  const say = () => {
    const text = still ? words.end : frame ? words.pause : words.play;
    /** @type {HTMLElement} */ (place.querySelector(".live__panel > button")).textContent = text;
  };
  const move = (/** @type {number} */ to) => {
    slider().value = String(to);
    slider().dispatchEvent(new Event("input"));
  };
  const pause = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    say();
  };
  const run = () => {
    const end = Number(slider().max);
    const from = slider().valueAsNumber % end;
    let began = NaN;
    const tick = (/** @type {number} */ now) => {
      began ||= now;
      const to = Math.min(end, Math.floor(from + ((now - began) / 1000) * SPEED));
      move(to);
      if (to === end) return pause();
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
    say();
  };
  return {
    press: () => (still ? move(Number(slider().max)) : frame ? pause() : run()),
    /** To be called when the controls are there. */
    ready() {
      say();
      slider().addEventListener("input", (event) => event.isTrusted && pause());
      place.addEventListener("reset", pause);
    },
  };
}
