// The picker: constraints in, services out, with the situation that speaks for each.
// The words of situations are those of the table on the same page.

import { rank } from "./rank.js";

const SHOWN = 5;
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#picker"));
const results = /** @type {HTMLElement | null} */ (document.querySelector("#picker-results"));
const data = JSON.parse(document.querySelector("#picker-data")?.textContent ?? "null");
if (form && results && data) pick(form, results);

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} results
 */
function pick(form, results) {
  const given = new URLSearchParams(location.search);
  for (const field of /** @type {Iterable<HTMLSelectElement>} */ (form.elements)) {
    if (field.name) field.value = given.get(field.name) ?? "";
  }
  show();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => (show(), write()));
  form.addEventListener("reset", () => setTimeout(() => (show(), write())));

  function show() {
    const chosen = values(form);
    if (!Object.keys(chosen).length) {
      results.replaceChildren(element("p", "", results.dataset.empty));
      return;
    }
    const ranked = rank(data.situations, data.unfit, chosen);
    const fitting = ranked.filter((each) => !each.against.length).slice(0, SHOWN);
    const excluded = ranked.filter((each) => each.against.length).slice(0, SHOWN);
    const parts = [list(fitting.map((each) => card(each, chosen, results.dataset)), "picked")];
    if (excluded.length) {
      parts.push(element("p", "", results.dataset.more));
      parts.push(list(excluded.map((each) => outside(each, results.dataset)), "picked picked--out"));
    }
    results.replaceChildren(...parts);
  }

  function write() {
    const query = new URLSearchParams(values(form)).toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
  }
}

/**
 * A service that fits, with its situation and the reasons for it and against the others.
 * @param {import("./rank.js").Ranked} each
 * @param {Record<string, string>} chosen
 * @param {DOMStringMap} words
 */
function card(each, chosen, words) {
  const situation = data.situations.find((/** @type {any} */ one) => one.id === each.situation);
  const all = Object.entries(situation.constraints);
  const met = all.filter(([dimension, value]) => chosen[dimension] === value).length;
  const template = (met === all.length ? words.matched : words.partly) ?? "";
  const item = heading(each.service);
  item.append(element("p", "picked__why", template.replace("{met}", String(met)).replace("{all}", String(all.length))));
  const [text, , why, against] = cells(each.situation);
  item.append(text, why, against);
  return item;
}

/**
 * A service that a rule excludes.
 * @param {import("./rank.js").Ranked} each
 * @param {DOMStringMap} words
 */
function outside(each, words) {
  const item = heading(each.service);
  for (const number of each.against) {
    item.append(element("p", "picked__why", `${words["ruled-out"] ?? words.ruledOut} ${data.unfit[number].reason}`));
  }
  return item;
}

/** @param {string} identifier */
function heading(identifier) {
  const { name, purpose, url, state, chip } = data.services[identifier];
  const item = document.createElement("li");
  const title = document.createElement("h3");
  const link = /** @type {HTMLAnchorElement} */ (element("a", "", name));
  link.href = url;
  title.append(link);
  if (state !== "current") title.append(" ", element("span", `status status--${state}`, chip));
  item.append(title, element("p", "", purpose));
  return item;
}

/**
 * The cells of a situation's row, as paragraphs: text, answer, reason, against.
 * @param {string} identifier
 */
function cells(identifier) {
  const row = document.querySelector(`#situation-${identifier}`);
  return [...(row?.querySelectorAll("td") ?? [])].map((cell) => {
    const paragraph = document.createElement("p");
    paragraph.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
    return paragraph;
  });
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
