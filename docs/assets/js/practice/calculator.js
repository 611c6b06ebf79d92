// A calculator: fields, and below them what follows from their values.  The values stand in the
// page's address, so that a result can be linked; what differs from the start values is enough.

import { button, element } from "./dom.js";

/**
 * @typedef {Record<string, string>} Values
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string} value at the start
 * @property {[value: string, text: string][]} [options] to choose from
 * @property {"numeric" | "decimal"} [number] which keys a phone shows
 * @property {number} [rows] of a text of several lines
 * @property {boolean} [wide]
 * @property {boolean} [secret] whether it stays out of the address
 * @typedef {object} Shown
 * @property {string} text what is announced, in one or two sentences
 * @property {string[]} [wrong] names of the fields that it is about, if it says what is wrong
 * @property {string[]} [hidden] names of fields without meaning for these values
 * @property {Node[]} [content]
 * @typedef {{title?: string, fields: Field[], show: (values: Values) => Shown}} Part
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 */

/** Milliseconds without a change until the text is announced and the address changes. */
const REST = 400;

/**
 * Fill a tool's place with parts, which all see the values of all fields.
 * @param {Element} place
 * @param {string} reset what the button says that brings back the start values
 * @param {Part[]} parts
 */
export function calculator(place, reset, parts) {
  const given = new URLSearchParams(location.search);
  const fields = parts.flatMap((part) => part.fields);
  /** @type {Map<string, Control>} */
  const controls = new Map();
  for (const field of fields) {
    const control = made(field);
    setTo(control, (!field.secret && given.get(field.name)) || field.value);
    controls.set(field.name, control);
  }
  const values = () => Object.fromEntries([...controls].map(([name, control]) => [name, control.value]));
  const views = parts.map((part) => view(part, controls));
  let rest = 0;
  const settle = () => {
    for (const each of views) each.say();
    keep(fields, values());
  };
  const show = () => {
    for (const each of views) each.show(values());
    clearTimeout(rest);
    rest = window.setTimeout(settle, REST);
  };
  const again = button(reset, () => {
    for (const { name, value } of fields) setTo(/** @type {Control} */ (controls.get(name)), value);
    show();
  });
  again.classList.add("calculator__reset");
  for (const each of views) each.form.addEventListener("input", show);
  place.append(...views.flatMap(({ nodes }) => nodes), again);
  for (const each of views) {
    each.show(values());
    each.say();
  }
  followLanguage();
}

/**
 * @param {Part} part
 * @param {Map<string, Control>} controls
 */
function view({ title, fields, show }, controls) {
  const [form, status, result] = [element("form", "panel"), element("p", "calculator__text"), element("div", "calculator__result")];
  status.setAttribute("role", "status");
  status.id = `${fields[0].name}-result`;
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const field of fields) form.append(labelled(field, /** @type {Control} */ (controls.get(field.name))));
  let text = "";
  return {
    form,
    nodes: [...(title ? [element("h3", "calculator__title", title)] : []), form, status, result],
    /** @param {Values} values */
    show(values) {
      const shown = show(values);
      text = shown.text;
      mark(fields, controls, shown, status.id);
      result.replaceChildren(...(shown.content ?? []));
    },
    say() {
      if (status.textContent !== text) status.textContent = text;
    },
  };
}

/**
 * Which fields are wrong, and which have no meaning now.
 * @param {Field[]} fields
 * @param {Map<string, Control>} controls
 * @param {Shown} shown
 * @param {string} status the id of what says why
 */
function mark(fields, controls, { wrong = [], hidden = [] }, status) {
  for (const { name } of fields) {
    const control = /** @type {Control} */ (controls.get(name));
    const isWrong = wrong.includes(name);
    attribute(control, "aria-invalid", isWrong && "true");
    attribute(control, "aria-describedby", isWrong && status);
    /** @type {HTMLElement} */ (control.parentElement).hidden = hidden.includes(name);
  }
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | false} value
 */
function attribute(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

/** @param {Field} field */
function made({ name, options, number, rows }) {
  if (options) {
    const select = document.createElement("select");
    for (const [value, text] of options) select.add(new Option(text, value));
    return Object.assign(select, { name });
  }
  if (rows) return Object.assign(document.createElement("textarea"), { name, rows, spellcheck: false });
  const input = Object.assign(document.createElement("input"), { name, type: "text", autocomplete: "off", spellcheck: false });
  if (number) input.inputMode = number;
  return input;
}

/**
 * @param {Field} field
 * @param {Control} control
 */
function labelled({ label, wide }, control) {
  const made = element("label", wide ? "field field--wide" : "field", element("span", "", label));
  made.append(control);
  return made;
}

/**
 * A choice that does not exist leaves the first one.
 * @param {Control} control
 * @param {string} value
 */
function setTo(control, value) {
  if (control instanceof HTMLSelectElement && ![...control.options].some((option) => option.value === value)) return;
  control.value = value;
}

/**
 * @param {Field[]} fields
 * @param {Values} values
 */
function keep(fields, values) {
  const changed = fields.filter(({ name, value, secret }) => !secret && values[name] !== value);
  const query = new URLSearchParams(changed.map(({ name }) => [name, values[name]])).toString();
  history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
}

/** The page in the other language calculates with the same values. */
function followLanguage() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.switch"));
  const aim = () => {
    if (link) link.search = location.search;
  };
  for (const type of ["pointerdown", "focus", "click"]) link?.addEventListener(type, aim);
}

/**
 * A table of results: a name, a value, and how it comes about.
 * @param {string[]} head
 * @param {[name: string, value: string, from?: string][]} rows
 */
export function table(head, rows) {
  const made = element("table", "calculator__table");
  const [top, body] = [element("tr"), element("tbody")];
  for (const text of head) top.append(cell("th", text, "col"));
  for (const [name, value, from] of rows) {
    const line = element("tr");
    line.append(cell("th", name, "row"), element("td", "calculator__value", value), element("td", "calculator__from", from));
    body.append(line);
  }
  made.append(element("thead", "", top), body);
  return made;
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} scope
 */
function cell(tag, text, scope) {
  const made = element(tag, "", text);
  made.setAttribute("scope", scope);
  return made;
}
