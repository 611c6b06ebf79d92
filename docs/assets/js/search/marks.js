// Marks the words of a query in titles and texts, as HTML.

import { fold } from "./fold.js";
import { stem } from "./words.js";

/** How much of a text is shown, in characters. */
const TEASER = 140;
/** How much of it comes before the first word that was found. */
const BEFORE = 30;

/**
 * Marks the words of a query in texts, and remembers those that were there.
 * @param {import("./words.js").Term[]} asked
 */
export function marker(asked) {
  const said = asked.filter(({ weight }) => weight);
  const roots = said.filter(({ latin }) => latin).map(({ text, last }) => ({ root: stem(text), text, last }));
  const others = said.filter(({ latin }) => !latin).map(({ text }) => text);
  /** @type {Set<string>} */
  const found = new Set();
  const spans = (/** @type {string} */ text) => {
    const places = [...latinSpans(text, roots), ...otherSpans(text, others)].sort((a, b) => a[0] - b[0]);
    return places.filter(([start], index) => index === 0 || start >= places[index - 1][1]);
  };
  const mark = (/** @type {string} */ text) => {
    let html = "";
    let end = 0;
    for (const [from, to] of spans(text)) {
      found.add(text.slice(from, to).toLowerCase());
      html += `${escape(text.slice(end, from))}<mark>${escape(text.slice(from, to))}</mark>`;
      end = to;
    }
    return html + escape(text.slice(end));
  };
  const tease = (/** @type {string} */ text) => {
    const first = spans(text)[0]?.[0] ?? 0;
    const start = first < TEASER / 2 ? 0 : first - BEFORE;
    const cut = text.slice(start, start + TEASER);
    return (start ? "…" : "") + mark(cut) + (start + TEASER < text.length ? "…" : "");
  };
  return { mark, tease, found };
}

/**
 * @param {string} text
 * @param {{root: string, text: string, last: boolean}[]} roots
 * @returns {[number, number][]}
 */
function latinSpans(text, roots) {
  if (!roots.length) return [];
  return [...text.matchAll(/[a-z0-9ａ-ｚＡ-Ｚ０-９]+/giu)].flatMap((match) => {
    const word = fold(match[0]);
    const fits = roots.some(({ root, text: typed, last }) => stem(word) === root || (last && word.startsWith(typed)));
    return fits ? [/** @type {[number, number]} */ ([match.index, match.index + match[0].length])] : [];
  });
}

/**
 * Folding changes lengths: each letter is folded alone, and its place kept.
 * @param {string} text
 * @param {string[]} wanted folded
 * @returns {[number, number][]}
 */
function otherSpans(text, wanted) {
  if (!wanted.length) return [];
  const places = [];
  let folded = "";
  for (let place = 0; place < text.length; place++) {
    const letter = text[place] === "ー" ? "" : fold(text[place]);
    for (let each = 0; each < letter.length; each++) places.push(place);
    folded += letter;
  }
  return wanted.flatMap((each) => {
    /** @type {[number, number][]} */
    const found = [];
    for (let at = folded.indexOf(each); at >= 0 && each; at = folded.indexOf(each, at + each.length)) {
      found.push([places[at], places[at + each.length] ?? text.length]);
    }
    return found;
  });
}

const SIGNS = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" });

/** @param {string} text */
export function escape(text) {
  return text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);
}
