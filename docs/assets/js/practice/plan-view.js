// A study plan as elements and as words.

import { home } from "../home.js";
import { shown } from "./days.js";
import { element, fill, language } from "./dom.js";

/** @typedef {import("./plan.js").Guide} Guide */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Task} Task */
/** @typedef {import("./plan.js").Week} Week */
/** @typedef {Record<string, string>} Words */

/** Where tasks lead that are not about one page. @type {Record<string, string>} */
const TOOLS = { review: "practice/review/", mock: "practice/mock-exam/" };

/**
 * @param {number} minutes
 * @param {Words} words
 */
export function duration(minutes, words) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (!hours) return fill(words.minutes, { minutes });
  return rest ? fill(words["hour-minutes"], { hours, minutes: rest }) : fill(words.hour, { hours });
}

/**
 * What to do, in words.
 * @param {Task} task
 * @param {Guide} guide
 * @param {Words} words
 */
export function describe(task, guide, words) {
  const objective = guide.objectives.find(({ id }) => id === task.objective);
  const text = fill(words[task.kind], {
    name: task.kind === "practice" ? (objective?.text ?? "") : (task.name ?? ""),
    objective: task.objective ?? "",
    count: task.questions ?? 0,
    number: task.section ?? "",
  });
  return task.parts ? fill(words.part, { text, part: task.part ?? 1, parts: task.parts }) : text;
}

/**
 * Where a task is done: below the home of the language.
 * @param {Task} task
 */
export const addressOf = (task) => TOOLS[task.kind] ?? task.url ?? "";

/**
 * How much of which time, for how long.
 * @param {Plan} plan
 * @param {Words} words
 */
export function summary(plan, words) {
  const long = /** @type {const} */ ({ year: "numeric", month: "long", day: "numeric" });
  return fill(words[plan.weeks.length === 1 ? "summary-one" : "summary"], {
    from: shown(plan.today, language, long),
    exam: shown(plan.exam, language, long),
    weeks: plan.weeks.length,
    minutes: duration(plan.minutes, words),
  });
}

/**
 * The weeks, each to open; the present one is open.
 * @param {Plan} plan
 * @param {Guide} guide
 * @param {Words} words
 * @param {string} today
 */
export function weekList(plan, guide, words, today) {
  const list = element("div", "plan__weeks");
  const now = plan.weeks.find(({ to }) => to >= today);
  for (const week of plan.weeks) {
    const details = /** @type {HTMLDetailsElement} */ (element("details", "plan__week"));
    details.open = week === now;
    details.append(element("summary", "", weekTitle(week, words, today, now)));
    details.append(...days(week).map(([date, tasks]) => dayOf(date, tasks, guide, words)));
    list.append(details);
  }
  return list;
}

/**
 * @param {Week} week
 * @param {Words} words
 * @param {string} today
 * @param {Week | undefined} now
 */
function weekTitle(week, words, today, now) {
  const key = week.to < today ? "week-past" : week === now && week.from <= today ? "week-now" : "week";
  return fill(words[key], {
    number: week.number,
    from: shown(week.from, language, { month: "short", day: "numeric" }),
    to: shown(week.to, language, { month: "short", day: "numeric" }),
    time: duration(week.minutes, words),
  });
}

/**
 * @param {Week} week
 * @returns {[string, Task[]][]}
 */
function days({ tasks }) {
  const dates = [...new Set(tasks.map(({ date }) => date))];
  return dates.map((date) => [date, tasks.filter((task) => task.date === date)]);
}

/**
 * @param {string} date
 * @param {Task[]} tasks
 * @param {Guide} guide
 * @param {Words} words
 */
function dayOf(date, tasks, guide, words) {
  const day = element("div", "plan__day");
  const list = element("ul");
  for (const task of tasks) {
    const item = element("li");
    const link = document.createElement("a");
    link.href = new URL(addressOf(task), home).href;
    link.textContent = describe(task, guide, words);
    item.append(link, " ", element("span", "plan__minutes", duration(task.minutes, words)));
    list.append(item);
  }
  day.append(element("p", "plan__date", shown(date, language)), list);
  return day;
}

/**
 * The time of each section, and of what belongs to none.
 * @param {Plan} plan
 * @param {Guide} guide
 * @param {Words} words
 */
export function totals(plan, guide, words) {
  const table = element("table", "plan__totals");
  table.append(element("caption", "", words.totals), row("th", ["section", "time", "share"].map((key) => words[`totals-${key}`])));
  const body = element("tbody");
  const rest = plan.minutes - plan.totals.reduce((sum, { minutes }) => sum + minutes, 0);
  const rows = plan.totals.map(({ number, minutes }) => ({ name: sectionName(guide, number, words), minutes }));
  for (const { name, minutes } of [...rows, { name: words.other, minutes: rest }]) {
    const share = `${Math.round((minutes / (plan.minutes || 1)) * 100)}%`;
    body.append(row("td", [name, duration(minutes, words), share]));
  }
  table.append(body);
  return table;
}

/**
 * @param {"td" | "th"} kind
 * @param {string[]} cells
 */
function row(kind, cells) {
  const made = element("tr");
  cells.forEach((text, index) => {
    const cell = element(index ? kind : "th", "", text);
    cell.setAttribute("scope", kind === "th" ? "col" : "row");
    if (index && kind === "td") cell.removeAttribute("scope");
    made.append(cell);
  });
  if (kind === "td") return made;
  const head = element("thead");
  head.append(made);
  return head;
}

/**
 * @param {Guide} guide
 * @param {number} number
 * @param {Words} words
 */
export function sectionName(guide, number, words) {
  const text = guide.sections.find((section) => section.number === number)?.text ?? "";
  return fill(words.section, { number, text });
}

/**
 * What was left out, or how much time is over.
 * @param {Plan} plan
 * @param {Guide} guide
 * @param {Words} words
 */
export function remainder(plan, guide, words) {
  const made = element("div", "plan__left");
  const { considerations, pages, labs, mocks } = plan.left;
  const asked = new Map(guide.considerations.map((each) => [each.id, each.text]));
  /** @type {[string, (string | {name: string, url: string})[]][]} */
  const groups = [
    ["left-considerations", considerations.map((id) => fill(words.consideration, { id, text: asked.get(id) ?? "" }))],
    ["left-pages", pages],
    ["left-labs", labs],
  ];
  const filled = groups.filter(([, items]) => items.length);
  if (!filled.length && mocks < 2) {
    const over = plan.available - plan.minutes;
    made.append(element("p", "", words.complete));
    if (over >= 60) made.append(element("p", "", fill(words.spare, { time: duration(over, words) })));
    return made;
  }
  made.append(element("p", "", words.short));
  if (mocks === 2) made.append(element("p", "", words["left-mock"]));
  for (const [key, items] of filled) made.append(leftList(fill(words[key], { count: items.length }), items));
  return made;
}

/**
 * @param {string} title
 * @param {(string | {name: string, url: string})[]} items
 */
function leftList(title, items) {
  const details = element("details");
  const list = element("ul");
  for (const each of items) {
    const item = element("li", "", typeof each === "string" ? each : "");
    if (typeof each !== "string") {
      const link = document.createElement("a");
      link.href = new URL(each.url, home).href;
      link.textContent = each.name;
      item.append(link);
    }
    list.append(item);
  }
  details.append(element("summary", "", title), list);
  return details;
}
