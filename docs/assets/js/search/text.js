// The second tier: the text of all sections.  Latin words are looked up by their
// stems; Japanese, which has no words to look up, by reading the whole text.
// Sections are ranked by BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75).

import { distance } from "./distance.js";
import { fold } from "./fold.js";
import { latin, pairs, stem } from "./words.js";

const K1 = 1.2;
const B = 0.75;
/** A heading says what its section is about: it counts as so many mentions. */
const HEADING = 4;
const TITLE = 6;
/** What a word that was guessed, and a compound that was taken apart, counts. */
const GUESSED = 0.8;
const APART = 0.7;
/** What a word counts that asks rather than says. */
const OPTIONAL = 0.3;
/** What it counts that all words are on a page, but in different sections. */
const SCATTERED = 0.8;

/**
 * @typedef {[id: string, heading: string, text: string]} PackedSection
 * @typedef {[url: string, title: string, sections: PackedSection[]]} PackedPage
 * @typedef {{page: number, id: string, heading: string, text: string, length: number}} Section
 * @typedef {{
 *   pages: {url: string, title: string}[], sections: Section[],
 *   text: string, starts: number[], words: Map<string, number[]>, known: Map<string, Set<string>>, mean: number,
 * }} Library
 * @typedef {{page: number, score: number, coverage: number, sections: {section: number, score: number}[]}} Read
 */

/**
 * The text of the site, ready to be searched.
 * @param {PackedPage[]} packed
 * @param {import("./names.js").Name[]} names what people call the things that sections are about
 * @returns {Library}
 */
export function shelve(packed, names) {
  /** @type {Map<string, string[]>} */
  const called = new Map();
  for (const { text, kind, target } of names) {
    if (kind !== "misspelt" && kind !== "heading") called.set(target.url, [...(called.get(target.url) ?? []), text]);
  }
  /** @type {Library} */
  const library = { pages: [], sections: [], text: "", starts: [], words: new Map(), known: new Map(), mean: 0 };
  /** @type {string[]} */
  const parts = [];
  let length = 0;
  for (const [url, title, sections] of packed) {
    const page = library.pages.push({ url, title }) - 1;
    for (const [id, heading, text] of sections) {
      const head = id ? Array(HEADING).fill(heading) : Array(TITLE).fill(title);
      const aliases = called.get(id ? `${url}#${id}` : url) ?? [];
      const folded = `${fold([...head, ...aliases, text].join("\n"))}\n`;
      const number = library.sections.push({ page, id, heading, text, length: text.length + 1 }) - 1;
      library.starts.push(length);
      length += folded.length;
      parts.push(folded);
      index(library, folded, number);
    }
  }
  library.text = parts.join("");
  library.mean = library.sections.reduce((sum, { length: each }) => sum + each, 0) / (library.sections.length || 1);
  return library;
}

/**
 * @param {Library} library
 * @param {string} text folded
 * @param {number} section
 */
function index(library, text, section) {
  for (const word of latin(text)) {
    const root = stem(word);
    const places = library.words.get(root);
    if (places) places.push(section);
    else library.words.set(root, [section]);
    const forms = library.known.get(root);
    if (forms) forms.add(word);
    else library.known.set(root, new Set([word]));
  }
}

/**
 * The pages that answer a query, with their sections.
 * @param {Library} library
 * @param {import("./words.js").Term[]} asked
 * @returns {Read[]}
 */
export function search(library, asked) {
  const found = asked.map((term) => lookup(library, term));
  const rarities = found.map((places) => rarity(library, places.size));
  const all = asked.reduce((sum, term, number) => sum + term.weight * rarities[number], 0) || 1;
  /** @type {Map<number, {score: number, shares: number[]}>} */
  const sections = new Map();
  asked.forEach((term, number) => {
    for (const [section, { count, share }] of found[number]) {
      const sum = sections.get(section) ?? { score: 0, shares: asked.map(() => 0) };
      sum.score += share * rarities[number] * damped(library, section, count) * Math.max(term.weight, OPTIONAL);
      sum.shares[number] = term.weight * share;
      sections.set(section, sum);
    }
  });
  const covered = (/** @type {number[]} */ shares) =>
    shares.reduce((sum, share, number) => sum + share * rarities[number], 0) / all;
  return collect(library, sections, covered);
}

/**
 * How much a count says: the first mentions most, and less in a long section.
 * @param {Library} library
 * @param {number} section
 * @param {number} count
 */
function damped(library, section, count) {
  const length = library.sections[section].length / library.mean;
  return (count * (K1 + 1)) / (count + K1 * (1 - B + B * length));
}

/**
 * The sections by page.
 * @param {Library} library
 * @param {Map<number, {score: number, shares: number[]}>} sections
 * @param {(shares: number[]) => number} covered
 */
function collect(library, sections, covered) {
  /** @type {Map<number, Read & {shares: number[]}>} */
  const pages = new Map();
  for (const [section, { score, shares }] of sections) {
    const { page } = library.sections[section];
    const read = pages.get(page) ?? { page, score: 0, coverage: 0, sections: [], shares: [] };
    const own = covered(shares);
    // A section that has all the words beats one that has one of them often.
    read.sections.push({ section, score: score * own });
    read.coverage = Math.max(read.coverage, own);
    read.shares = shares.map((share, number) => Math.max(share, read.shares[number] ?? 0));
    pages.set(page, read);
  }
  for (const read of pages.values()) {
    read.sections.sort((a, b) => b.score - a.score);
    // The best section decides; others of the same page add a little.
    read.score = read.sections.reduce((sum, { score }, place) => sum + score * 0.3 ** place, 0);
    read.coverage = Math.max(read.coverage, SCATTERED * covered(read.shares));
  }
  return [...pages.values()];
}

/**
 * How much a word says that is in so many sections.
 * @param {Library} library
 * @param {number} sections
 */
function rarity(library, sections) {
  return Math.log(1 + (library.sections.length - sections + 0.5) / (sections + 0.5));
}

/**
 * @typedef {Map<number, {count: number, share: number}>} Places
 *   section -> how often a term is there, and how much of it
 */

/**
 * Where a term occurs.
 * @param {Library} library
 * @param {import("./words.js").Term} term
 * @returns {Places}
 */
function lookup(library, term) {
  /** @type {Places} */
  const places = new Map();
  if (term.latin) {
    const roots = [{ root: stem(term.text), share: 1 }];
    if (!library.words.has(roots[0].root) || term.last) roots.push(...forms(library, term));
    for (const { root, share } of roots) {
      for (const [section, count] of tally(library.words.get(root) ?? [])) put(places, section, count, share, false);
    }
    return places;
  }
  for (const [section, count] of occurrences(library, term.text)) put(places, section, count, 1, false);
  if (places.size || term.text.length < 3) return places;
  const parts = pairs(term.text);
  for (const part of parts) {
    for (const [section, count] of occurrences(library, part)) put(places, section, count, APART / Math.ceil(term.text.length / 2), true);
  }
  return places;
}

/**
 * @param {Places} places
 * @param {number} section
 * @param {number} count
 * @param {number} share
 * @param {boolean} add whether shares add up, as those of parts do
 */
function put(places, section, count, share, add) {
  const known = places.get(section) ?? { count: 0, share: 0 };
  places.set(section, { count: known.count + count, share: add ? Math.min(APART, known.share + share) : Math.max(known.share, share) });
}

/**
 * The words that an unfinished word may become or, when there are none, that a misspelt one may be.
 * @param {Library} library
 * @param {import("./words.js").Term} term
 * @returns {{root: string, share: number}[]}
 */
function forms(library, { text, last }) {
  const begun = last && text.length > 2 ? matching(library, (word) => (word.startsWith(text) ? 0 : 1), 0) : [];
  if (begun.length || library.words.has(stem(text))) return begun.map((root) => ({ root, share: 1 }));
  const limit = text.length < 5 ? 0 : text.length < 8 ? 1 : 2;
  const near = (/** @type {string} */ word) => (word[0] === text[0] ? distance(text, word, limit) : limit + 1);
  return limit ? matching(library, near, limit).map((root) => ({ root, share: GUESSED })) : [];
}

/**
 * The stems of the words that are nearest.
 * @param {Library} library
 * @param {(word: string) => number} far
 * @param {number} limit
 */
function matching(library, far, limit) {
  /** @type {Set<string>[]} */
  const found = Array.from({ length: limit + 1 }, () => new Set());
  for (const [root, words] of library.known) {
    for (const word of words) found[far(word)]?.add(root);
  }
  return [...(found.find((roots) => roots.size) ?? [])].slice(0, 20);
}

/**
 * @param {Library} library
 * @param {string} wanted
 */
function occurrences(library, wanted) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  let section = 0;
  for (let place = library.text.indexOf(wanted); place >= 0; place = library.text.indexOf(wanted, place + 1)) {
    if (!stands(library.text, place, wanted)) continue;
    while (section + 1 < library.starts.length && library.starts[section + 1] <= place) section++;
    counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  return counts;
}

const KATAKANA = /[ァ-ヺ]/;

/**
 * A short word in katakana is no part of a longer one: カレー is not in カレンダー.
 * @param {string} text
 * @param {number} place
 * @param {string} wanted
 */
function stands(text, place, wanted) {
  if (wanted.length > 3 || !KATAKANA.test(wanted)) return true;
  return !KATAKANA.test(text[place - 1] ?? "") && !KATAKANA.test(text[place + wanted.length] ?? "");
}

/** @param {number[]} places */
function tally(places) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}
