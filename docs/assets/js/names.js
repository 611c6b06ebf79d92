// Names through time, without a page: which name a service had in an era, and
// where old names stand in a text.  The lens and the translator use it.

/**
 * @typedef {{name: string, url: string, state: string, ends?: string}} Service
 * @typedef {[text: string, service: string, kind: string, from: string, until: string]} Name
 * @typedef {{services: Record<string, Service>, names: Name[]}} Names
 * @typedef {{start: number, end: number, service: string, kind: string}} Found
 */

const THROUGH_TIME = ["official", "former", "predecessor"];

/**
 * What a service was called in the middle of a year; undefined if it did not exist.
 * @param {Names} data
 * @param {string} service
 * @param {string} year
 */
export function nameIn(data, service, year) {
  const day = `${year}-07-01`;
  const alive = data.names.filter(
    ([, id, kind, from, until]) =>
      id === service && THROUGH_TIME.includes(kind) && from <= day && (until ? day < until : kind !== "former"),
  );
  // The latest of the best kind; of two that began together, the first in the file.
  alive.sort((a, b) => THROUGH_TIME.indexOf(a[2]) - THROUGH_TIME.indexOf(b[2]) || (a[3] === b[3] ? 0 : a[3] < b[3] ? 1 : -1));
  return alive[0]?.[0];
}

/** A word, or one character of a script without spaces between words. */
const WORD = /[\p{sc=Latin}\p{N}]+|[^\s]/gu;

/**
 * Names by their first word, longest first, so that a text is read once from left to right.
 * @param {Names} data
 */
export function dictionary(data) {
  /** @type {Map<string, {words: string[], service: string, kind: string}[]>} */
  const byFirst = new Map();
  for (const [text, service, kind, , until] of data.names) {
    const old = kind === "misspelling" || kind === "former" || kind === "predecessor" || (kind === "official" && until);
    const words = split(text).map(({ word }) => word);
    if (!old || !words.length) continue;
    const known = byFirst.get(words[0]) ?? [];
    known.push({ words, service, kind });
    byFirst.set(words[0], known);
  }
  for (const known of byFirst.values()) {
    known.sort((a, b) => b.words.length - a.words.length || Number(gone(data, a.service)) - Number(gone(data, b.service)));
  }
  return byFirst;
}

/**
 * The old names in a text, from left to right, without overlaps.
 * @param {ReturnType<typeof dictionary>} names
 * @param {string} text
 * @returns {Generator<Found>}
 */
export function* find(names, text) {
  const tokens = split(text);
  for (let index = 0; index < tokens.length; index++) {
    for (const { words, service, kind } of names.get(tokens[index].word) ?? []) {
      if (words.every((word, step) => tokens[index + step]?.word === word)) {
        const last = tokens[index + words.length - 1];
        yield { start: tokens[index].start, end: last.end, service, kind };
        index += words.length - 1;
        break;
      }
    }
  }
}

/**
 * @param {Names} data
 * @param {string} service
 */
function gone(data, service) {
  return data.services[service].state === "gone";
}

/**
 * The words of a text with their places; case and full-width forms do not matter.
 * @param {string} text
 */
function split(text) {
  return [...text.matchAll(WORD)].map((match) => ({
    word: match[0].normalize("NFKC").toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * The names of a language, from where it begins.
 * @param {URL} home
 */
export async function load(home) {
  const answer = await fetch(new URL("names.json", home));
  if (!answer.ok) throw new Error(`names.json: ${answer.status}`);
  return /** @type {Promise<Names>} */ (answer.json());
}
