// What the box shows: pages in the order of how well name and text answer, with the
// sections to jump to, the words that were found marked, and the name that matched.

import { fold } from "./fold.js";
import { escape, marker } from "./marks.js";
import { find } from "./names.js";
import { search } from "./text.js";
import { terms } from "./words.js";

const PAGES = 24;
const SECTIONS = 8;
/** How many words the page that is opened marks. */
const MARKED = 6;
/** From here on a name alone is a reason to show its page. */
const SURE = 50;
/** The share of a query, weighed by rarity, that the text of a page must have. */
const ENOUGH = 0.55;
/** From here on, a name that is the whole query comes before anything else. */
const CLEAR = 60;
const WHOLE = 100;
/** The most that the text counts. */
const TEXT = 70;
/** What the text of one of several things counts that are compared. */
const COMPARED = 0.7;
/** What it counts then of a third one; chapters are about several. */
const ASIDE = 0.85;
/** What the text counts of a page on something that has ended or will end. */
const OVER = 0.7;

/**
 * @typedef {import("./names.js").Name} Name
 * @typedef {import("./names.js").Hit} Hit
 * @typedef {import("./text.js").Library} Library
 * @typedef {{location: string, title: string, text: string, score: number, terms: Record<string, boolean>}} Item
 * @typedef {{url: string, score: number, hits: Hit[], read?: import("./text.js").Read}} Page
 * @typedef {Record<string, string>} Labels
 * @typedef {Map<string, import("./names.js").Target>} Targets by address
 */

/**
 * The answer to a query; without `library`, from names alone.
 * @param {Name[]} names
 * @param {Library | undefined} library
 * @param {Labels} labels
 * @param {string} query
 * @returns {{items: Item[][], suggest: string[]}}
 */
export function answer(names, library, labels, query) {
  const asked = terms(query);
  const hits = sure(find(names, query), asked);
  const targets = new Map(names.map(({ target }) => [target.url, target]));
  const pages = rank(hits, library ? search(library, asked) : [], library, targets);
  const items = pages.slice(0, PAGES).map((page) => item(page, library, labels, asked, targets));
  return { items, suggest: complete(hits, query) };
}

/**
 * Names that are the query, or that together say most of it.
 * @param {Hit[]} hits
 * @param {import("./words.js").Term[]} asked
 */
function sure(hits, asked) {
  const said = asked.filter((term) => hits.some(({ name, whole }) => !whole && contains(name, term.text)));
  const length = (/** @type {typeof asked} */ some) => some.reduce((sum, { text, weight }) => sum + weight * text.length, 0);
  const together = length(said) >= ENOUGH * length(asked);
  const parts = hits.filter(({ whole }) => !whole).map(({ name }) => name.key);
  const longest = (/** @type {string} */ key) => !parts.some((other) => other !== key && other.includes(key));
  return hits.filter(({ name, score, whole }) => score >= SURE && (whole || (together && longest(name.key))));
}

/**
 * @param {Name} name
 * @param {string} text folded
 */
function contains(name, text) {
  return fold(name.text).includes(text) || text.includes(fold(name.text));
}

/**
 * @param {Hit[]} hits
 * @param {import("./text.js").Read[]} reads
 * @param {Library | undefined} library
 * @param {Targets} targets
 */
function rank(hits, reads, library, targets) {
  /** @type {Map<string, Page>} */
  const pages = new Map();
  const at = (/** @type {string} */ url) => {
    const page = pages.get(url) ?? { url, score: 0, hits: [] };
    pages.set(url, page);
    return page;
  };
  for (const hit of hits) at(hit.name.target.url.split("#")[0]).hits.push(hit);
  const most = Math.max(...reads.map(({ score }) => score), 0) || 1;
  for (const read of reads) {
    const url = library?.pages[read.page].url ?? "";
    if (read.coverage < ENOUGH && !pages.has(url)) continue;
    const page = at(url);
    page.read = read;
    page.score = ((Math.min(1, read.coverage) * read.score) / most) * (targets.get(url)?.note && !page.hits.length ? OVER : 1);
  }
  const compares = new Set(hits.filter(({ whole }) => !whole).map(({ name }) => name.key)).size > 1;
  for (const page of pages.values()) page.score = total(page, compares);
  return [...pages.values()].sort((a, b) => b.score - a.score);
}

/**
 * What name and text say together.  A query that names several things compares them:
 * then a page that speaks of all is wanted before the page of each.
 * @param {Page} page
 * @param {boolean} compares
 */
function total(page, compares) {
  const [best] = page.hits.sort((a, b) => b.score - a.score);
  if (best?.whole && best.score >= CLEAR) return WHOLE + best.score + page.score;
  if (!best) return TEXT * page.score * (compares && page.url.startsWith("services/") ? ASIDE : 1);
  return compares ? TEXT * COMPARED * page.score : TEXT * page.score + best.score / 2;
}

/**
 * One page as Material's list takes it: the page, then sections; what scores less
 * than the first is folded away.
 * @param {Page} page
 * @param {Library | undefined} library
 * @param {Labels} labels
 * @param {import("./words.js").Term[]} asked
 * @param {Targets} targets
 * @returns {Item[]}
 */
function item(page, library, labels, asked, targets) {
  const marks = marker(asked);
  const own = page.hits.find(({ name }) => name.target.url === page.url);
  const title = targets.get(page.url)?.title ?? library?.pages[page.read?.page ?? -1]?.title ?? "";
  /** @type {Item} */
  const head = { location: page.url, title: marks.mark(title), text: "", score: page.score, terms: {} };
  if (own) head.title += remark(own, labels);
  const below = [...sections(page, head, library, labels, marks)];
  // The list opens at what scores most: a section, when its name or its text is what matched.
  const [best] = page.hits;
  const jump = best ? best !== own : below.length > 0 && !head.text;
  if (jump) below[0].score = page.score + 1;
  else if (!best && below.length) below[0].score = page.score;
  const ordered = jump ? [below[0], head, ...below.slice(1)] : [head, ...below];
  // What the page that is opened marks; before the text is there, the name that matched.
  const words = marks.found.size || !best ? [...marks.found] : [(best.name.of || best.name.text).toLowerCase()];
  const found = Object.fromEntries(words.slice(0, MARKED).map((word) => [word, true]));
  return ordered.map((each) => ({ ...each, terms: found }));
}

/**
 * The sections of a page: first those whose names matched.  The text before the first
 * heading belongs to the page itself.
 * @param {Page} page
 * @param {Item} head
 * @param {Library | undefined} library
 * @param {Labels} labels
 * @param {ReturnType<typeof marker>} marks
 */
function sections(page, head, library, labels, marks) {
  /** @type {Map<string, Item>} */
  const below = new Map();
  for (const hit of page.hits) {
    const { url, title } = hit.name.target;
    if (url !== page.url) below.set(url, { ...head, location: url, title: marks.mark(title) + remark(hit, labels) });
  }
  for (const { section } of (page.read?.sections ?? []).slice(0, SECTIONS)) {
    const { id, heading, text } = /** @type {Library} */ (library).sections[section];
    const url = `${page.url}#${id}`;
    const teaser = marks.tease(text);
    const known = below.get(url);
    if (!id) head.text ||= teaser;
    else if (known) known.text = teaser;
    else below.set(url, { ...head, location: url, title: marks.mark(heading), text: teaser, score: page.score - 1 });
  }
  return below.values();
}

/**
 * Which name matched, when the title does not say it; and what became of the service.
 * @param {Hit} hit
 * @param {Labels} labels
 */
function remark({ name }, labels) {
  const title = fold(name.target.title);
  const told = name.of && !title.includes(fold(name.of)) ? [name.of] : [];
  const label = labels[name.kind];
  if (label && !title.includes(fold(name.text))) told.push(label.replace("{name}", name.text));
  if (name.target.note) told.push(name.target.note);
  return told.map((text) => ` <small>${escape(text)}</small>`).join("");
}

/**
 * The unfinished last word, finished as the best name does.
 * @param {Hit[]} hits
 * @param {string} query
 */
function complete(hits, query) {
  const word = query.split(/[\s-]+/).pop() ?? "";
  const begun = hits
    .filter(({ name, whole }) => whole && name.kind !== "misspelt" && name.text.toLowerCase().startsWith(query.toLowerCase()))
    .sort((a, b) => b.score - a.score)[0];
  return word && begun ? [word + begun.name.text.slice(query.length)] : [];
}
