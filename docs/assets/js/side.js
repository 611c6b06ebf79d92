// The whole page beside the same page in the other language, part by part.  `?side` in the
// address keeps it: it can be shared, and comes back with a reload.

import { adopted, inView, names, other, restore, say, twin } from "./flip.js";

/** @typedef {import("./flip.js").Twin} Twin */

const root = document.documentElement;
const article = /** @type {HTMLElement} */ (document.querySelector("article"));
const button = document.querySelectorAll(".twins button")[1];
const language = /** @type {HTMLAnchorElement} */ (document.querySelector("a.switch"));
/** What is shown once, in the reader's language, across both columns. */
const ONCE = "figure, mle-question, form, script, .practice-tool, .live";
let shown = false;

/** Begin or end to show both; the address says so. */
export async function toggle() {
  const url = new URL(location.href);
  if (shown) url.searchParams.delete("side");
  else url.search = `${url.search || "?"}${url.search ? "&" : ""}side`;
  await follow(!shown);
  history.pushState(null, "", url);
}

/** Show what the address says. */
export async function follow(wanted = asked()) {
  if (wanted === shown) return;
  const found = await twin();
  const place = inView();
  const before = place?.getBoundingClientRect().top ?? 0;
  if (wanted) show(found);
  else hide();
  settle(place, before);
  say(found.words[wanted ? "side-on" : "side-off"]);
}

function asked() {
  return new URLSearchParams(location.search).has("side");
}

addEventListener("popstate", () => follow());

/** @param {Twin} found */
function show(found) {
  restore();
  split(article, found);
  dress(true);
}

function hide() {
  for (const each of article.querySelectorAll(".side__twin")) each.remove();
  for (const name of ["side", "side__own"]) {
    for (const each of article.querySelectorAll(`.${name}`)) each.classList.remove(name);
  }
  dress(false);
}

/** @param {boolean} wanted */
function dress(wanted) {
  shown = wanted;
  root.classList.toggle("side-by-side", wanted);
  article.classList.toggle("side", wanted);
  button?.setAttribute("aria-pressed", String(wanted));
  language.search = wanted ? "?side" : "";
}

/**
 * Each child that has a counterpart gets it beside it; one whose content is in part the same
 * for both, such as a block with a figure, is split in itself.
 * @param {Element} parent
 * @param {Twin} found
 */
function split(parent, found) {
  for (const child of [...parent.children]) {
    const parts = partsOf(child);
    if (!parts.length || child.matches(ONCE)) continue;
    const source = child.querySelector(ONCE) ? null : counterpart(child, parts, found);
    if (source) pair(child, adopted(source, found));
    else {
      child.classList.add("side");
      split(child, found);
    }
  }
}

/**
 * The element that holds the twins of the parts of a child and nothing else, if there is one.
 * @param {Element} child
 * @param {Element[]} parts
 * @param {Twin} found
 */
function counterpart(child, parts, found) {
  let twin = found.parts.get(names.get(parts[0]) ?? "") ?? null;
  for (let each = parts[0]; each !== child && twin; each = /** @type {Element} */ (each.parentElement)) twin = twin.parentElement;
  if (!twin || twin.localName !== child.localName) return null;
  const theirs = partsOf(twin);
  const same = theirs.length === parts.length && parts.every((part, place) => found.parts.get(names.get(part) ?? "") === theirs[place]);
  return same ? twin : null;
}

/** @param {Element} where */
function partsOf(where) {
  return where.matches("[data-t]") ? [where] : [...where.querySelectorAll("[data-t]")];
}

/**
 * @param {Element} child
 * @param {HTMLElement} copy
 */
function pair(child, copy) {
  copy.lang = other;
  copy.classList.add("side__twin");
  child.classList.add("side__own");
  child.after(copy);
  const [mine, yours] = [child, copy].map((each) => [...each.querySelectorAll("details")]);
  mine.forEach((details, place) => {
    const twin = yours[place];
    if (!twin) return;
    twin.open = details.open;
    details.addEventListener("toggle", () => (twin.open = details.open));
    twin.addEventListener("toggle", () => (details.open = twin.open));
  });
}

/**
 * What the reader saw first stays where it was; a section that the address names comes first.
 * @param {HTMLElement | undefined} place
 * @param {number} before
 */
function settle(place, before) {
  const target = document.querySelector(":target");
  if (target && scrollY === 0) target.scrollIntoView();
  else if (place && scrollY > 0) scrollBy({ top: place.getBoundingClientRect().top - before, behavior: "instant" });
}
