// The search box, brought to life when it is first used: most visits only read.
//
// The box, its list and its keys are Material's, whose script is loaded here.  What it
// lacks is added: input that is not typed, Japanese conversion, earlier searches, and
// help when nothing is found.

import { home } from "./home.js";
import { forget, recent, remember, short } from "./search-recent.js";

const settings = /** @type {HTMLElement} */ (document.querySelector("#__config"));
const config = JSON.parse(settings.textContent ?? "{}");
/** @type {Record<string, string> & {translations: Record<string, string>}} */
const words = await (await fetch(new URL("search/words.json", home))).json();
/** The list of all names. */
const all = new URL(words.list, home).href;
const query = /** @type {HTMLInputElement} */ (document.querySelector(".md-search__input"));
const toggle = /** @type {HTMLInputElement} */ (document.querySelector("#__search"));
const result = /** @type {HTMLElement} */ (document.querySelector(".md-search-result"));
const list = /** @type {HTMLElement} */ (result.lastElementChild);
const help = document.createElement("div");
help.className = "search-help";
list.before(help);

/** What the help is for, to change it only when that changes. */
let shown = "";
/** @type {import("./search/names.js").Name[] | undefined} */
let names;
/** Milliseconds without a key after which a word that is not found counts as finished. */
const PAUSE = 300;

input();
answers();
material();

function material() {
  settings.textContent = JSON.stringify({ ...config, translations: words.translations });
  const script = document.createElement("script");
  script.src = new URL(words.script, home).href;
  script.addEventListener("load", () => {
    keepOpen();
    query.dispatchEvent(new Event("focus")); // what was typed meanwhile gets its suggestion
  });
  document.head.append(script);
}

/**
 * Material searches on `keyup` alone, so pasted and dictated words would find
 * nothing; and the Enter that confirms a Japanese conversion would open a page.
 */
function input() {
  query.addEventListener("input", () => {
    query.dispatchEvent(new KeyboardEvent("keyup"));
    show();
  });
  const guard = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
  };
  addEventListener("keydown", guard, true);
  result.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a");
    if (link && !help.contains(link)) remember(query.value);
  });
}

/** What stands above the list follows what the list shows, and the focus stays in a list that is renewed. */
function answers() {
  let focused = "";
  list.addEventListener("focusin", ({ target }) => {
    focused = target instanceof HTMLAnchorElement ? address(target) : "";
  });
  query.addEventListener("focus", () => (focused = ""));
  const renewed = () => {
    show();
    if (!focused || !toggle.checked || document.activeElement !== document.body) return;
    const links = [...list.querySelectorAll("a")];
    (links.find((each) => address(each) === focused) ?? links[0] ?? query).focus();
  };
  new MutationObserver(renewed).observe(result, { childList: true, characterData: true, subtree: true });
  query.addEventListener("focus", show);
  show();
}

/** Soon after its start the script closes the search if the page was opened at a section. */
function keepOpen() {
  const reopen = () =>
    // Later: during its own click a box cannot be clicked again, and who leaves takes the focus away.
    queueMicrotask(() => {
      if (!toggle.checked && document.activeElement === query) toggle.click();
    });
  toggle.addEventListener("change", reopen);
  setTimeout(() => toggle.removeEventListener("change", reopen), 500);
}

/** Earlier searches while the box is empty; help when nothing was found. */
function show() {
  const typed = query.value.trim();
  const nothing = typed && result.firstElementChild?.textContent === words.none && !list.childElementCount;
  const state = nothing ? `none ${typed}` : typed ? "" : `recent ${recent().join("\n")}`;
  if (state === shown) return;
  shown = state;
  help.replaceChildren(...(nothing ? [] : typed ? [] : earlier()));
  if (nothing) offer(typed, state);
}

/** The searches made on this device, how to forget them, and the list of all names. */
function earlier() {
  const searches = recent();
  const index = link(words.index, all);
  if (!searches.length) return [index];
  const title = document.createElement("p");
  title.textContent = words.recent;
  const links = searches.map((text) => link(text, `?q=${encodeURIComponent(text)}`, () => repeat(text)));
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = words.forget;
  clear.addEventListener("click", () => {
    forget();
    show();
    query.focus();
  });
  return [title, ...links, clear, index];
}

/** @param {HTMLAnchorElement} link */
function address(link) {
  return link.pathname + link.hash;
}

/** @param {string} text */
function repeat(text) {
  query.value = text;
  query.focus();
  query.dispatchEvent(new Event("input"));
}

/**
 * The names nearest to what was typed, the list of all, and a way to ask for a missing one.
 * @param {string} typed
 * @param {string} state what is shown, to notice when it is no longer wanted
 */
async function offer(typed, state) {
  await new Promise((resolve) => setTimeout(resolve, PAUSE)); // perhaps the word is not finished
  if (state !== shown) return;
  const near = await nearby(typed);
  if (state !== shown) return;
  const title = document.createElement("p");
  title.textContent = near.length ? words.nearest : words.hint;
  const links = near.map(({ text, target }) => link(text, new URL(target.url, home).href));
  const missing = short(typed, 80);
  const subject = words.issue.replace("{query}", () => missing);
  const issue = `${words.propose}${encodeURIComponent(missing)}&title=${encodeURIComponent(subject)}`;
  help.replaceChildren(title, ...links, link(words.index, all), link(words.missing, issue));
}

/** @param {string} typed */
async function nearby(typed) {
  try {
    const [{ nearest }, { read }] = await Promise.all([import("./search/nearest.js"), import("./search/names.js")]);
    names ??= read(await (await fetch(new URL("search/names.json", home))).json());
    return nearest(names, typed, 3);
  } catch {
    return []; // no network: the rest of the help is there
  }
}

/**
 * @param {string} text
 * @param {string} href
 * @param {() => void} [act] what to do instead of opening it
 */
function link(text, href, act) {
  const made = document.createElement("a");
  made.href = href;
  made.tabIndex = -1; // as the results: the arrow keys lead there
  made.textContent = text;
  if (act) {
    made.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }
  return made;
}
