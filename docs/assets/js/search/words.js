// Words: what a query asks for, and what a text is made of.  Japanese writes no
// spaces, so a change of script ends a word, and hiragana are mostly grammar.

import { fold } from "./fold.js";

const JAPANESE = "\\p{sc=Han}々ぁ-ゖァ-ヺー";
const LATIN = new RegExp(`(?:(?![${JAPANESE}])[\\p{L}\\p{N}])+`, "gu");
/** A word of two parts, as 外れ値 and 書き込み: kana that is no particle and no ending joins them. */
const JOINED = "(?<![\\p{sc=Han}々])[\\p{sc=Han}々](?:(?![のをにがはとでへもやいうくぐすつぬぶむるな])[ぁ-ゖ]){1,2}[\\p{sc=Han}々]+";
/** Runs of one script; the rest separates. */
const RUN = new RegExp(`${JOINED}|[\\p{sc=Han}々]+|[ぁ-ゖ]+|[ァ-ヺー]+|${LATIN.source}`, "gu");
const HAN = /^[\p{sc=Han}々]/u;
const HIRAGANA = /^[ぁ-ゖ]/;

/** English words that ask but do not say what for. */
const EMPTY = wordSet(`
  a about all an and any are as at be best better between but by call called can could did difference
  differences different do does doing done each find for from gcp get give good google had happen
  happened happens has have help how i if in instead into is it its just kind know like make makes
  mean meaning means more most much my name named need not now of on one only or other our out should
  so some than that the their them then there these they this those to today too use used using versus
  vs want was we well were what when where whether which while who why will with without work works
  would you your
`);
/** Words that say a little. */
const WEAK = wordSet(`
  avoid build choose compare create cut explain fix improve increase learn prevent reduce run runs
  running solve start stop try understand way ways
`);
/** Japanese words that only ask. */
const EMPTY_JA = wordSet("方法 何 意味 場合 時 比較 仕方 種類 必要 可能 使い分 使い方 作り方 選び方");
/** Verbs, by their first character and what follows it, that say next to nothing. */
const EMPTY_VERBS = /^(?:違い|使[いうえっわ]|作[りるっ]|選[びぶべん]|教え|知[りるっ]|見[るたて]|出[すし]|行[うい]|分け)/;

/**
 * @typedef {{text: string, latin: boolean, weight: number, last: boolean}} Term
 *   `weight`: how much of the query it is, up to 1; `last`: it may be unfinished
 */

/**
 * What a query asks for.
 * @param {string} query
 * @returns {Term[]}
 */
export function terms(query) {
  const typed = query.normalize("NFKC").trimEnd();
  const found = [...typed.matchAll(RUN)].flatMap((run) => {
    if (HIRAGANA.test(run[0])) return [];
    const end = run.index + run[0].length;
    const alone = run[0].length < 2 && HAN.test(run[0]);
    // A single character is a verb or an adjective: the next one tells which.
    const whole = alone && HIRAGANA.test(typed.slice(end)) ? run[0] + typed[end] : run[0];
    const text = fold(whole);
    const latin = !HAN.test(text) && !/^[ァ-ヺ]/.test(text);
    return [{ text, latin, weight: weigh(run[0], text, latin), last: end === typed.length }];
  });
  const some = found.some(({ weight }) => weight > 0);
  return found.filter(({ text }) => text).map((term) => (some ? term : { ...term, weight: 1 }));
}

/**
 * @param {string} run as it was typed
 * @param {string} text folded, with what a single character needs
 * @param {boolean} latin
 */
function weigh(run, text, latin) {
  if (latin) return EMPTY.has(text) ? 0 : WEAK.has(text) ? 0.5 : 1;
  if (EMPTY_JA.has(run) || EMPTY_VERBS.test(text)) return 0;
  return run.length < 2 ? 0.5 : 1;
}

/**
 * The Latin words of a folded text.
 * @param {string} text
 */
export function latin(text) {
  return text.match(LATIN) ?? [];
}

/**
 * The stem of an English word: overfitting, overfitted → overfit; quantised → quantiz.
 * @param {string} word
 */
export function stem(word) {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const root = word
    .replace(/is(e|ed|es|er|ers|ing|ation|ations)$/, "iz$1")
    .replace(/(ss|sh|ch|x|z)es$/, "$1")
    .replace(/([^siu])s$/, "$1")
    .replace(/(?:ication|ie|ied|ier|y)$/, "i")
    .replace(/(?<=[a-z]{3})(?:ation|able|ing|ed|er|(?<=[a-z]{4})est|e)$/, "");
  return root.replace(/([bdfglmnprstz])\1$/, "$1");
}

/**
 * Pairs of neighbours, for a compound that the text does not have as a whole.
 * @param {string} text
 */
export function pairs(text) {
  return Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2));
}

/** @param {string} words */
function wordSet(words) {
  return new Set(words.trim().split(/\s+/));
}
