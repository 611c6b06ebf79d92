// What a test set can tell, as a reader asks: about one model, about two, and before measuring.

import { calculator, table } from "./calculator.js";
import { fill, language, words } from "./dom.js";
import { decimal, whole } from "./entered.js";
import { difference, differingProblems, examplesFor, mcnemar, shareProblems, wishProblems } from "./interval.js";
import { halfWidth, wilson, Z } from "./wilson.js";

/**
 * @typedef {Record<string, string>} Words
 * @typedef {Record<string, string>} Values
 * @typedef {import("./calculator.js").Shown} Shown
 */

const number = new Intl.NumberFormat(language);
/** The fewest and most decimals of a percentage. */
const [FEWEST, MOST_DECIMALS] = [1, 4];

const place = document.querySelector("#tool-interval");
if (place) start(place, words(place));

/**
 * @param {Element} place
 * @param {Words} text
 */
function start(place, text) {
  /** @param {string} name @param {string} value @param {"numeric" | "decimal"} [keys] */
  const field = (name, value, keys = "numeric") => ({ name, label: text[name], value, number: keys });
  const pair = [field("two", "840"), field("first", "50"), field("second", "30")];
  calculator(place, text.reset, [
    { title: text["title-one"], fields: [field("asked", "1000"), field("one", "860")], show: (values) => oneModel(text, values) },
    { title: text["title-two"], fields: pair, show: (values) => twoModels(text, values) },
    { title: text["title-wish"], fields: [field("share", "90", "decimal"), field("half", "2", "decimal")], show: (values) => wish(text, values) },
  ]);
}

/**
 * @param {Words} text
 * @param {import("./interval.js").Problem} problem
 * @returns {Shown}
 */
function complaint(text, { code, fields, values = {} }) {
  const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, signed(value)]));
  return { text: fill(text[`problem-${code}`], { ...shown, field: text[fields[0]] }), wrong: fields };
}

/**
 * @param {Words} text
 * @param {Values} values
 * @returns {Shown}
 */
function oneModel(text, values) {
  const [asked, right] = [whole(values.asked), whole(values.one)];
  const [problem] = shareProblems(right, asked, ["one", "asked"]);
  if (problem) return complaint(text, problem);
  const [[low, high], share] = [wilson(right, asked), right / asked];
  const percent = percents(high - low);
  const named = { right: number.format(right), asked: number.format(asked), share: percent(share), low: percent(low), high: percent(high) };
  const simple = Z * Math.sqrt((share * (1 - share)) / asked);
  const rows = /** @type {[string, string, string?][]} */ ([
    [text["row-share"], named.share, `${named.right} ÷ ${named.asked}`],
    [text["row-wilson"], fill(text.range, named), ""],
    [text["row-half"], `±${points(high - low)((high - low) / 2)}`, ""],
    [text["row-simple"], fill(text.range, { low: percent(share - simple), high: percent(share + simple) }), `p ± 1.96 √(p(1 − p) ÷ ${named.asked})`],
  ]);
  return { text: fill(text["said-one"], named), content: [table([text.quantity, text.value, text.from], rows)] };
}

/**
 * @param {Words} text
 * @param {Values} values
 * @returns {Shown}
 */
function twoModels(text, values) {
  const [asked, one, two] = [whole(values.asked), whole(values.one), whole(values.two)];
  if (shareProblems(one, asked, ["one", "asked"]).length) return { text: text["first-above"] };
  const [problem] = shareProblems(two, asked, ["two", "two"]);
  if (problem) return complaint(text, problem);
  const found = difference(one, two, asked);
  const show = points(found.high - found.low);
  const named = { difference: show(found.difference), low: show(found.low), high: show(found.high) };
  const other = fill(text[found.low > 0 || found.high < 0 ? "said-two-apart" : "said-two-open"], named);
  const rows = /** @type {[string, string, string?][]} */ ([
    [text["row-difference"], named.difference, `(${number.format(one)} − ${number.format(two)}) ÷ ${number.format(asked)}`],
    [text["row-newcombe"], fill(text.range, named), ""],
  ]);
  const same = paired(text, values, { asked, one, two });
  if (same.row) rows.push(same.row);
  const said = [other, same.shown.text].filter(Boolean).join(text.space);
  return { ...same.shown, text: same.shown.wrong ? same.shown.text : said, content: [table([text.quantity, text.value, text.from], rows)] };
}

/**
 * The test for the same examples, if the reader knows on which the models differ.
 * @param {Words} text
 * @param {Values} values
 * @param {{asked: number, one: number, two: number}} counts
 * @returns {{shown: Shown, row?: [string, string, string]}}
 */
function paired(text, values, counts) {
  if (!values.first.trim() && !values.second.trim()) return { shown: { text: text["said-unpaired"] } };
  const [first, second] = [whole(values.first), whole(values.second)];
  const [problem] = differingProblems({ ...counts, first, second });
  if (problem) return { shown: complaint(text, problem) };
  if (!(first + second)) return { shown: { text: text["said-none"] } };
  const p = probability(text, mcnemar(first, second));
  const named = { first: number.format(first), second: number.format(second), p };
  const row = /** @type {[string, string, string]} */ ([text["row-mcnemar"], p, fill(text["mcnemar-from"], named)]);
  return { shown: { text: fill(text["said-paired"], named) }, row };
}

/**
 * @param {Words} text
 * @param {Values} values
 * @returns {Shown}
 */
function wish(text, values) {
  const [share, half] = [decimal(values.share) / 100, decimal(values.half) / 100];
  const [problem] = wishProblems(share, half);
  if (problem) return complaint(text, problem);
  const examples = examplesFor(share, half);
  const simple = Math.ceil(share * (1 - share) * (Z / half) ** 2 - 1e-9);
  const named = { share: String(decimal(values.share)), half: String(decimal(values.half)), examples: number.format(examples) };
  const reached = points(2 * half)(halfWidth(share, examples));
  const rows = /** @type {[string, string, string?][]} */ ([
    [text["row-wish"], named.examples, fill(text["wish-reached"], { half: reached })],
    [text["row-wish-simple"], simple ? number.format(simple) : text.undefined, `1.96² p(1 − p) ÷ (${named.half}%)²`],
  ]);
  return { text: fill(text["said-wish"], named), content: [table([text.quantity, text.value, text.from], rows)] };
}

/**
 * Shares in percent, with as many decimals as their interval deserves.
 * @param {number} width of the interval
 */
function percents(width) {
  const show = points(width);
  return (/** @type {number} */ share) => `${show(share)}%`;
}

/**
 * @param {number} width
 */
function points(width) {
  const decimals = Math.min(MOST_DECIMALS, Math.max(FEWEST, Math.ceil(1 - Math.log10(100 * width))));
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (/** @type {number} */ share) => format.format(100 * share + 0).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
}

/** @param {number} value */
function signed(value) {
  return number.format(value).replace("-", "−");
}

/**
 * @param {Words} text
 * @param {number} p
 */
function probability(text, p) {
  return p < 0.0001 ? text.tiny : String(Number(p.toPrecision(2)));
}
