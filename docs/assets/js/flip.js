// A part of the page in the other language, in its place: a paragraph, an item, a table, a
// heading or a question.  The other page is loaded once; its parts have the same names.

import { addressOf, namesOf, termsOf } from "./flip-rules.js";
import { home, homeOf } from "./home.js";

/**
 * @typedef {{name: string, places: import("./flip-rules.js").Places, parts: Map<string, Element>,
 *   words: Record<string, string>, terms: import("./flip-rules.js").Term[]}} Twin
 */

const article = /** @type {HTMLElement} */ (document.querySelector("article"));
const link = /** @type {HTMLAnchorElement} */ (document.querySelector("a.switch"));
const [control] = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".twins button"));
const own = document.documentElement.lang;
export const other = link.lang;
/** Parts by element. @type {Map<Element, string>} */
export const names = named(article);
/** What stood in a part that is shown in the other language. @type {Map<Element, Node[]>} */
const kept = new Map();
/** Where text only is the other language's, terms are told below. */
const PROSE = "p, li, dd, figcaption, div";
const HANDLED = "a, button, input, select, textarea, summary, label, mle-question";
const STORED = "mle-notes:flip";
let mode = false;
/** @type {Promise<Twin> | undefined} */
let loading;

/**
 * The parts of an article with their names.
 * @param {Element} where
 */
function named(where) {
  const parts = [...where.querySelectorAll("[data-t]")];
  const found = namesOf(parts.map((part) => ({ id: part.id, number: part.getAttribute("data-t") ?? "" })));
  return new Map(parts.map((part, place) => [part, found[place]]));
}

/** The same page in the other language, loaded once; what failed is asked for again. */
export function twin() {
  loading ??= load();
  loading.catch(() => (loading = undefined));
  return loading;
}

/** @returns {Promise<Twin>} */
async function load() {
  const places = { twin: new URL(link.pathname, location.href), home, otherHome: homeOf(other) };
  const [page, data] = await Promise.all([places.twin, new URL("twins.json", home)].map(get));
  const parsed = new DOMParser().parseFromString(await page.text(), "text/html");
  const parts = parsed.querySelector("article");
  if (!parts) throw new Error(`${places.twin}: no article`);
  const { words, terms } = await data.json();
  const byName = new Map([...named(parts)].map(([part, name]) => [name, part]));
  return { name: parsed.querySelector("a.switch")?.textContent ?? own, places, parts: byName, words, terms };
}

/** @param {URL} url */
async function get(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

/**
 * A copy of something on the other page that can stand on this one.
 * @param {Element} source
 * @param {Twin} found
 * @param {Set<string>} [ids] those that it may keep
 */
export function adopted(source, { places }, ids = new Set()) {
  const copy = document.importNode(source, true);
  for (const each of [copy, ...copy.querySelectorAll("*")]) {
    if (!ids.has(each.id)) each.removeAttribute("id");
    for (const name of ["data-t", "data-service"]) each.removeAttribute(name);
    for (const name of ["href", "src"]) {
      const value = each.getAttribute(name);
      if (value && each.namespaceURI?.endsWith("xhtml")) each.setAttribute(name, addressOf(value, places));
    }
  }
  return /** @type {HTMLElement} */ (copy);
}

/**
 * Show a part in the other language, or again as it was.
 * @param {HTMLElement} part
 */
async function flip(part) {
  const before = kept.get(part);
  if (before) return back(part, before);
  try {
    const found = await twin();
    const source = found.parts.get(names.get(part) ?? "");
    if (source?.localName !== part.localName) throw new Error(`no twin of ${names.get(part)}`);
    if (!kept.has(part)) show(part, source, found); // else pressed twice while it was loaded
  } catch (error) {
    console.warn(error);
    say(control?.parentElement?.dataset.failed ?? "", true);
  }
}

/**
 * @param {HTMLElement} part
 * @param {Element} source
 * @param {Twin} found
 */
function show(part, source, found) {
  const focused = part.contains(document.activeElement);
  const text = part.textContent ?? "";
  unmark(part);
  const copy = adopted(source, found, new Set([...part.querySelectorAll("[id]")].map(({ id }) => id)));
  sameOpen(part, copy);
  const pairs = part.matches(PROSE) ? termsOf(found.terms, text, copy.textContent ?? "") : [];
  kept.set(part, [...part.childNodes]);
  part.replaceChildren(...copy.childNodes);
  part.lang = other;
  part.classList.add("flipped");
  const mark = marked(part, found.name, own);
  if (pairs.length) part.append(glossary(pairs, found.words.terms));
  if (focused) mark.focus();
  say(found.words.flipped);
}

/**
 * @param {HTMLElement} part
 * @param {Node[]} before
 */
async function back(part, before) {
  const focused = part.contains(document.activeElement);
  kept.delete(part);
  sameOpen(part, before);
  part.replaceChildren(...before);
  part.removeAttribute("lang");
  part.classList.remove("flipped");
  if (mode) marked(part, link.textContent ?? other, other);
  if (focused) focus(part);
  say((await twin()).words.back);
}

/** Everything as the page had it. */
export function restore() {
  for (const [part, before] of [...kept]) back(/** @type {HTMLElement} */ (part), before);
}

/**
 * What is folded open in one version is so in the other.
 * @param {Element} from
 * @param {Element | Node[]} to
 */
function sameOpen(from, to) {
  const inside = to instanceof Element ? [...to.querySelectorAll("details")] : to.flatMap((node) => (node instanceof Element ? [node, ...node.querySelectorAll("details")] : []));
  const details = inside.filter((each) => each.matches("details"));
  from.querySelectorAll("details").forEach((each, place) => details[place]?.toggleAttribute("open", each.open));
}

/**
 * The terms of a part in both languages.
 * @param {[own: string, other: string][]} pairs
 * @param {string} title
 */
function glossary(pairs, title) {
  const made = document.createElement("small");
  made.className = "flip-terms";
  made.lang = own;
  made.append(own === "ja" ? `${title}：` : `${title}: `);
  pairs.forEach(([mine, yours], place) => {
    const foreign = document.createElement("span");
    foreign.lang = other;
    foreign.textContent = yours;
    made.append(place ? (own === "ja" ? "、" : ", ") : "", foreign, " = ", mine);
  });
  return made;
}

/**
 * The button of a part, with the name of the language that it brings.
 * @param {HTMLElement} part
 * @param {string} text
 * @param {string} lang
 */
function marked(part, text, lang) {
  unmark(part);
  const mark = document.createElement("button");
  mark.type = "button";
  mark.className = "flip-mark";
  mark.lang = lang;
  mark.textContent = text;
  mark.addEventListener("click", () => flip(part));
  if (part instanceof HTMLTableElement) (part.caption ?? part.createCaption()).append(mark);
  else part.append(mark);
  return mark;
}

/** @param {HTMLElement} part */
function unmark(part) {
  part.querySelector(".flip-mark")?.remove();
  if (part instanceof HTMLTableElement && part.caption && !part.caption.hasChildNodes()) part.deleteCaption();
}

/**
 * The focus goes to the button of a part, or to the part itself.
 * @param {HTMLElement} part
 */
function focus(part) {
  const mark = /** @type {HTMLElement | null} */ (part.querySelector(".flip-mark"));
  if (mark) return mark.focus();
  part.tabIndex = -1;
  part.addEventListener("blur", () => part.removeAttribute("tabindex"), { once: true });
  part.focus({ preventScroll: true });
}

/** Flip what the reader means: what is selected, focused, under the pointer, or first on the screen. */
export async function atHand() {
  if (article.classList.contains("side")) return;
  const selection = getSelection();
  const anchor = selection && !selection.isCollapsed ? selection.anchorNode : null;
  const chosen = anchor instanceof Element ? anchor : anchor?.parentElement;
  const focused = document.activeElement === document.body ? null : document.activeElement;
  const pointed = [...document.querySelectorAll(":hover")].at(-1);
  for (const place of [chosen, focused, pointed]) {
    const part = place && article.contains(place) ? partAt(place) : null;
    if (part) return act(part);
  }
  const seen = inView();
  if (seen) await act(seen);
}

/**
 * The part or the question that holds an element.
 * @param {Element} place
 */
function partAt(place) {
  const part = place.closest("[data-t], .question");
  return /** @type {HTMLElement | null} */ (part ?? place.closest(".scroll-region")?.querySelector("[data-t]") ?? null);
}

/**
 * A question has its own way to the other language.
 * @param {HTMLElement} part
 */
function act(part) {
  const question = /** @type {HTMLElement | null} */ (part.querySelector(".question__flip"));
  return question ? question.click() : flip(part);
}

/** The first part that begins on the screen; no heading, if there is anything else. */
export function inView() {
  const top = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
  const seen = [...names.keys()].filter((part) => {
    const box = part.getBoundingClientRect();
    return part.checkVisibility() && box.top >= top && box.top < innerHeight;
  });
  const best = seen.find((part) => !part.matches("h1, h2, h3, h4, figcaption"));
  return /** @type {HTMLElement | undefined} */ (best ?? seen[0]);
}

/** Begin or end to flip by tap, with a button at each part. */
export async function toggle() {
  setMode(!mode);
  try {
    if (mode) localStorage.setItem(STORED, "1");
    else localStorage.removeItem(STORED);
  } catch {} // storage may be forbidden; the choice then lasts for this page
  const { words } = await twin();
  say(mode ? words["mode-on"] : words["mode-off"]);
}

/** What the reader chose on an earlier page. */
export function resume() {
  setMode(true);
}

/** @param {boolean} wanted */
function setMode(wanted) {
  mode = wanted;
  control?.setAttribute("aria-pressed", String(mode));
  article.classList.toggle("flip-mode", mode);
  for (const part of /** @type {IterableIterator<HTMLElement>} */ (names.keys())) {
    if (kept.has(part)) continue;
    if (mode) marked(part, link.textContent ?? other, other);
    else unmark(part);
  }
}

article.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (!mode || target.closest(HANDLED) || !getSelection()?.isCollapsed) return;
  const part = /** @type {HTMLElement | null} */ (target.closest("[data-t]"));
  if (part) flip(part);
});

/**
 * Tell it to those who do not see it; show it if it is a failure.
 * @param {string | undefined} text
 * @param {boolean} [failed]
 */
export function say(text, failed = false) {
  const place = control?.parentElement;
  const said = place?.querySelector("[role=status]") ?? document.createElement("p");
  said.setAttribute("role", "status");
  said.classList.toggle("quiet", !failed);
  said.textContent = text ?? "";
  place?.append(said);
  const hide = () => said.classList.add("quiet");
  if (failed) for (const next of ["pointerdown", "keydown"]) addEventListener(next, hide, { once: true, capture: true });
}
