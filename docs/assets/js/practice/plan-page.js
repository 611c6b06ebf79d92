// The study plan on its page: what the reader has and knows in, the plan by weeks out.
// The wish is kept in the address and on this device.

import { home } from "../home.js";
import { index } from "./bank.js";
import { isDate, localDay, shown } from "./days.js";
import { button, element, fill, language, words as wordsOf } from "./dom.js";
import { ics, plan } from "./plan.js";
import { addressOf, describe, duration, remainder, sectionName, summary, totals, weekList } from "./plan-view.js";
import { retakes } from "./retake-page.js";

/** @typedef {import("./plan.js").Guide} Guide */
/** @typedef {Record<string, string>} Words */
/**
 * What is kept.  `known` are strengths as they were when the plan was made, so that it does not
 * change with every answer.
 * @typedef {{exam: string, hours: string, weekdays: number[], from: string,
 *   levels: Record<number, string>, known: Record<number, number>}} Wish
 */

const KEY = "plan";
const LEVELS = /** @type {Record<string, number>} */ ({ new: 0, familiar: 0.5, strong: 0.85 });
/** From Monday. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];
/** A day for each, from Sunday on, to name them by. */
const NAMED = ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"];

const place = /** @type {HTMLElement | null} */ (document.querySelector("#tool-plan"));
const retake = document.querySelector("#tool-retake");
const planFor = place ? begin(place, wordsOf(place)) : null;
if (retake) retakes(retake, wordsOf(retake), planFor);

/**
 * @param {HTMLElement} place
 * @param {Words} words
 * @returns {(day: string) => void} plans for another day
 */
function begin(place, words) {
  const form = document.createElement("form");
  form.className = "panel plan__form";
  const status = element("p", "plan__status");
  status.setAttribute("role", "status");
  const result = element("div", "plan__result");
  place.append(form, status, result);
  const fields = fieldsOf(form, words);
  /** @type {Guide | null} */
  let guide = null;
  /** @type {Awaited<ReturnType<typeof storage>> | null} */
  let store = null;
  let from = today();
  /** @type {Record<number, number>} */
  let known = {};
  let early = false; // whether the reader was faster than the device

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    early = !store;
    show();
    keep();
  });
  load();

  async function load() {
    status.textContent = words.loading ?? "";
    try {
      [guide, store] = await Promise.all([guideHere(), storage()]);
    } catch {
      status.textContent = words.failed ?? "";
      result.replaceChildren(button(words.retry ?? "", load));
      return;
    }
    const kept = await store.kept();
    known = kept?.from === today() || !kept?.known ? await store.strengths() : kept.known;
    fields.sections(guide, known);
    const wish = { ...kept, ...asked() };
    from = typeof wish.from === "string" && isDate(wish.from) && wish.from <= today() ? wish.from : today();
    fields.fill(wish);
    show();
    if (early) keep();
    const notice = await store.notice(words);
    if (notice) form.before(notice);
  }

  function show() {
    if (!guide) return;
    const wish = fields.read();
    const made = plan(guide, { ...wish, today: begun(wish.exam), hours: Number(wish.hours), strengths: strengthsOf(wish.levels, known) });
    if (!made.ok) {
      status.textContent = (wish.exam ? words[`trouble-${made.trouble}`] : words.empty) ?? "";
      result.replaceChildren();
      return;
    }
    status.textContent = summary(made, words);
    const parts = [actions(made, guide), remainder(made, guide, words), weekList(made, guide, words, today()), totals(made, guide, words)];
    result.replaceChildren(...parts);
  }

  /**
   * The first day of the plan; one that is over does not begin in the past.
   * @param {string} exam
   */
  function begun(exam) {
    return exam < today() ? today() : from;
  }

  function keep() {
    const wish = { ...fields.read(), from, known };
    history.replaceState(history.state, "", addressFor(wish));
    store?.keep(wish);
  }

  async function anew() {
    from = today();
    if (store) known = await store.strengths();
    if (guide) {
      const wish = fields.read();
      fields.sections(guide, known);
      fields.fill({ ...wish });
    }
    show();
    keep();
    fields.exam.focus();
  }

  /**
   * @param {import("./plan.js").Plan} made
   * @param {Guide} guide
   */
  function actions(made, guide) {
    const bar = element("p", "plan__actions");
    bar.append(button(words.download ?? "", () => download(made, guide, words)), button(words.print ?? "", () => print()));
    if (from < today()) bar.append(button(words.anew ?? "", anew));
    return bar;
  }

  return (day) => {
    fields.exam.value = day;
    from = today();
    show();
    keep();
    form.scrollIntoView();
    fields.exam.focus();
  };
}

// ---- The form --------------------------------------------------------------------

/**
 * @param {HTMLFormElement} form
 * @param {Words} words
 */
function fieldsOf(form, words) {
  const exam = input("date");
  const hours = input("number");
  Object.assign(hours, { min: "0.5", max: "60", step: "0.5", value: "6" });
  const days = new Map(WEEK.map((day) => [day, input("checkbox")]));
  for (const box of days.values()) box.checked = true;
  const names = WEEK.map((day) => {
    const label = element("label", "plan__weekday");
    label.append(/** @type {HTMLInputElement} */ (days.get(day)), shown(NAMED[day], language, { weekday: "short" }));
    return label;
  });
  const sections = fieldset(words.strengths ?? "", "plan__sections", []);
  /** @type {Map<number, HTMLSelectElement>} */
  const levels = new Map();
  form.append(
    labelled(words.exam ?? "", exam),
    labelled(words.hours ?? "", hours),
    fieldset(words.weekdays ?? "", "plan__weekdays", names),
    sections,
  );
  form.setAttribute("aria-label", words.form ?? "");

  return {
    exam,
    /** @returns {{exam: string, hours: string, weekdays: number[], levels: Record<number, string>}} */
    read: () => ({
      exam: exam.value,
      hours: hours.value,
      weekdays: WEEK.filter((day) => days.get(day)?.checked),
      levels: Object.fromEntries([...levels].map(([number, { value }]) => [number, value])),
    }),
    /** @param {Partial<Wish>} wish */
    fill(wish) {
      if (typeof wish.exam === "string") exam.value = wish.exam;
      if (wish.hours) hours.value = Number.isFinite(Number(wish.hours)) ? String(wish.hours) : "";
      if (Array.isArray(wish.weekdays)) for (const [day, box] of days) box.checked = wish.weekdays.includes(day);
      for (const [number, select] of levels) {
        const level = wish.levels?.[number];
        if ([...select.options].some(({ value }) => value === level)) select.value = level ?? "";
      }
    },
    /**
     * @param {Guide} guide
     * @param {Record<number, number>} known
     */
    sections(guide, known) {
      levels.clear();
      const made = guide.sections.map(({ number }) => {
        const select = levelSelect(known[number], words);
        levels.set(number, select);
        return labelled(sectionName(guide, number, words), select);
      });
      sections.replaceChildren(element("legend", "", words.strengths), ...made);
    },
  };
}

/**
 * @param {number | undefined} known
 * @param {Words} words
 */
function levelSelect(known, words) {
  const select = document.createElement("select");
  if (known !== undefined) select.append(new Option(fill(words.known, { percent: Math.round(known * 100) }), "known"));
  for (const level of Object.keys(LEVELS)) select.append(new Option(words[level], level));
  return select;
}

/**
 * @param {Record<number, string>} levels
 * @param {Record<number, number>} known
 */
function strengthsOf(levels, known) {
  return Object.fromEntries(Object.entries(levels).map(([number, level]) =>
    [number, level === "known" ? known[Number(number)] : LEVELS[level]]));
}

/** @param {string} type */
function input(type) {
  const made = document.createElement("input");
  made.type = type;
  return made;
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 */
function labelled(text, control) {
  const label = element("label", "field", text);
  label.append(control);
  return label;
}

/**
 * @param {string} title
 * @param {string} name
 * @param {Node[]} content
 */
function fieldset(title, name, content) {
  const made = element("fieldset", `field--wide ${name}`);
  made.append(element("legend", "", title), ...content);
  return made;
}

// ---- Where it comes from and is kept ----------------------------------------------

function today() {
  return localDay(new Date());
}

/** @returns {Promise<Guide>} */
async function guideHere() {
  const answer = await fetch(new URL("practice/bank/guide.json", home));
  if (!answer.ok) throw new Error(`guide.json: ${answer.status}`);
  return answer.json();
}

/**
 * What was kept, as far as it is a wish: a file can bring anything.
 * @param {any} kept
 * @returns {Partial<Wish> | null}
 */
function wishOf(kept) {
  if (typeof kept !== "object" || kept === null) return null;
  const { exam, hours, weekdays, levels, from, known } = kept;
  const text = (/** @type {unknown} */ value) => (typeof value === "string" ? value : undefined);
  const shares = Object.entries(known ?? {}).filter(([, share]) => typeof share === "number" && share >= 0 && share <= 1);
  return {
    ...{ exam: isDate(exam) ? exam : undefined, hours: text(hours), from: text(from), weekdays: Array.isArray(weekdays) ? weekdays : undefined },
    ...{ levels: levels ?? undefined, known: known ? Object.fromEntries(shares) : undefined },
  };
}

/**
 * What the address asks for.
 * @returns {Partial<Wish>}
 */
function asked() {
  const query = new URLSearchParams(location.search);
  /** @type {Partial<Wish>} */
  const wish = {};
  const [exam, hours, from, days] = ["date", "hours", "from", "days"].map((name) => query.get(name));
  if (exam && isDate(exam)) Object.assign(wish, { exam, weekdays: WEEK, from: from ?? today() });
  if (hours) wish.hours = hours;
  if (days) wish.weekdays = days.split(",").map(Number);
  return wish;
}

/** @param {{exam: string, hours: string, weekdays: number[], from: string}} wish */
function addressFor({ exam, hours, weekdays, from }) {
  if (!exam) return location.pathname;
  const query = new URLSearchParams({ date: exam, hours, from });
  if (weekdays.length < WEEK.length) query.set("days", weekdays.join(","));
  return `?${query.toString().replaceAll("%2C", ",")}`;
}

/** The progress on this device, if that part is there; else nothing is kept but the address. */
async function storage() {
  const store = await import("./store.js").then(({ open }) => open()).catch(() => null);
  return {
    /** @returns {Promise<Partial<Wish> | null>} */
    kept: async () => wishOf(await store?.getSetting(KEY).catch(() => null)),
    /** @param {Wish} wish */
    keep: (wish) => store?.putSetting(KEY, wish).catch(() => {}),
    strengths: () => (store ? strengths(store).catch(() => ({})) : {}),
    /** @param {Words} words */
    notice: (words) => (store ? import("./notice.js").then(({ notice }) => notice(store, words)).catch(() => null) : null),
  };
}

/**
 * What the answers say of each section: the share of its questions that would be right now.
 * @param {any} store
 * @returns {Promise<Record<number, number>>}
 */
async function strengths(store) {
  const answers = await store.answers();
  if (!answers.length) return {};
  const { cards, strengths } = await import("./schedule.js");
  const found = strengths(cards(answers, Date.now()), await index(), Date.now());
  const seen = found.filter((/** @type {any} */ { answered }) => answered);
  return Object.fromEntries(seen.map((/** @type {any} */ { number, answered, all, recall }) => [number, (recall * answered) / all]));
}

/**
 * @param {import("./plan.js").Plan} made
 * @param {Guide} guide
 * @param {Words} words
 */
function download(made, guide, words) {
  const weeks = made.weeks.map((week) => ({ ...week, tasks: week.tasks.map((task) => ({ ...task, url: addressOf(task) })) }));
  const spoken = {
    calendar: words.calendar ?? "",
    exam: words["calendar-exam"] ?? "",
    task: (/** @type {any} */ task) => fill(words.task, { text: describe(task, guide, words), time: duration(task.minutes, words) }),
    note: () => "",
  };
  const text = ics({ ...made, weeks }, spoken, home.href, Date.now());
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/calendar;charset=utf-8" }));
  link.download = words.file ?? "study-plan.ics";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
