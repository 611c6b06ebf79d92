// Anscombe's four data sets, whose points can be moved and left out.

import { element, fill } from "../practice/dom.js";
import { leverage, summary, theilSen } from "./anscombe-model.js";
import { dataOf, live, wordsOf } from "./live.js";
import { legend, Plot, shape } from "./plot.js";
import { shown } from "./scales.js";

const BOX = { left: 2, right: 21, low: 0, high: 16 };
const STEP = 0.1;
/** Where the lab's figure begins: the point at the edge of the first set, 6 lower. */
const START = { set: "1", point: 11, up: -6 };
const ROWS = [["meanX", "meanY"], ["spreadX", "spreadY"], ["r"], ["r2"], ["slope"], ["robust"]];

/** @typedef {{x: number, y: number, right: number, up: number, out: boolean}} Moved */

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  const quartet = /** @type {[number[], number[]][]} */ (await dataOf("anscombe", "quartet"));
  /** @type {Moved[]} */
  let points = [];
  let drawn = { set: "", point: 0 };
  /** The points of a set as they were, by x and then y. @param {string} set */
  const originals = (set) => {
    const [xs, ys] = quartet[Number(set) - 1];
    const made = xs.map((x, at) => ({ x, y: ys[at], right: 0, up: 0, out: false }));
    return made.sort((one, other) => one.x - other.x || one.y - other.y);
  };
  const plot = new Plot({
    title: words.title,
    height: 290,
    left: 34,
    x: { domain: [BOX.left, BOX.right], ticks: [5, 10, 15, 20], label: "x" },
    y: { domain: [BOX.low, BOX.high], ticks: [0, 5, 10, 15], label: "y" },
  });
  const table = statistics(words);
  const begin = () => {
    points = originals(START.set);
    points[START.point - 1].up = START.up;
    drawn = { set: START.set, point: START.point };
  };
  begin();
  const signed = (/** @type {number} */ value) => (value > 0 ? "+" : "") + shown(value);
  const range = { min: -BOX.right, max: BOX.right, step: STEP, show: signed };
  const numbers = { min: 1, max: 11, step: 1 };
  /** The controls on the page, by their order. */
  const fields = () => {
    const [, state] = place.querySelectorAll("select");
    const [point, up, right] = place.querySelectorAll("input");
    return { state, point, up, right };
  };
  /** Let the controls say where the chosen point is, and how far it can go. */
  const sync = () => {
    const { state, point, up, right } = fields();
    const { x, y, ...moved } = points[drawn.point - 1];
    state.value = moved.out ? "out" : "in";
    set(point, drawn.point, 1, points.length);
    set(up, moved.up, BOX.low - y, BOX.high - y);
    set(right, moved.right, BOX.left - x, BOX.right - x);
  };
  const again = live(place, {
    controls: [
      { name: "set", label: words.set, options: quartet.map((_, at) => [String(at + 1), words[`set-${at + 1}`]]), value: START.set },
      { name: "point", label: words.point, ...numbers, value: START.point },
      { name: "up", label: words.up, ...range, value: START.up },
      { name: "right", label: words.right, ...range, value: 0 },
      { name: "state", label: words.state, options: [["in", words.in], ["out", words.out]], value: "in" },
    ],
    picture: [
      legend([{ series: 4, text: words.before }, { series: 2, text: words.after }, { series: 3, text: words["theil-sen"] }]),
      plot.svg,
      table.element,
    ],
    draw: ({ set, point, up, right, state }) => {
      if (set !== drawn.set || point !== drawn.point) {
        if (set !== drawn.set) points = originals(set);
        drawn = { set, point };
        sync();
      } else {
        Object.assign(points[point - 1], { up, right, out: state === "out" });
      }
      return show();
    },
  });
  sync();
  place.addEventListener("reset", () => (begin(), sync()));
  drag();

  /** Draw the points, and say what changed. */
  function show() {
    const before = originals(drawn.set).map(({ x, y }) => /** @type {[number, number]} */ ([x, y]));
    const chosen = points[drawn.point - 1];
    const kept = points.filter(({ out }) => !out);
    const now = kept.map(at);
    const [old, made] = [summary(before), summary(now)];
    const robust = theilSen(now);
    plot.curve("before", across(old), { series: 4, width: 1.4 });
    plot.curve("robust", across(robust), { series: 3 });
    plot.curve("after", across(made), { series: 2 });
    const moved = points.filter((each) => each.out || each.up || each.right);
    plot.dots("origins", moved.map(({ x, y }) => [x, y]), { series: 0, size: 4.5, open: true });
    plot.dots("points", kept.filter((each) => each !== chosen).map(at), { series: 1, size: 4.5 });
    plot.dots("chosen", chosen.out ? [] : [at(chosen)], { series: 0, size: 6 });
    plot.part("grips", "g").replaceChildren(...points.map(grip));
    table.fill({ ...old, robust: theilSen(before).slope }, { ...made, robust: robust.slope });
    return said(words, { chosen, old, made, pull: leverage(now)[kept.indexOf(chosen)], count: moved.length });
  }

  /**
   * What a finger or a mouse takes hold of.
   * @param {Moved} point
   * @param {number} place
   */
  function grip(point, place) {
    const [x, y] = at(point);
    return shape("circle", { cx: plot.x(x).toFixed(1), cy: plot.y(y).toFixed(1), r: 16, class: "plot__handle", "data-point": place + 1 });
  }

  /** Points follow the pointer. */
  function drag() {
    /** @type {number | null} */
    let held = null;
    // The style sheet's touch-action does not reach shapes in every browser: else the page scrolls.
    plot.svg.addEventListener("touchstart", (event) => taken(event) && event.preventDefault(), { passive: false });
    plot.svg.addEventListener("pointerdown", (event) => {
      const found = nearest(event);
      if (!found) return;
      event.preventDefault();
      held = event.pointerId;
      plot.svg.setPointerCapture(held);
      drawn.point = found;
      sync();
    });
    plot.svg.addEventListener("pointermove", (event) => {
      if (event.pointerId !== held) return;
      const [x, y] = under(event);
      const point = points[drawn.point - 1];
      point.right = round(x - point.x, BOX.left - point.x, BOX.right - point.x);
      point.up = round(y - point.y, BOX.low - point.y, BOX.high - point.y);
      sync();
      again();
    });
    const drop = () => (held = null);
    plot.svg.addEventListener("pointerup", drop);
    plot.svg.addEventListener("pointercancel", drop);
  }

  /**
   * The values under a pointer.
   * @param {PointerEvent} event
   */
  function under(event) {
    const box = plot.svg.getBoundingClientRect();
    const unit = plot.width / box.width;
    return [plot.x.invert((event.clientX - box.left) * unit), plot.y.invert((event.clientY - box.top) * unit)];
  }

  /**
   * The number of the point that a pointer takes hold of: of several, the nearest.
   * @param {PointerEvent} event
   */
  function nearest(event) {
    if (!taken(event)) return 0;
    const [x, y] = under(event);
    const far = points.map((point) => Math.hypot(plot.x(at(point)[0]) - plot.x(x), plot.y(at(point)[1]) - plot.y(y)));
    return far.indexOf(Math.min(...far)) + 1;
  }
}

/**
 * Whether a finger or a mouse is on a point.
 * @param {Event} event
 */
function taken({ target }) {
  return target instanceof Element && target.matches(".plot__handle");
}

/**
 * Where a point is now.
 * @param {Moved} point
 * @returns {[number, number]}
 */
function at({ x, y, right, up }) {
  // Two decimals, as in the data: else 8.0 + 0.1 − 0.1 is not 8.
  return [Number((x + right).toFixed(2)), Number((y + up).toFixed(2))];
}

/**
 * @param {{slope: number, intercept: number}} line
 * @returns {[number, number][]} its two ends in the plot, or none where it is undefined
 */
function across({ slope, intercept }) {
  return [[BOX.left, intercept + slope * BOX.left], [BOX.right, intercept + slope * BOX.right]];
}

/**
 * A move in whole steps that stays in the plot.
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
function round(value, min, max) {
  const [first, last] = [Math.ceil(min / STEP - 1e-9), Math.floor(max / STEP + 1e-9)];
  return Number((Math.min(last, Math.max(first, Math.round(value / STEP))) * STEP).toFixed(1));
}

/**
 * Put a value into a slider, as if the reader had moved it.
 * @param {HTMLInputElement} input
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
function set(input, value, min, max) {
  const [low, high] = [Math.ceil(min / STEP - 1e-9) * STEP, Math.floor(max / STEP + 1e-9) * STEP];
  Object.assign(input, { min: low.toFixed(1), max: high.toFixed(1), value: String(value) });
  input.dispatchEvent(new Event("input"));
}

/**
 * A table of statistics, before and now.
 * @param {Record<string, string>} words
 */
function statistics(words) {
  const table = element("table", "live__table");
  const head = element("tr");
  for (const text of [words.statistic, words.before, words.now]) head.append(header(text, "col"));
  const rows = ROWS.map((names) => {
    const row = element("tr");
    const cells = [element("td"), element("td")];
    row.append(header(words[names[0]], "row"), ...cells);
    return { row, cells, names };
  });
  const [top, body] = [element("thead"), element("tbody")];
  top.append(head);
  body.append(...rows.map(({ row }) => row));
  table.append(top, body);
  /** @param {Record<string, number>[]} sides before and now */
  const write = (...sides) => {
    for (const { cells, names } of rows) {
      cells.forEach((cell, side) => (cell.textContent = names.map((name) => number(sides[side][name], words)).join(", ")));
    }
  };
  return { element: table, fill: write };
}

/**
 * @param {string} text
 * @param {string} scope
 */
function header(text, scope) {
  const cell = element("th", "", text);
  cell.setAttribute("scope", scope);
  return cell;
}

/**
 * @param {number} value
 * @param {Record<string, string>} words
 */
function number(value, words) {
  return Number.isNaN(value) ? words.undefined : fixed(value);
}

/** @param {number} value */
function fixed(value) {
  return (Math.abs(value) < 0.005 ? 0 : value).toFixed(2).replace("-", "−");
}

/**
 * @param {Record<string, string>} words
 * @param {{chosen: Moved, old: import("./anscombe-model.js").Summary, made: import("./anscombe-model.js").Summary, pull: number, count: number}} seen
 */
function said(words, { chosen, old, made, pull, count }) {
  const [x, y] = at(chosen).map(String);
  const what = chosen.out ? "text-out" : chosen.up || chosen.right ? "text-moved" : "text-still";
  const change = { s0: fixed(old.slope), s1: fixed(made.slope), r0: fixed(old.r), r1: number(made.r, words) };
  const result = Number.isNaN(made.slope) ? "text-undefined" : count ? "text-changed" : "text-same";
  const parts = [fill(words[what], { x, y, x0: chosen.x, y0: chosen.y }), fill(words[result], change)];
  if (!Number.isNaN(pull) && pull !== undefined) parts.push(fill(words["text-leverage"], { h: fixed(pull) }));
  return parts.join(words.between ?? "");
}
