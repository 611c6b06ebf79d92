// Rules of parts that are shown in the other language, without a page: which part is which,
// where its links lead, and which terms it holds.

/**
 * @typedef {{id: string, number: string}} Mark what the build wrote on a part: see hooks/sitekit/twins.py
 * @typedef {{twin: URL, home: URL, otherHome: URL}} Places the page in the other language, and where
 *   this and the other language begin
 * @typedef {[own: string[], other: string[]]} Term each with its forms, the usual one first
 */

/**
 * The names of the parts of a page, in its order; twins have the same.
 * @param {Iterable<Mark>} marks
 */
export function namesOf(marks) {
  let section = "";
  return [...marks].map(({ id, number }) => {
    if (!id) return `${section}.${number}`;
    section = id;
    return id;
  });
}

/**
 * Where a link of the other page leads from this one: to the reader's language.
 * @param {string} href
 * @param {Places} places
 */
export function addressOf(href, { twin, home, otherHome }) {
  const url = new URL(href, twin);
  if (url.origin !== twin.origin) return href;
  const samePage = url.pathname === twin.pathname && url.search === twin.search;
  if (samePage && url.hash) return url.hash;
  const inside = url.pathname.startsWith(otherHome.pathname) && url.pathname.endsWith("/");
  const path = url.pathname.slice(otherHome.pathname.length);
  // Files are the same for both languages, or must stay what they are called.
  const page = inside && !path.startsWith("en/") && !path.startsWith("assets/");
  return page ? new URL(`${path}${url.search}${url.hash}`, home).href : url.href;
}

/**
 * The terms that a part holds in both languages, in the order of the reader's text; a word
 * within a longer term does not count.
 * @param {Iterable<Term>} terms
 * @param {string} ownText
 * @param {string} otherText
 * @returns {[own: string, other: string][]}
 */
export function termsOf(terms, ownText, otherText) {
  const found = [...terms].flatMap(([own, other]) => {
    const [mine, yours] = [spans(own, ownText), spans(other, otherText)];
    return mine.length && yours.length ? [{ mine, yours, pair: /** @type {[string, string]} */ ([own[0], other[0]]) }] : [];
  });
  const kept = found.filter(({ mine }) => mine.some((span) => !found.some((longer) => longer.mine.some((each) => covers(each, span)))));
  return kept.sort((a, b) => a.mine[0][0] - b.mine[0][0]).map(({ pair }) => pair);
}

/** @typedef {[start: number, end: number]} Span */

/**
 * Where forms of a term stand in a text.
 * @param {string[]} forms
 * @param {string} text
 * @returns {Span[]}
 */
function spans(forms, text) {
  const found = forms.flatMap((form) => [...text.matchAll(pattern(form))].map(({ 0: word, index }) => /** @type {Span} */ ([index, index + word.length])));
  return found.sort((a, b) => a[0] - b[0]);
}

/** Latin words are whole words, in the plural too; a short name keeps its capitals. @param {string} form */
function pattern(form) {
  const text = form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const before = /^[A-Za-z0-9]/.test(form) ? "(?<![A-Za-z0-9-])" : "";
  const after = /[A-Za-z0-9]$/.test(form) ? "s?(?![A-Za-z0-9-])" : "";
  return new RegExp(`${before}${text}${after}`, form === form.toLowerCase() ? "gi" : "g");
}

/**
 * Whether a span lies within a longer one.
 * @param {Span} longer
 * @param {Span} span
 */
function covers(longer, span) {
  return longer[0] <= span[0] && span[1] <= longer[1] && longer[1] - longer[0] > span[1] - span[0];
}
