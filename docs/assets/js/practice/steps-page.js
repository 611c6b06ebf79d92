// The steps calculator: batches and updates of a training, and the epochs that give so many.

import { calculator, table } from "./calculator.js";
import { fill, language, words } from "./dom.js";
import { whole } from "./entered.js";
import { count, epochsFor, outside, problems } from "./steps.js";

/**
 * @typedef {import("./steps.js").Setting} Setting
 * @typedef {import("./steps.js").Problem} Problem
 * @typedef {Record<string, string>} Words
 */

const number = new Intl.NumberFormat(language);
const NUMBERS = /** @type {const} */ (["examples", "batch", "replicas", "accumulation", "epochs"]);
const START = { examples: "10000", batch: "64", replicas: "1", accumulation: "1", epochs: "10" };

const place = document.querySelector("#tool-steps");
if (place) start(place, words(place));

/**
 * @param {Element} place
 * @param {Words} text
 */
function start(place, text) {
  const last = { name: "last", label: text.last, value: "keep", options: options(text, "last", ["keep", "drop"]) };
  const rest = { name: "rest", label: text.rest, value: "update", options: options(text, "rest", ["update", "none", "carry"]) };
  const typed = NUMBERS.map((name) => ({ name, label: text[name], value: START[name], number: /** @type {const} */ ("numeric") }));
  calculator(place, text.reset, [
    { title: text.forward, fields: [...typed, last, rest], show: (values) => forward(text, values) },
    { title: text.backward, fields: [{ name: "updates", label: text.wanted, value: "1000", number: "numeric" }], show: (values) => backward(text, values) },
  ]);
}

/**
 * @param {Words} text
 * @param {string} name
 * @param {string[]} values
 */
function options(text, name, values) {
  return values.map((value) => /** @type {[string, string]} */ ([value, text[`${name}-${value}`]]));
}

/**
 * @param {Record<string, string>} values
 * @returns {Setting}
 */
function setting(values) {
  const [examples, batch, replicas, accumulation, epochs] = NUMBERS.map((name) => whole(values[name]));
  return { examples, batch, replicas, accumulation, epochs, dropLast: values.last === "drop", rest: /** @type {Setting["rest"]} */ (values.rest) };
}

/**
 * @param {Words} text
 * @param {Record<string, string>} values
 * @returns {import("./calculator.js").Shown}
 */
function forward(text, values) {
  const given = setting(values);
  const hidden = given.accumulation === 1 ? ["rest"] : [];
  const wrong = problems(given);
  if (wrong.length) return { ...complaint(text, wrong[0], given), hidden };
  const found = count(given);
  return { text: sentence(text, given, found), content: [results(text, given, found)], hidden };
}

/**
 * @param {Words} text
 * @param {Problem} problem
 * @param {Setting} given
 * @returns {import("./calculator.js").Shown}
 */
function complaint(text, { code, fields, most = 0 }, given) {
  const named = { field: text[fields[0]] ?? text.wanted, most: number.format(most), examples: number.format(given.examples) };
  const counts = { batch: number.format(given.batch * given.replicas), accumulation: number.format(given.accumulation) };
  return { text: fill(text[`problem-${code}`], { ...named, ...counts }), wrong: fields };
}

/**
 * @param {Words} text
 * @param {Setting} given
 * @param {import("./steps.js").Count} found
 */
function sentence(text, { epochs, dropLast, replicas }, found) {
  const said = fill(text[epochs === 1 ? "said-one" : "said"], {
    batches: number.format(found.batches),
    steps: perEpoch(found),
    epochs: number.format(epochs),
    updates: number.format(found.updates),
  });
  const end = found.leftOut ? fill(text["said-left"], { left: number.format(found.leftOut) }) : "";
  const small = !dropLast && found.lastBatch < replicas ? fill(text["said-idle"], { last: number.format(found.lastBatch), replicas: number.format(replicas) }) : "";
  return [said, end, small].filter(Boolean).join(text.space);
}

/** @param {import("./steps.js").Count} found */
function perEpoch({ updatesPerEpoch: [least, most] }) {
  return least === most ? number.format(least) : `${number.format(least)}–${number.format(most)}`;
}

/**
 * @param {Words} text
 * @param {Setting} given
 * @param {import("./steps.js").Count} found
 */
function results(text, given, found) {
  const [examples, batch, replicas, accumulation, epochs] = NUMBERS.map((name) => number.format(given[name]));
  const [all, batches] = [number.format(found.globalBatch), number.format(found.batches)];
  const [down, up] = [["⌊", "⌋"], ["⌈", "⌉"]];
  const [open, close] = given.dropLast ? down : up;
  const [first, end] = given.rest === "update" ? up : down;
  const steps = given.rest === "carry" ? `⌊${batches} × ${epochs} ÷ ${accumulation}⌋` : `${perEpoch(found)} × ${epochs}`;
  const unused = given.dropLast ? `${examples} − ${batches} × ${all}` : "";
  const lastFrom = given.dropLast || found.lastBatch === found.globalBatch ? "" : `${examples} − ${number.format(found.batches - 1)} × ${all}`;
  return table(
    [text.quantity, text.value, text.from],
    [
      [text["row-global"], all, `${batch} × ${replicas}`],
      [text["row-batches"], batches, `${open}${examples} ÷ ${all}${close}`],
      [text["row-last"], number.format(found.lastBatch), lastFrom],
      [text["row-left"], number.format(found.leftOut), unused],
      [text["row-per-update"], number.format(found.perUpdate), `${all} × ${accumulation}`],
      [text["row-steps"], perEpoch(found), given.rest === "carry" ? "" : `${first}${batches} ÷ ${accumulation}${end}`],
      [text["row-updates"], number.format(found.updates), steps],
      [text["row-processed"], number.format(found.processed), `${number.format(given.examples - found.leftOut)} × ${epochs}`],
    ],
  );
}

/**
 * @param {Words} text
 * @param {Record<string, string>} values
 * @returns {import("./calculator.js").Shown}
 */
function backward(text, values) {
  const given = setting(values);
  const wanted = whole(values.updates);
  const [strange] = outside("wanted", wanted);
  if (strange) return { ...complaint(text, strange, given), wrong: ["updates"] };
  // How many epochs are trained above does not matter here.
  const others = problems({ ...given, epochs: 1 }).filter(({ code }) => code !== "no-update");
  if (others.length) return { text: text["first-above"] };
  const found = epochsFor(given, wanted);
  if (!found) return { text: text.never };
  const { epochs, before, after } = found;
  const named = { epochs: number.format(epochs), earlier: number.format(epochs - 1), wanted: number.format(wanted), before: number.format(before), after: number.format(after) };
  const into = { into: number.format(wanted - before), each: number.format(after - before) };
  return { text: fill(text[after === wanted ? "back-exact" : epochs === 1 ? "back-one" : "back"], { ...named, ...into }) };
}
