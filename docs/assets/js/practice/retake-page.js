// The retake calculator: dates of failed tries in, the first day for the next out.

import { isDate, localDay, shown } from "./days.js";
import { element, fill, language } from "./dom.js";
import { nextTry } from "./retake.js";

/** @typedef {Record<string, string>} Words */

const TIMES = ["first", "second", "third", "fourth"];
const LONG = /** @type {const} */ ({ year: "numeric", month: "long", day: "numeric", weekday: "short" });

/**
 * @param {Element} place
 * @param {Words} words
 * @param {((day: string) => void) | null} planFor makes a plan for a day, where there is a planner
 */
export function retakes(place, words, planFor) {
  const form = document.createElement("form");
  form.className = "panel retake";
  const group = element("fieldset", "field--wide retake__dates");
  const inputs = TIMES.map((name) => dateField(words[name] ?? ""));
  group.append(element("legend", "", words.form), ...inputs.map(({ label }) => label));
  const answer = element("div", "field--wide retake__answer");
  answer.setAttribute("role", "status");
  form.append(group, answer);
  const show = () => answer.replaceChildren(...answers(inputs.map(({ input }) => input.value), words, planFor));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  show();
  place.append(form);
}

/**
 * @param {string[]} days
 * @param {Words} words
 * @param {((day: string) => void) | null} planFor
 */
function answers(days, words, planFor) {
  const found = nextTry(days);
  if (!found) return [element("p", "", words.empty)];
  const { next, wait } = found;
  const last = days.filter(isDate).sort().at(-1) ?? "";
  const date = shown(next, language, LONG);
  const text = wait === null
    ? fill(words.limit, { date })
    : fill(words.next, { date, wait, last: shown(last, language, LONG) });
  const parts = [element("p", "", text)];
  if (next <= localDay(new Date())) parts.push(element("p", "", words.open));
  else if (planFor) parts.push(planButton(next, words, planFor));
  return parts;
}

/**
 * @param {string} day
 * @param {Words} words
 * @param {(day: string) => void} planFor
 */
function planButton(day, words, planFor) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "md-button";
  made.textContent = words.plan ?? "";
  made.addEventListener("click", () => planFor(day));
  return made;
}

/** @param {string} text */
function dateField(text) {
  const label = element("label", "field", text);
  const input = document.createElement("input");
  input.type = "date";
  label.append(input);
  return { label, input };
}
