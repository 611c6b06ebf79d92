// A figure to try out: controls below the lab's own figure, whose drawing gives way to a live one.
// The current values stand as text beside the picture, and are announced when a control rests.

import { button, element } from "../practice/dom.js";

/**
 * @typedef {{name: string, label: string, min: number, max: number, step: number, value: number, ticks?: number[], show?: (value: number) => string}} Slider `ticks` are marked below it
 * @typedef {{name: string, label: string, options: [string, string][], value: string}} Choice
 * @typedef {{name: string, label: string, press: () => void}} Press
 * @typedef {Record<string, any>} Values by name: numbers of sliders, words of choices
 * @typedef {{controls: (Slider | Choice | Press)[], picture: Node[], draw: (values: Values) => string}} Live
 *   `picture` is what stands in the figure; `draw` brings it into line with the values and returns
 *   the text that says what is seen, in one or two sentences with the numbers
 */

const REST = 500; // milliseconds without a change until a text is announced

/**
 * The words that the build wrote into a figure's place.
 * @param {Element} place
 * @returns {Record<string, string>}
 */
export function wordsOf(place) {
  return JSON.parse(place.querySelector("script")?.textContent ?? "{}");
}

/**
 * What a lab computed for a live figure.
 * @param {string} lab
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function dataOf(lab, name) {
  const answer = await fetch(new URL(`../../labs/${lab}-${name}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`${lab}-${name}.json: ${answer.status}`);
  return answer.json();
}

/**
 * Bring a figure to life.
 * @param {HTMLElement} place after the figure
 * @param {Live} parts
 * @returns {(() => void) & {set: (name: string, value: number | string) => void}} draws again, for
 *   parts that are moved directly; `set` moves a control
 */
export function live(place, { controls, picture, draw }) {
  const words = wordsOf(place);
  const figure = /** @type {HTMLElement} */ (place.previousElementSibling);
  const stage = element("div", "live__picture");
  stage.append(...picture);
  figure.prepend(stage);
  const panel = element("div", "live__panel");
  const text = element("p", "live__text");
  const spoken = element("p", "live__spoken");
  spoken.setAttribute("role", "status");
  /** @type {Map<string, Field>} */
  const fields = new Map();
  let frame = 0;
  let rest = 0;
  const show = () => {
    frame = 0;
    const values = Object.fromEntries([...fields].map(([name, field]) => [name, field.value()]));
    text.textContent = draw(values);
    clearTimeout(rest);
    rest = window.setTimeout(() => (spoken.textContent = text.textContent), REST);
  };
  const later = () => (frame ||= requestAnimationFrame(show));
  for (const control of controls) {
    if ("press" in control) {
      panel.append(button(control.label, () => (control.press(), later())));
      continue;
    }
    const field = "options" in control ? choice(control, later) : slider(control, later);
    fields.set(control.name, field);
    panel.append(field.element);
  }
  const reset = () => {
    for (const field of fields.values()) field.reset();
    place.dispatchEvent(new Event("reset"));
    later();
  };
  const lab = button(words["live-lab"] ?? "", () => turn());
  lab.setAttribute("aria-pressed", "false");
  const recaption = captions(figure, words.caption);
  /** The lab's own drawing, and back. */
  const turn = () => {
    const own = figure.classList.toggle("lab-figure--live") === false;
    lab.setAttribute("aria-pressed", String(own));
    recaption(own);
  };
  const buttons = element("div", "live__buttons");
  buttons.append(button(words["live-reset"] ?? "", reset), lab);
  panel.append(buttons);
  place.replaceChildren(text, panel, spoken, /** @type {Node} */ (place.querySelector("script")));
  figure.classList.add("lab-figure--live");
  recaption(false);
  show();
  /** @type {HTMLElement | null} */ (panel.querySelector("input, select, button"))?.focus();
  return Object.assign(later, {
    set: (/** @type {string} */ name, /** @type {number | string} */ value) => (fields.get(name)?.set(value), later()),
  });
}

/**
 * The caption of the lab's figure gives way to one for the live figure, where there is one, and
 * comes back.
 * @param {HTMLElement} figure
 * @param {string} [text]
 */
function captions(figure, text) {
  const caption = figure.querySelector("figcaption")?.firstChild;
  if (!text || !(caption instanceof Text)) return () => {};
  const given = caption.data;
  return (/** @type {boolean} */ own) => void (caption.data = own ? given : `${text} `);
}

/**
 * @typedef {{element: HTMLElement, value: () => number | string, set: (value: number | string) => void, reset: () => void}} Field
 */

/**
 * @param {Slider} given
 * @param {() => void} changed
 * @returns {Field}
 */
function slider({ name, label, min, max, step, value, ticks = [], show = String }, changed) {
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min, max, step, value });
  const output = element("output");
  const say = () => {
    const text = show(input.valueAsNumber);
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("input", () => (say(), changed()));
  say();
  const set = (/** @type {number | string} */ to) => ((input.value = String(to)), say());
  const made = labelled(label, input, output);
  if (ticks.length) {
    const list = document.createElement("datalist");
    list.id = `ticks-${name}-${document.querySelectorAll("datalist").length}`;
    list.append(...ticks.map((tick) => new Option("", String(tick))));
    input.setAttribute("list", list.id);
    made.append(list);
  }
  return { element: made, value: () => input.valueAsNumber, set, reset: () => set(value) };
}

/**
 * @param {Choice} given
 * @param {() => void} changed
 * @returns {Field}
 */
function choice({ label, options, value }, changed) {
  const select = document.createElement("select");
  for (const [key, text] of options) select.add(new Option(text, key));
  select.value = value;
  select.addEventListener("change", changed);
  const set = (/** @type {number | string} */ to) => (select.value = String(to));
  return { element: labelled(label, select), value: () => select.value, set, reset: () => set(value) };
}

/**
 * @param {string} text
 * @param {...HTMLElement} parts
 */
function labelled(text, ...parts) {
  const label = element("label", "live__field");
  label.append(element("span", "", text), ...parts);
  return label;
}
