// A plot as SVG: axes, curves, dots, bars, a heat map, rules and notes.  Each part has a name and
// is changed in place when it is drawn again.  Colours are the roles of the style sheet, and
// series differ by dashes and marks too.

import { path, powers, scale, shown, ticks } from "./scales.js";

/**
 * @typedef {[number, number]} Pair
 * @typedef {{domain: Pair, label?: string, log?: boolean, ticks?: number[], show?: (value: number) => string}} Axis
 * @typedef {{series?: number, dash?: string, width?: number}} Look `series` 1 to 5, 0 is ink
 */

const SVG = "http://www.w3.org/2000/svg";
const DASHES = ["", "", "6 3", "8 3 2 3", "2 2.500", "8 2 2 2 2 2"];
let made = 0;

/**
 * @param {number} [series]
 */
export function colour(series = 0) {
  return series ? `var(--fig-${series})` : "var(--fig-ink)";
}

/**
 * An SVG element.
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {string} [text]
 */
export function shape(tag, attributes = {}, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

export class Plot {
  /** @type {Map<string, SVGElement>} */
  #parts = new Map();
  /** @type {Map<string, (place: number, x: number, y: number) => void>} */
  #moved = new Map();

  /**
   * @param {{title: string, x: Axis, y: Axis, width?: number, height?: number, left?: number}} given
   *   `title` is what screen readers say; `left` the room for the labels of the y axis
   */
  constructor({ title, x, y, width = 400, height = 250, left = 52 }) {
    this.width = width;
    this.height = height;
    this.inner = { left, right: width - 22, top: y.label ? 26 : 10, bottom: height - (x.label ? 44 : 26) };
    const id = `plot-${++made}`;
    this.svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": id, class: "plot" });
    this.svg.append(shape("title", { id }, title));
    const clip = shape("clipPath", { id: `${id}-clip` });
    const { right, top, bottom } = this.inner;
    clip.append(shape("rect", { x: left, y: top - 2, width: right - left, height: bottom - top + 4 }));
    this.axesPart = shape("g");
    this.inside = shape("g", { "clip-path": `url(#${id}-clip)` });
    this.above = shape("g");
    this.svg.append(clip, this.axesPart, this.inside, this.above);
    this.axes(x, y);
  }

  /**
   * New axes; what is drawn must be drawn again.
   * @param {Axis} x
   * @param {Axis} y
   */
  axes(x, y) {
    const { left, right, top, bottom } = this.inner;
    this.x = scale(x.domain, [left, right], x.log);
    this.y = scale(y.domain, [bottom, top], y.log);
    this.axesPart.replaceChildren(...this.#horizontal(x), ...this.#vertical(y));
  }

  /** @param {Axis} axis */
  #horizontal(axis) {
    const { left, right, bottom, top } = this.inner;
    const parts = marks(axis).flatMap((value) => {
      const at = this.x(value).toFixed(1);
      const text = (axis.show ?? shown)(value);
      return [
        shape("path", { d: `M${at} ${top}V${bottom}`, stroke: "var(--fig-grid)", "stroke-width": 0.7 }),
        shape("text", { x: at, y: bottom + 16, "text-anchor": "middle", class: "plot__tick" }, text),
      ];
    });
    parts.push(shape("path", { d: `M${left} ${bottom}H${right}`, stroke: "var(--fig-muted)", "stroke-width": 0.8 }));
    if (axis.label) {
      const middle = { x: (left + right) / 2, y: this.height - 6, "text-anchor": "middle" };
      parts.push(shape("text", { ...middle, class: "plot__label" }, axis.label));
    }
    return parts;
  }

  /** @param {Axis} axis */
  #vertical(axis) {
    const { left, right, top, bottom } = this.inner;
    const parts = marks(axis).flatMap((value) => {
      const at = this.y(value);
      const text = (axis.show ?? shown)(value);
      return [
        shape("path", { d: `M${left} ${at.toFixed(1)}H${right}`, stroke: "var(--fig-grid)", "stroke-width": 0.7 }),
        shape("text", { x: left - 6, y: (at + 4).toFixed(1), "text-anchor": "end", class: "plot__tick" }, text),
      ];
    });
    parts.push(shape("path", { d: `M${left} ${top}V${bottom}`, stroke: "var(--fig-muted)", "stroke-width": 0.8 }));
    // Above the axis and level: rotated text is hard to read, above all in Japanese.
    if (axis.label) parts.push(shape("text", { x: 2, y: 14, class: "plot__label" }, axis.label));
    return parts;
  }

  /**
   * The part of a name, made at its first use.
   * @param {string} name
   * @param {string} tag
   * @param {SVGElement} [where]
   */
  part(name, tag, where = this.inside) {
    let part = this.#parts.get(name);
    if (!part) {
      part = shape(tag);
      this.#parts.set(name, part);
      where.append(part);
    }
    return part;
  }

  /** @param {string} name */
  remove(name) {
    this.#parts.get(name)?.remove();
    this.#parts.delete(name);
  }

  /**
   * @param {string} name
   * @param {readonly (readonly [number, number])[]} points
   * @param {Look} [look]
   */
  curve(name, points, { series = 1, dash = DASHES[series], width = 1.8 } = {}) {
    const attributes = { d: path(points, this.x, this.y), fill: "none", stroke: colour(series), "stroke-width": width };
    set(this.part(name, "path"), { ...attributes, "stroke-dasharray": dash || "none", "stroke-linejoin": "round" });
  }

  /**
   * @param {string} name
   * @param {readonly (readonly [number, number])[]} points
   * @param {Look & {size?: number, open?: boolean}} [look]
   */
  dots(name, points, { series = 1, size = 3, open = false } = {}) {
    const paint = open ? { fill: "var(--paper)", stroke: colour(series) } : { fill: colour(series) };
    const dots = points
      .map(([x, y]) => [this.x(x), this.y(y)])
      .filter((place) => place.every(Number.isFinite))
      .map(([cx, cy]) => shape("circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r: size, ...paint }));
    this.part(name, "g").replaceChildren(...dots);
  }

  /**
   * Bars from the foot of the plot, or from `from`.
   * @param {string} name
   * @param {readonly {from: number, to: number, value: number, series?: number}[]} bars places on the x axis
   * @param {{foot?: number, opacity?: number}} [look]
   */
  bars(name, bars, { foot = this.y.log ? this.y.min : Math.max(0, this.y.min), opacity = 1 } = {}) {
    const drawn = bars.map(({ from, to, value, series = 1 }) => {
      const [left, right] = [this.x(from), this.x(to)];
      const [one, two] = [this.y(value), this.y(foot)];
      const place = { x: left.toFixed(1), y: Math.min(one, two).toFixed(1) };
      const size = { width: Math.max(0, right - left).toFixed(1), height: Math.abs(two - one).toFixed(1) };
      return shape("rect", { ...place, ...size, fill: colour(series), opacity });
    });
    this.part(name, "g").replaceChildren(...drawn);
  }

  /**
   * A straight line across the plot at a value of one axis, with its name beside it.
   * @param {string} name
   * @param {{x?: number, y?: number, text?: string} & Look} given
   */
  rule(name, { x, y, text = "", series = 0, dash = "4 3", width = 1.2 }) {
    const { left, right, top, bottom } = this.inner;
    const at = x === undefined ? this.y(Number(y)) : this.x(x);
    const d = x === undefined ? `M${left} ${at.toFixed(1)}H${right}` : `M${at.toFixed(1)} ${top}V${bottom}`;
    const line = shape("path", { d, stroke: colour(series), "stroke-width": width, "stroke-dasharray": dash || "none" });
    const turned = x !== undefined && at > (left + right) / 2;
    const place = x === undefined ? { x: right - 2, y: (at - 4).toFixed(1) } : { x: (at + (turned ? -4 : 4)).toFixed(1), y: top + 10 };
    const anchor = x === undefined || turned ? "end" : "start";
    const note = shape("text", { ...place, "text-anchor": anchor, fill: colour(series), class: "plot__note" }, text);
    this.part(name, "g", this.above).replaceChildren(line, note);
  }

  /**
   * A text at a point.
   * @param {string} name
   * @param {{x: number, y: number, text: string, anchor?: "start" | "middle" | "end", series?: number}} given
   */
  note(name, { x, y, text, anchor = "start", series = 0 }) {
    const part = this.part(name, "text", this.above);
    set(part, { x: this.x(x).toFixed(1), y: this.y(y).toFixed(1), "text-anchor": anchor, fill: colour(series), class: "plot__note" });
    part.textContent = text;
  }

  /**
   * A region between two values of the x axis.
   * @param {string} name
   * @param {number} from
   * @param {number} to
   */
  band(name, from, to) {
    const { top, bottom } = this.inner;
    const [left, right] = [this.x(from), this.x(to)];
    set(this.part(name, "rect"), { x: left.toFixed(1), y: top, width: Math.max(0, right - left).toFixed(1), height: bottom - top, fill: "var(--fig-wash)" });
  }

  /**
   * A heat map; each cell is as opaque as its value between 0 and 1, and negative ones have the
   * second colour.
   * @param {string} name
   * @param {readonly (readonly number[])[]} rows from the top
   */
  heat(name, rows) {
    this.#cells(name, rows, (value) => ({
      fill: colour(value < 0 ? 2 : 1),
      opacity: Math.min(1, Math.abs(value)).toFixed(3),
    }));
  }

  /**
   * Make a part pale, so that it stays behind the others.
   * @param {string} name
   * @param {number} opacity
   */
  fade(name, opacity) {
    this.#parts.get(name)?.setAttribute("opacity", String(opacity));
  }

  /**
   * Places that a pointer can take hold of, each as large as a fingertip.
   * @param {string} name
   * @param {readonly (readonly [number, number])[]} points
   * @param {(place: number, x: number, y: number) => void} moved which one, and where the pointer is
   */
  grips(name, points, moved) {
    const grips = points.map(([x, y]) => shape("circle", { cx: this.x(x).toFixed(1), cy: this.y(y).toFixed(1), r: 15, class: "plot__grip" }));
    const part = this.part(name, "g", this.above);
    if (!this.#moved.has(name)) this.#hold(part, name);
    this.#moved.set(name, moved);
    part.replaceChildren(...grips);
  }

  /**
   * @param {SVGElement} part with the grips
   * @param {string} name
   */
  #hold(part, name) {
    let held = -1;
    // Without this a finger scrolls the page after a few pixels, in spite of `touch-action`.
    part.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    part.addEventListener("pointerdown", (event) => {
      held = [...part.children].indexOf(/** @type {Element} */ (event.target));
      // The picture keeps the pointer: grips are made anew whenever it is drawn.
      this.svg.setPointerCapture(event.pointerId);
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (held < 0) return;
      const { left, top, width, height } = this.svg.getBoundingClientRect();
      const x = ((event.clientX - left) / width) * this.width;
      const y = ((event.clientY - top) / height) * this.height;
      this.#moved.get(name)?.(held, this.x.invert(x), this.y.invert(y));
    });
    for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, () => (held = -1));
  }

  /**
   * Squares around points.
   * @param {string} name
   * @param {readonly (readonly [number, number, number])[]} squares x, y, and the side in units of the x axis
   * @param {Look & {open?: boolean}} [look]
   */
  squares(name, squares, { series = 1, open = false } = {}) {
    const paint = open ? { fill: "none", stroke: colour(series), "stroke-width": 1.4 } : { fill: colour(series) };
    const unit = Math.abs(this.x(1) - this.x(0));
    const drawn = squares.map(([x, y, side]) => {
      const width = (side * unit).toFixed(1);
      const place = { x: (this.x(x) - (side * unit) / 2).toFixed(1), y: (this.y(y) - (side * unit) / 2).toFixed(1) };
      return shape("rect", { ...place, width, height: width, ...paint });
    });
    this.part(name, "g").replaceChildren(...drawn);
  }

  /**
   * An image in shades of gray, which no theme changes: 0 is black, 1 is white.
   * @param {string} name
   * @param {readonly (readonly number[])[]} rows from the top
   */
  pixels(name, rows) {
    this.#cells(name, rows, (value) => {
      const shade = Math.round(255 * value);
      return { fill: `rgb(${shade}, ${shade}, ${shade})`, "shape-rendering": "crispEdges" };
    });
  }

  /**
   * A grid of cells that fills the plot.
   * @param {string} name
   * @param {readonly (readonly number[])[]} rows from the top
   * @param {(value: number) => Record<string, string>} paint
   */
  #cells(name, rows, paint) {
    const { left, right, top, bottom } = this.inner;
    const [wide, high] = [(right - left) / rows[0].length, (bottom - top) / rows.length];
    // A little larger than the cell: else hairlines show between them.
    const size = { width: (wide + 0.3).toFixed(1), height: (high + 0.3).toFixed(1) };
    const cells = rows.flatMap((row, down) =>
      row.map((value, across) => {
        const place = { x: (left + across * wide).toFixed(1), y: (top + down * high).toFixed(1) };
        return shape("rect", { ...place, ...size, ...paint(value) });
      }),
    );
    this.part(name, "g").replaceChildren(...cells);
  }
}

/** @param {Axis} axis */
function marks({ domain: [min, max], log, ticks: given }) {
  return given ?? (log ? powers(min, max) : ticks(min, max));
}

/**
 * @param {SVGElement} element
 * @param {Record<string, string | number>} attributes
 */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/**
 * What the series mean, as a list that wraps.
 * @param {{series: number, text: string, dot?: boolean, open?: boolean, dash?: string, opacity?: number}[]} entries
 *   `open` is a dot that is not filled
 */
export function legend(entries) {
  const list = document.createElement("ul");
  list.className = "plot-legend";
  for (const { series, text, dot, open, dash = DASHES[series], opacity = 1 } of entries) {
    const mark = shape("svg", { viewBox: "0 0 26 8", class: "plot-legend__mark", "aria-hidden": "true" });
    const line = { d: "M0 4H26", stroke: colour(series), "stroke-width": 2, "stroke-dasharray": dash || "none", opacity };
    const paint = open ? { fill: "var(--paper)", stroke: colour(series) } : { fill: colour(series) };
    mark.append(dot || open ? shape("circle", { cx: 13, cy: 4, r: 3.5, ...paint }) : shape("path", line));
    const item = document.createElement("li");
    item.append(mark, text);
    list.append(item);
  }
  return list;
}
