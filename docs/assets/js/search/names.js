// The first tier: names.  Every page, section, service and term has names that people
// may type, and a query is compared with all of them, whole against whole.
//
// Scores go up to 100.  The query is the name: 100, or 96 without the words that only ask.
// It begins the name: 75 and up to 20 more, by how much of the name is there already.
// It is some of its words: 60 to 85.  It is a part of it: 50 to 75.  The name is a part of
// the query: 50 to 90, by how much of the query it is.  With slips of the finger: 67 less 7
// for each further one, and 53 when only the beginning is there.  A kind of name weighs in.

import { distance, slips } from "./distance.js";
import { fold, key } from "./fold.js";
import { latin, terms } from "./words.js";

/**
 * What a name is for its page.  A former name counts nearly as much as today's;
 * a heading less, since many pages have headings of few words.
 */
const KINDS = /** @type {const} */ (["title", "former", "also", "misspelt"]);
const WEIGHT = { title: 1, former: 0.98, also: 0.97, misspelt: 0.96, heading: 0.85 };

/** When one name is certain, others are not guessed at. */
const CERTAIN = 90;
/** What it counts that each part of a query is in some name of a target. */
const MIXED = 58;

/**
 * @typedef {(typeof KINDS)[number] | "heading"} Kind
 * @typedef {[url: string, title: string, note: string, ...names: string[][]]} Packed
 *   names by kind, in the order of KINDS; without a title, it is the first name
 * @typedef {{url: string, title: string, note: string}} Target
 * @typedef {{text: string, key: string, words: string[], kind: Kind, target: Target, of: string}} Name
 *   `of`: the term of the glossary that it belongs to
 * @typedef {{name: Name, score: number, whole: boolean, guess: boolean}} Hit
 *   `score`: up to 100; `whole`: the whole query is this name, or is meant to become it;
 *   `guess`: but for slips of the finger
 */

/**
 * The names, ready to be compared.
 * @param {{targets: Packed[], terms: [url: string, ...names: string[][]][], headings: [url: string, heading: string][]}} packed
 * @returns {Name[]}
 */
export function read({ targets, terms, headings }) {
  const pages = new Map(targets.map(([url, title, note, [first]]) => [url, { url, title: title || first, note }]));
  const sections = new Map(headings.map(([url, title]) => [url, { url, title, note: "" }]));
  /** @type {Name[]} */
  const names = [];
  const add = (/** @type {Target} */ target, /** @type {Kind} */ kind, /** @type {string[]} */ texts = [], of = "") => {
    for (const text of texts) names.push({ text, key: key(text), words: split(text), kind, target, of });
  };
  for (const [url, title, note, ...groups] of targets) {
    const target = pages.get(url) ?? { url, title, note };
    groups.forEach((texts, kind) => add(target, KINDS[kind], texts));
  }
  for (const [url, today, also, misspelt] of terms) {
    const target = sections.get(url) ?? pages.get(url) ?? { url, title: today[0], note: "" };
    add(target, "title", today, today[0]);
    add(target, "also", also, today[0]);
    add(target, "misspelt", misspelt, today[0]);
  }
  for (const target of sections.values()) add(target, "heading", [target.title]);
  return names;
}

/**
 * The names that fit a query, the best of each target.
 * @param {Name[]} names
 * @param {string} query
 * @returns {Hit[]}
 */
export function find(names, query) {
  const asked = prepare(query);
  if (!asked.key) return [];
  /** @type {Map<Target, Hit>} */
  const best = new Map();
  for (const name of names) {
    const hit = { name, ...compare(asked, name) };
    if (hit.score > (best.get(name.target)?.score ?? 0)) best.set(name.target, hit);
  }
  const hits = [...best.values()];
  if (hits.some(({ score, whole, guess }) => whole && !guess && score > CERTAIN)) return hits.filter(({ guess }) => !guess);
  return hits.some(({ score }) => score >= MIXED) ? hits : [...hits, ...mixed(names, asked)];
}

/**
 * Half Latin, half katakana: targets that have each part of the query in one of their names.
 * @param {Name[]} names
 * @param {Asked} asked
 * @returns {Hit[]}
 */
function mixed(names, { runs }) {
  if (runs.length < 2 || runs.some((run) => run.length < 2)) return [];
  /** @type {Map<Target, Set<string>>} */
  const found = new Map();
  for (const { key, target } of names) {
    const parts = found.get(target) ?? new Set();
    for (const run of runs) if (key.includes(run)) parts.add(run);
    found.set(target, parts);
  }
  const whole = names.filter(({ kind, target }) => kind === "title" && found.get(target)?.size === runs.length);
  return whole.map((name) => ({ name, score: MIXED, whole: true, guess: true }));
}

/**
 * @typedef {{key: string, core: string, words: string[], runs: string[], ends: Set<number>}} Asked
 *   `core`: without the words that only ask; `runs`: its parts of one script;
 *   `ends`: where words or scripts change in `key`
 */

/**
 * @param {string} query
 * @returns {Asked}
 */
function prepare(query) {
  const ends = new Set([0]);
  let whole = "";
  const runs = [];
  for (const run of query.normalize("NFKC").match(/[\p{sc=Han}々]+|[ぁ-ゖ]+|[ァ-ヺー]+|[a-z0-9]+/giu) ?? []) {
    runs.push(key(run));
    whole += key(run);
    ends.add(whole.length);
  }
  const core = key(terms(query).map(({ text, weight }) => (weight ? text : "")).join(""));
  return { key: key(query), core: core || key(query), words: split(query), runs, ends };
}

/**
 * How well a name fits, and whether it is the whole query.
 * @param {Asked} asked
 * @param {Name} name
 * @returns {{score: number, whole: boolean, guess: boolean}}
 */
function compare(asked, name) {
  const weight = WEIGHT[name.kind];
  const exact = whole(asked, name);
  if (exact) return { score: exact * weight, whole: true, guess: false };
  const part = inside(asked, name);
  if (part) return { score: part * weight, whole: false, guess: false };
  return { score: slipped(asked, name) * weight, whole: true, guess: true };
}

/**
 * The query is the name, its beginning, its words, or a part of it.
 * @param {Asked} asked
 * @param {Name} name
 */
function whole(asked, name) {
  const share = asked.key.length / name.key.length;
  if (asked.key === name.key) return 100;
  if (asked.core === name.key) return 96;
  const wide = /[^a-z0-9]/.test(asked.key);
  if (share > 1 || asked.key.length < (wide ? 1 : 2)) return 0;
  if (name.key.startsWith(asked.key)) return 75 + 20 * share;
  const last = asked.words[asked.words.length - 1];
  const found = (/** @type {string} */ word) =>
    name.words.some((each) => (word === last ? each.startsWith(word) : each === word));
  if (asked.words.length && !wide && asked.words.every(found)) return 60 + 25 * share;
  if (asked.key.length >= (wide ? 2 : 3) && name.key.includes(asked.key)) return 50 + 25 * share;
  return 0;
}

/**
 * The query names it among other words.
 * @param {Asked} asked
 * @param {Name} name
 */
function inside(asked, name) {
  if (name.key.length < 2 || name.key.length >= asked.key.length || name.kind === "heading") return 0;
  const start = asked.key.indexOf(name.key);
  if (start < 0) return 0;
  const end = start + name.key.length;
  const bounded = asked.ends.has(start) && asked.ends.has(end);
  const long = /[^a-z0-9]/.test(name.key) && name.key.length > 3;
  return bounded || long ? 50 + 40 * Math.min(1, name.key.length / asked.core.length) : 0;
}

/**
 * The query is the name, or its beginning, but for slips of the finger.
 * @param {Asked} asked
 * @param {Name} name
 */
function slipped(asked, name) {
  const typed = asked.core;
  const limit = slips(Math.min(typed.length, name.key.length));
  if (!limit || name.kind === "heading" || !alike(typed, name.key)) return 0;
  const all = distance(typed, name.key, limit);
  if (all <= limit) return 74 - 7 * all;
  if (typed.length < 5 || typed.length > name.key.length) return 0;
  const begun = distance(typed, name.key, limit - 1, true);
  return begun < limit ? 60 - 7 * begun : 0;
}

/**
 * Whether one of the first two letters is right, if only at the other's place: nearly all
 * names are ruled out by this alone, before slips are counted.
 * @param {string} typed
 * @param {string} name
 */
function alike(typed, name) {
  return typed[0] === name[0] || typed[1] === name[1] || typed[0] === name[1] || typed[1] === name[0];
}

/**
 * The Latin words of a name.
 * @param {string} text
 */
function split(text) {
  return latin(fold(text));
}
