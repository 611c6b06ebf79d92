// Small helps for the practice tools: elements, texts with code, words of the page.

/** The language of the page. @type {"ja" | "en"} */
export const language = document.documentElement.lang === "en" ? "en" : "ja";

/**
 * @param {string} tag
 * @param {string} [name] its class
 * @param {string | Node} [content]
 */
export function element(tag, name = "", content = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(content);
  return made;
}

/**
 * @param {string} text
 * @param {(event: MouseEvent) => void} act
 * @param {string} [name]
 */
export function button(text, act, name = "md-button") {
  const made = /** @type {HTMLButtonElement} */ (element("button", name, text));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/**
 * A text in which backticks stand around code.
 * @param {string} text
 */
export function code(text) {
  const made = document.createDocumentFragment();
  text.split("`").forEach((part, place) => made.append(place % 2 ? element("code", "", part) : part));
  return made;
}

/**
 * A template with its {names} filled in.
 * @param {string | undefined} template
 * @param {Record<string, string | number>} values
 */
export function fill(template, values) {
  return (template ?? "").replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/**
 * The words that the build wrote into a tool's place.
 * @param {Element} place
 * @returns {Record<string, string>}
 */
export function words(place) {
  return JSON.parse(place.querySelector("script")?.textContent ?? "{}");
}
