// The picker: constraints in, services out, with the situation that speaks for each.
// The words of situations are those of the table on the same page.

import { home } from "./home.js";
import { rank } from "./rank.js";

/** @typedef {{services: Record<string, {name: string, purpose: string, url: string}>, names: Record<string, string>,
 *   situations: (import("./rank.js").Situation & {url: string, text: string, why: string, not: [string, string][]})[],
 *   unfit: import("./rank.js").Unfit[]}} Data */

const SHOWN = 5;
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#picker"));
const results = /** @type {HTMLElement | null} */ (document.querySelector("#picker-results"));
/** @type {Promise<Data> | undefined} */
let loaded;
let turn = 0;
if (form && results) pick(form, results);

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} results
 */
function pick(form, results) {
  const given = new URLSearchParams(location.search);
  // Without an address the choice stays that was made before this script came.
  if (given.size) {
    for (const field of /** @type {Iterable<HTMLSelectElement>} */ (form.elements)) {
      if (field.name) field.value = given.get(field.name) ?? "";
    }
  }
  show();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => (show(), write()));
  form.addEventListener("reset", () => setTimeout(() => (show(), write())));

  async function show() {
    const mine = ++turn; // a later choice ends this one
    const chosen = values(form);
    if (!Object.keys(chosen).length) {
      results.replaceChildren(element("p", "", results.dataset.empty));
      return;
    }
    try {
      loaded ??= load();
      const data = await loaded;
      if (mine === turn) results.replaceChildren(...answers(data, chosen, results.dataset));
    } catch {
      loaded = undefined; // the next choice tries again
      if (mine === turn) results.replaceChildren(element("p", "", results.dataset.failed));
    }
  }

  function write() {
    const query = new URLSearchParams(values(form)).toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
  }
}

/** @returns {Promise<Data>} */
async function load() {
  const answer = await fetch(new URL("situations.json", home));
  if (!answer.ok) throw new Error(`situations.json: ${answer.status}`);
  return answer.json();
}

/**
 * The services that fit, and those that a rule excludes.
 * @param {Data} data
 * @param {Record<string, string>} chosen
 * @param {DOMStringMap} words
 */
function answers(data, chosen, words) {
  const ranked = rank(data.situations, data.unfit, chosen);
  const fitting = ranked.filter((each) => !each.against.length).slice(0, SHOWN);
  const excluded = ranked.filter((each) => each.against.length).slice(0, SHOWN);
  const parts = [list(fitting.map((each) => card(data, each, chosen, words)), "picked")];
  if (excluded.length) {
    parts.push(element("p", "", words.more));
    parts.push(list(excluded.map((each) => outside(data, each, words)), "picked picked--out"));
  }
  return parts;
}

/**
 * A service that fits, with its situation and the reasons for it and against the others.
 * @param {Data} data
 * @param {import("./rank.js").Ranked} each
 * @param {Record<string, string>} chosen
 * @param {DOMStringMap} words
 */
function card(data, each, chosen, words) {
  const item = heading(data, each.service);
  const situation = data.situations.find(({ id }) => id === each.situation);
  if (!situation) return item;
  const all = Object.entries(situation.constraints);
  const met = all.filter(([dimension, value]) => chosen[dimension] === value).length;
  const template = (met === all.length ? words.matched : words.partly) ?? "";
  const counted = template.replace("{met}", String(met)).replace("{all}", String(all.length));
  item.append(element("p", "picked__why", counted), element("p", "picked__situation", situation.text));
  item.append(element("p", "", situation.why));
  const against = element("ul", "picked__not");
  for (const [service, reason] of situation.not) {
    against.append(element("li", "", (words.not ?? "").replace("{name}", data.names[service]) + reason));
  }
  if (situation.not.length) item.append(against);
  item.append(link(words.situation ?? "", situation.url));
  return item;
}

/**
 * A service that rules exclude.
 * @param {Data} data
 * @param {import("./rank.js").Ranked} each
 * @param {DOMStringMap} words
 */
function outside(data, each, words) {
  const item = heading(data, each.service);
  for (const number of each.against) {
    item.append(element("p", "picked__why", `${words.excluded} ${data.unfit[number].reason}`));
  }
  return item;
}

/**
 * @param {Data} data
 * @param {string} identifier
 */
function heading(data, identifier) {
  const { name, purpose, url } = data.services[identifier];
  const item = document.createElement("li");
  const title = element("p", "picked__name");
  title.append(link(name, url));
  item.append(title, element("p", "", purpose));
  return item;
}

/**
 * @param {string} text
 * @param {string} url below the home of this language
 */
function link(text, url) {
  const made = document.createElement("a");
  made.href = new URL(url, home).href;
  made.textContent = text;
  return made;
}

/**
 * @param {HTMLElement[]} items
 * @param {string} name
 */
function list(items, name) {
  const ordered = element("ol", name);
  ordered.append(...items);
  return ordered;
}

/**
 * @param {string} tag
 * @param {string} name
 * @param {string} [text]
 */
function element(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
function values(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value);
  return Object.fromEntries(/** @type {[string, string][]} */ (filled));
}
