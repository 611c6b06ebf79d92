// The study plan: what to do in which week before the exam.  No DOM, no clock: the same
// numbers in give the same plan out.
//
// What to study is one sequence that does not depend on the time there is; a plan takes as much
// of its beginning as fits.  So more time never takes a page away.

import { addDays, daysBetween, isDate, weekday } from "./days.js";

export { ics } from "./calendar.js";

/**
 * @typedef {{name: string, url: string, minutes: number}} Place
 * @typedef {Place & {labs: string[]}} Page `labs` are urls of labs that the page shows
 * @typedef {{id: string, text: string, pages: string[], questions: number}} Consideration
 * @typedef {{number: number, text: string, weight: number}} Section
 * @typedef {{sections: Section[], objectives: {id: string, text: string, url: string}[],
 *   considerations: Consideration[], pages: Page[], labs: Place[], first: string, words: string}} Guide
 *   pages of considerations are urls; `first` is what to read before all, `words` for the last days
 * @typedef {{today: string, exam: string, hours: number, weekdays?: number[],
 *   strengths?: Record<number, number | null>}} Wish weekdays are 0 (Sunday) to 6; none means all
 * @typedef {"read" | "practice" | "lab" | "review" | "mock" | "light"} Kind
 * @typedef {{key: string, kind: Kind, minutes: number, date: string, section: number | null,
 *   objective?: string, name?: string, url?: string, questions?: number,
 *   part?: number, parts?: number}} Task
 * @typedef {{number: number, from: string, to: string, room: number, minutes: number, tasks: Task[]}} Week
 * @typedef {{considerations: string[], pages: Page[], labs: Place[], mocks: number}} Left
 * @typedef {{ok: true, today: string, exam: string, available: number, minutes: number, weeks: Week[],
 *   totals: {number: number, minutes: number}[], left: Left}} Plan
 * @typedef {"date" | "past" | "near" | "far" | "hours" | "days"} Trouble
 * @typedef {{ok: false, trouble: Trouble}} Refusal
 * @typedef {Omit<Task, "date">} Item
 */

/** Nobody plans with less than this, in hours a week, or keeps up more. */
export const HOURS = { least: 0.5, most: 60 };
/** An exam nearer than this cannot be planned for, one further away need not be. */
export const DAYS = { least: 3, most: 730 };
/** To study a page takes longer than to read it through. */
export const READING = 2;
/** A question with the reasons of all its options. */
export const QUESTION = 3;
/** A lab that one runs and changes. */
export const LAB = 20;
/** Mock exams at the pace of the real one, and the time to go through the answers. */
const MOCKS = [
  { questions: 50, minutes: 150 },
  { questions: 25, minutes: 75 },
  { questions: 10, minutes: 30 },
];
/** What is new takes at most this much of the time, a mock exam at most that. */
const NEW = 0.7;
const MOCK = 1 / 8;
/** Before the exam: days of rest, and what they may hold. */
const LIGHT_DAYS = 2;
const LIGHT = 30;
/** A strong section keeps this much of its share. */
const FLOOR = 0.1;
/** A session of review, at least and usually; all of them in proportion to what is new. */
const REVIEW = { least: 10, usual: 45, most: 0.6 };
/** The last week learns nothing new if the others have this much room for it. */
const EARLY = 0.85;

/**
 * The plan, or why there is none.
 * @param {Guide} guide
 * @param {Wish} wish
 * @returns {Plan | Refusal}
 */
export function plan(guide, wish) {
  const trouble = troubleWith(wish);
  if (trouble) return { ok: false, trouble };
  const days = freeDays(wish);
  if (!days.length) return { ok: false, trouble: "days" };
  const main = sum(days.filter(({ light }) => !light).map(({ minutes }) => minutes));
  const weeks = weeksOf(days, wish);
  placeMocks(weeks, main, wish);
  const chosen = choose(sequence(guide, wish.strengths ?? {}), whole(main * NEW));
  placeNew(inOrder(guide, chosen, wish.strengths ?? {}), weeks);
  placeReviews(guide, weeks, chosen, wish.strengths ?? {});
  return finished(guide, wish, weeks, chosen);
}

/**
 * @param {Wish} wish
 * @returns {Trouble | null}
 */
function troubleWith({ today, exam, hours, weekdays }) {
  if (!isDate(today) || !isDate(exam)) return "date";
  const ahead = daysBetween(today, exam);
  if (ahead < 0) return "past";
  if (ahead < DAYS.least) return "near";
  if (ahead > DAYS.most) return "far";
  if (!(hours >= HOURS.least && hours <= HOURS.most)) return "hours";
  return weekdays && !weekdays.some((day) => day >= 0 && day <= 6) ? "days" : null;
}

// ---- Time ---------------------------------------------------------------------

/**
 * @typedef {{date: string, minutes: number, light: boolean}} Day
 * @typedef {{from: string, to: string, days: Day[], room: number, last: boolean, fixed: Task[],
 *   items: Item[]}} Draft `room` is what the days that are not light can still hold
 */

/**
 * The days on which one studies; the day of the exam is none of them.
 * @param {Wish} wish
 * @returns {Day[]}
 */
function freeDays({ today, exam, hours, weekdays }) {
  const free = new Set((weekdays ?? [0, 1, 2, 3, 4, 5, 6]).filter((day) => day >= 0 && day <= 6));
  const each = (hours * 60) / free.size;
  const found = [];
  for (let date = today; date < exam; date = addDays(date, 1)) {
    const light = daysBetween(date, exam) <= LIGHT_DAYS;
    if (free.has(weekday(date))) found.push({ date, minutes: light ? Math.min(each, LIGHT) : each, light });
  }
  return found;
}

/**
 * Weeks counted back from the exam, so that the last one is whole and none moves when a day has passed.
 * @param {Day[]} days
 * @param {Wish} wish
 * @returns {Draft[]}
 */
function weeksOf(days, { today, exam }) {
  const count = Math.ceil(daysBetween(today, exam) / 7);
  const weeks = Array.from({ length: count }, (_, index) => {
    const begin = addDays(exam, -7 * (count - index));
    const [from, to] = [begin < today ? today : begin, addDays(begin, 6)];
    const mine = days.filter(({ date }) => date >= from && date <= to);
    const room = whole(sum(mine.filter(({ light }) => !light).map(({ minutes }) => minutes)));
    return { from, to, days: mine, room, last: index === count - 1, fixed: [], items: [] };
  });
  return weeks.filter((week) => week.days.length);
}

/**
 * One mock exam about two thirds through, one in the last week; less time makes them shorter.
 * @param {Draft[]} weeks
 * @param {number} main minutes of all days that are not light
 * @param {Wish} wish
 */
function placeMocks(weeks, main, { today, exam }) {
  const twoThirds = addDays(today, Math.round((daysBetween(today, exam) * 2) / 3));
  const early = bestMock(weeks.filter(({ last }) => !last), main, twoThirds);
  if (early) book(early, "mock-1");
  const goal = addDays(exam, -4); // two days to go through the answers, then rest
  const late = bestMock(weeks.filter(({ last }) => last), main, goal)
    ?? bestMock(weeks.filter(({ fixed }) => !fixed.length), main, goal);
  if (late) book(late, "mock-2");
}

/**
 * The longest mock exam that the weeks can hold, on the day nearest to the goal.
 * @param {Draft[]} weeks
 * @param {number} main
 * @param {string} goal
 */
function bestMock(weeks, main, goal) {
  for (const mock of MOCKS.filter(({ minutes }) => minutes <= main * MOCK + 1e-6)) {
    const days = weeks.filter(({ room }) => room >= mock.minutes).flatMap((week) =>
      week.days.filter(({ light }) => !light).map(({ date }) => ({ week, date, mock })));
    const distance = (/** @type {{date: string}} */ { date }) => Math.abs(daysBetween(date, goal));
    if (days.length) return days.reduce((best, day) => (distance(day) < distance(best) ? day : best));
  }
  return null;
}

/**
 * @param {{week: Draft, date: string, mock: {questions: number, minutes: number}}} found
 * @param {string} key
 */
function book({ week, date, mock }, key) {
  week.fixed.push({ key, kind: "mock", date, section: null, ...mock });
  week.room -= mock.minutes;
}

// ---- What to study -------------------------------------------------------------

/**
 * Everything there is, the most valuable first: the section that is furthest behind its share
 * takes the next turn.  Every section has its first turn before any has a second.
 * @param {Guide} guide
 * @param {Record<number, number | null>} strengths
 * @returns {Item[]}
 */
function sequence(guide, strengths) {
  const taken = new Set([guide.first]);
  const queues = guide.sections.map((section) => ({
    number: section.number,
    share: shareOf(section, strengths),
    used: 0,
    items: itemsOf(guide, section),
  }));
  queues.sort((a, b) => b.share - a.share || a.number - b.number);
  const found = [read(guide, guide.first, null)];
  for (;;) {
    for (const queue of queues) queue.items = skipTaken(queue.items, taken);
    const waiting = queues.filter(({ items }) => items.length);
    if (!waiting.length) return found;
    const next = waiting.reduce((best, each) => (each.used / each.share < best.used / best.share ? each : best));
    const [item, ...rest] = next.items;
    next.items = rest;
    next.used += item.minutes;
    if (item.url && item.kind !== "practice") taken.add(item.url);
    found.push(item);
  }
}

/**
 * How much of the time a section should have: its weight, less what is known already.
 * @param {Section} section
 * @param {Record<number, number | null>} strengths
 */
function shareOf({ number, weight }, strengths) {
  const strength = Math.min(1, Math.max(0, strengths[number] || 0));
  return weight * Math.max(FLOOR, 1 - strength);
}

/**
 * @param {Item[]} items
 * @param {Set<string>} taken pages that another section has already
 */
function skipTaken(items, taken) {
  const first = items.findIndex((item) => item.kind === "practice" || !taken.has(item.url ?? ""));
  return first < 0 ? [] : items.slice(first);
}

/**
 * What a section has, by value: each consideration with its first page and its questions, then
 * further pages, then labs.
 * @param {Guide} guide
 * @param {Section} section
 * @returns {Item[]}
 */
function itemsOf(guide, section) {
  const mine = byWeight(guide.considerations.filter(({ id }) => sectionOf(id) === section.number));
  const core = mine.flatMap((each) => [
    ...each.pages.slice(0, 1).map((url) => read(guide, url, each.id)),
    ...(each.questions ? [practice(guide, each)] : []),
  ]);
  const deepest = Math.max(0, ...mine.map(({ pages }) => pages.length));
  const further = range(1, deepest).flatMap((depth) =>
    mine.filter(({ pages }) => pages[depth]).map(({ id, pages }) => read(guide, pages[depth], id)));
  const labs = mine.flatMap(({ id, pages }) =>
    pages.flatMap((url) => pageOf(guide, url).labs.map((lab) => experiment(guide, lab, id))));
  return [...core, ...further, ...labs];
}

/**
 * The considerations of a section: more questions mean more weight; else all objectives in turn.
 * @param {Consideration[]} considerations
 */
function byWeight(considerations) {
  return [...considerations].sort((a, b) =>
    b.questions - a.questions || compare(a.id.slice(4), b.id.slice(4)) || compare(a.id, b.id));
}

/**
 * As much from the beginning as fits.
 * @param {Item[]} items
 * @param {number} minutes
 */
function choose(items, minutes) {
  let used = 0;
  const end = items.findIndex((item) => (used += item.minutes) > minutes);
  return end < 0 ? items : items.slice(0, end);
}

/**
 * In the order of study: the largest share first, each objective as a whole, its questions last.
 * @param {Guide} guide
 * @param {Item[]} items
 * @param {Record<number, number | null>} strengths
 */
function inOrder(guide, items, strengths) {
  const sections = [...guide.sections].sort((a, b) =>
    shareOf(b, strengths) - shareOf(a, strengths) || a.number - b.number).map(({ number }) => number);
  const place = (/** @type {Item} */ { section, objective, kind }) =>
    section === null ? [-1, "", 0] : [sections.indexOf(section), objective ?? "", kind === "practice" ? 1 : 0];
  const ordered = items.map((item, index) => ({ item, index, place: place(item), within: withinObjective(guide, item) }));
  ordered.sort((a, b) => compareAll(a.place, b.place) || compareAll(a.within, b.within) || a.index - b.index);
  return ordered.map(({ item }) => item);
}

/**
 * The consideration that an item was chosen for, and pages before labs.
 * @param {Guide} guide
 * @param {Item} item
 */
function withinObjective(guide, { kind, key, url, objective }) {
  const mine = guide.considerations.filter(({ id }) => objectiveOf(id) === objective);
  const index = mine.findIndex(({ id, pages }) => {
    if (kind === "practice") return key === `practice-${id}`;
    return pages.some((page) => page === url || (kind === "lab" && pageOf(guide, page).labs.includes(url ?? "")));
  });
  return [index, kind === "lab" ? 1 : 0];
}

/**
 * @param {Guide} guide
 * @param {string} url
 * @param {string | null} consideration
 * @returns {Item}
 */
function read(guide, url, consideration) {
  const { name, minutes } = pageOf(guide, url);
  return { key: `read-${url}`, kind: "read", minutes: minutes * READING, name, url, ...belongs(consideration) };
}

/**
 * @param {Guide} guide
 * @param {Consideration} consideration
 * @returns {Item}
 */
function practice(guide, { id, questions }) {
  const url = guide.objectives.find((each) => each.id === objectiveOf(id))?.url ?? "";
  const anchor = `#c-${id.replaceAll(".", "-")}`;
  return { key: `practice-${id}`, kind: "practice", minutes: questions * QUESTION, questions, url: url + anchor, ...belongs(id) };
}

/**
 * @param {Guide} guide
 * @param {string} url
 * @param {string} consideration
 * @returns {Item}
 */
function experiment(guide, url, consideration) {
  const name = guide.labs.find((each) => each.url === url)?.name ?? url;
  return { key: `lab-${url}`, kind: "lab", minutes: LAB, name, url, ...belongs(consideration) };
}

/** @param {string | null} consideration */
function belongs(consideration) {
  return consideration === null
    ? { section: null }
    : { section: sectionOf(consideration), objective: objectiveOf(consideration) };
}

/** @param {string} id as in 1.2.a */
const sectionOf = (id) => Number(id.split(".")[0]);
/** @param {string} id */
const objectiveOf = (id) => id.split(".").slice(0, 2).join(".");

/**
 * @param {Guide} guide
 * @param {string} url
 */
function pageOf(guide, url) {
  return guide.pages.find((page) => page.url === url) ?? { name: url, url, minutes: 0, labs: [] };
}

// ---- When ----------------------------------------------------------------------

/**
 * New things, spread over the weeks by their room; the last week only if there is no other way.
 * A task is cut in two only where the rest would no longer fit behind it.
 * @param {Item[]} items
 * @param {Draft[]} weeks
 */
function placeNew(items, weeks) {
  const total = sum(items.map(({ minutes }) => minutes));
  const goals = goalsOf(weeks, total);
  let index = 0;
  let placed = 0;
  for (const item of items) {
    for (let rest = item.minutes; rest > 0; ) {
      const week = weeks[index];
      const canWait = total - placed <= sum(weeks.slice(index + 1).map(({ room }) => room));
      const fits = rest <= week.room;
      if (fits ? canWait && placed + rest / 2 > goals[index] : canWait || !week.room) {
        index += 1;
        continue;
      }
      const minutes = Math.min(rest, week.room);
      week.items.push({ ...item, minutes });
      week.room -= minutes;
      placed += minutes;
      rest -= minutes;
    }
  }
  numberParts(weeks.flatMap((week) => week.items));
}

/**
 * How much should be placed by the end of each week.
 * @param {Draft[]} weeks
 * @param {number} total
 */
function goalsOf(weeks, total) {
  const before = sum(weeks.filter(({ last }) => !last).map(({ room }) => room));
  const early = total <= before * EARLY;
  const weights = weeks.map(({ last, room }) => (early && last ? 0 : room));
  const all = sum(weights) || 1;
  let reached = 0;
  return weights.map((weight) => ((reached += weight) / all) * total);
}

/**
 * What was cut says which part it is; its questions are divided as its minutes are.
 * @param {Item[]} items
 */
function numberParts(items) {
  for (const [key, parts] of byKey(items)) {
    if (parts.length < 2) continue;
    let left = parts[0].questions ?? 0;
    parts.forEach((item, index) => {
      Object.assign(item, { key: `${key}-part-${index + 1}`, part: index + 1, parts: parts.length });
      if (item.questions === undefined) return;
      item.questions = index + 1 < parts.length ? Math.floor(item.minutes / QUESTION) : left;
      left -= item.questions;
    });
  }
}

/**
 * What is left of each week goes to review, for the section that is furthest behind its share
 * among those that were studied by then.
 * @param {Guide} guide
 * @param {Draft[]} weeks
 * @param {Item[]} chosen
 * @param {Record<number, number | null>} strengths
 */
function placeReviews(guide, weeks, chosen, strengths) {
  const sections = guide.sections.map((section) => ({
    number: section.number,
    share: shareOf(section, strengths),
    used: sum(chosen.filter((item) => item.section === section.number).map(({ minutes }) => minutes)),
  }));
  const rooms = sum(weeks.map(({ room }) => room));
  const part = Math.min(1, (REVIEW.most * sum(chosen.map(({ minutes }) => minutes))) / (rooms || 1));
  const studied = new Set();
  weeks.forEach((week, index) => {
    for (const { section } of week.items) studied.add(section);
    const known = sections.filter(({ number }) => studied.has(number));
    sessions(whole(week.room * part)).forEach((minutes, turn) => {
      const behind = (known.length ? known : sections).reduce((a, b) => (b.used / b.share < a.used / a.share ? b : a));
      behind.used += minutes;
      week.room -= minutes;
      const key = `review-${weeks.length - index}-${turn + 1}`; // weeks to the exam: they stay as days pass
      week.items.push({ key, kind: "review", minutes, section: behind.number });
    });
  });
}

/**
 * @param {number} minutes
 * @returns {number[]} sessions of about the usual length
 */
function sessions(minutes) {
  if (minutes < REVIEW.least) return [];
  const count = Math.max(1, Math.round(minutes / REVIEW.usual));
  return range(0, count).map((turn) => Math.floor((minutes + turn) / count));
}

/**
 * @param {Guide} guide
 * @param {Wish} wish
 * @param {Draft[]} drafts
 * @param {Item[]} chosen
 * @returns {Plan}
 */
function finished(guide, { today, exam }, drafts, chosen) {
  const weeks = drafts.map((draft, index) => {
    const tasks = [...draft.fixed, ...dated(draft), ...lightTasks(guide, draft, exam)];
    tasks.sort((a, b) => compare(a.date, b.date));
    const minutes = sum(tasks.map((task) => task.minutes));
    const room = whole(sum(draft.days.map((day) => day.minutes)));
    return { number: index + 1, from: draft.from, to: draft.to, room, minutes, tasks };
  });
  const tasks = weeks.flatMap((week) => week.tasks);
  return {
    ok: true,
    today,
    exam,
    available: sum(weeks.map(({ room }) => room)),
    minutes: sum(tasks.map(({ minutes }) => minutes)),
    weeks,
    totals: guide.sections.map(({ number }) => ({
      number,
      minutes: sum(tasks.filter(({ section }) => section === number).map(({ minutes }) => minutes)),
    })),
    left: leftOut(guide, chosen, tasks.filter(({ kind }) => kind === "mock").length),
  };
}

/**
 * The tasks of a week on its days, one after another; not on that of a mock exam if there is another.
 * @param {Draft} week
 * @returns {Task[]}
 */
function dated({ days, fixed, items }) {
  const full = days.filter(({ light }) => !light);
  const free = full.filter(({ date }) => !fixed.some((task) => task.date === date));
  const open = free.length ? free : full;
  const total = sum(items.map(({ minutes }) => minutes));
  let reached = 0;
  const tasks = items.map((item) => {
    const middle = (reached + item.minutes / 2) / total;
    reached += item.minutes;
    return { ...item, date: open[Math.min(open.length - 1, Math.floor(middle * open.length))].date };
  });
  return merged(tasks);
}

/**
 * Questions of one objective on one day are one task.
 * @param {Task[]} tasks
 */
function merged(tasks) {
  /** @type {Task[]} */
  const found = [];
  for (const task of tasks) {
    const before = found[found.length - 1];
    const same = before?.kind === "practice" && task.kind === "practice" && !before.part && !task.part
      && before.objective === task.objective && before.date === task.date;
    if (!same) {
      found.push({ ...task });
      continue;
    }
    before.minutes += task.minutes;
    before.questions = (before.questions ?? 0) + (task.questions ?? 0);
  }
  return found;
}

/**
 * The last days: nothing new.
 * @param {Guide} guide
 * @param {Draft} week
 * @param {string} exam
 * @returns {Task[]}
 */
function lightTasks(guide, { days }, exam) {
  const { name, url } = pageOf(guide, guide.first);
  return days.filter(({ light, minutes }) => light && whole(minutes)).map(({ date, minutes }) => ({
    key: `light-${daysBetween(date, exam)}`, kind: "light", minutes: whole(minutes), date, section: null, name, url,
  }));
}

/**
 * What there was no time for.
 * @param {Guide} guide
 * @param {Item[]} chosen
 * @param {number} mocks
 * @returns {Left}
 */
function leftOut(guide, chosen, mocks) {
  const keys = new Set(chosen.map(({ key }) => key));
  return {
    considerations: guide.considerations.filter(({ id, pages, questions }) =>
      (questions && !keys.has(`practice-${id}`)) || (pages.length && !keys.has(`read-${pages[0]}`))).map(({ id }) => id),
    pages: guide.pages.filter(({ url }) => !keys.has(`read-${url}`)),
    labs: guide.labs.filter(({ url }) => !keys.has(`lab-${url}`)),
    mocks: 2 - mocks,
  };
}

// ---- Small helps ------------------------------------------------------------------

/**
 * Whole minutes; seven sevenths of an hour are an hour.
 * @param {number} minutes
 */
const whole = (minutes) => Math.floor(minutes + 1e-6);

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

/**
 * @param {number} from
 * @param {number} to
 */
const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

/**
 * @template {string | number} T
 * @param {T} a
 * @param {T} b
 */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * @param {(string | number)[]} a
 * @param {(string | number)[]} b
 */
function compareAll(a, b) {
  return a.map((each, index) => compare(each, b[index])).find((order) => order) ?? 0;
}

/**
 * @param {Item[]} items
 * @returns {Map<string, Item[]>}
 */
function byKey(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.key, [...(groups.get(item.key) ?? []), item]);
  return groups;
}
