// The study plan as a reader meets it: what is in it, when, and in how much time.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "./fast_check.mjs";
import { escaped, fold, ics, unfold } from "../../docs/assets/js/practice/calendar.js";
import { addDays, daysBetween, isDate, weekday } from "../../docs/assets/js/practice/days.js";
import { LAB, plan, QUESTION, READING } from "../../docs/assets/js/practice/plan.js";
import { nextTry } from "../../docs/assets/js/practice/retake.js";

const WEIGHTS = [13, 16, 21, 20, 18, 13];
const TODAY = "2026-11-21"; // a Saturday
const WORDS = {
  calendar: "学習計画",
  exam: "Exam",
  task: (/** @type {any} */ { kind, name, minutes }) => `${kind}: ${name ?? ""}, ${minutes} min`,
  note: () => "",
};

/**
 * A guide of six sections with two objectives each.
 * @param {{considerations?: number, pages?: number, minutes?: number, questions?: number, labs?: boolean}} [size]
 */
function guideOf({ considerations = 4, pages = 2, minutes = 6, questions = 4, labs = true } = {}) {
  const all = WEIGHTS.flatMap((_, section) => [1, 2].flatMap((objective) =>
    Array.from({ length: considerations }, (_, letter) => `${section + 1}.${objective}.${"abcdefgh"[letter]}`)));
  const urls = all.flatMap((id) => Array.from({ length: pages }, (_, place) => `p/${id}-${place}/`));
  return {
    sections: WEIGHTS.map((weight, index) => ({ number: index + 1, text: `Section ${index + 1}`, weight })),
    objectives: [...new Set(all.map((id) => id.slice(0, 3)))].map((id) => ({ id, text: id, url: `practice/${id.replace(".", "-")}/` })),
    considerations: all.map((id) => ({ id, text: id, pages: urls.filter((url) => url.startsWith(`p/${id}-`)), questions })),
    pages: [
      { name: "First", url: "first/", minutes: 5, labs: [] },
      ...urls.map((url) => ({ name: url, url, minutes, labs: labs && url.endsWith("-0/") ? [`labs/${url}`] : [] })),
    ],
    labs: labs ? urls.filter((url) => url.endsWith("-0/")).map((url) => ({ name: url, url: `labs/${url}`, minutes: 4 })) : [],
    first: "first/",
  };
}

/** Guides of very different sizes, with pages that sections share. */
const guides = fc.record({
  minutes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 30, maxLength: 30 }),
  counts: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 48, maxLength: 48 }),
  uses: fc.array(fc.array(fc.integer({ min: 0, max: 29 }), { minLength: 1, maxLength: 4 }), { minLength: 48, maxLength: 48 }),
}).map(({ minutes, counts, uses }) => {
  const guide = guideOf({ labs: false });
  const pages = minutes.map((each, index) => ({ name: `${index}`, url: `p${index}/`, minutes: each, labs: index % 3 ? [] : [`l${index}/`] }));
  guide.considerations.forEach((each, index) => {
    each.pages = [...new Set(uses[index])].map((page) => pages[page].url);
    each.questions = counts[index];
  });
  const used = new Set(guide.considerations.flatMap((each) => each.pages));
  guide.pages = [guide.pages[0], ...pages.filter(({ url }) => used.has(url))];
  guide.labs = guide.pages.flatMap(({ labs }) => labs).map((url) => ({ name: url, url, minutes: 3 }));
  return guide;
});

const wishes = fc.record({
  today: fc.integer({ min: 0, max: 1000 }).map((days) => addDays("2026-01-01", days)),
  ahead: fc.integer({ min: 3, max: 200 }),
  hours: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.5, max: 60, noNaN: true })),
  weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }), { nil: undefined }),
  strengths: fc.dictionary(fc.constantFrom("1", "2", "3", "4", "5", "6"), fc.option(fc.double({ min: 0, max: 1, noNaN: true }))),
}).map(({ ahead, ...wish }) => ({ ...wish, exam: addDays(wish.today, ahead) }));

/** @param {any} made */
const tasksOf = (made) => made.weeks.flatMap((/** @type {any} */ week) => week.tasks);
/** @param {any} made */
const readIn = (made) => new Set(tasksOf(made).filter(({ kind }) => kind === "read").map(({ url }) => url));
/**
 * @param {any} guide
 * @param {any} wish
 * @returns {any}
 */
function planned(guide, wish) {
  const made = plan(guide, wish);
  assert.ok(made.ok, JSON.stringify(made));
  return made;
}

describe("a plan", () => {
  test("never takes more time than there is, in no week and in all", () => {
    fc.assert(fc.property(guides, wishes, (guide, wish) => {
      const made = plan(guide, wish);
      if (!made.ok) return assert.equal(made.trouble, "days");
      for (const week of made.weeks) {
        assert.equal(week.minutes, tasksOf({ weeks: [week] }).reduce((sum, { minutes }) => sum + minutes, 0));
        assert.ok(week.minutes <= week.room, JSON.stringify(week));
        assert.ok(week.room <= wish.hours * 60 + 1e-3);
      }
      assert.equal(made.minutes, made.weeks.reduce((sum, { minutes }) => sum + minutes, 0));
      assert.ok(made.minutes <= made.available);
    }));
  });

  test("has all its days between today and the day before the exam, on the weekdays that are free", () => {
    fc.assert(fc.property(guides, wishes, (guide, wish) => {
      const made = plan(guide, wish);
      if (!made.ok) return;
      for (const week of made.weeks) {
        assert.ok(week.from >= wish.today && week.to < wish.exam && week.from <= week.to);
        for (const { date } of week.tasks) {
          assert.ok(date >= week.from && date <= week.to);
          if (wish.weekdays) assert.ok(wish.weekdays.includes(weekday(date)));
        }
      }
    }));
  });

  test("drops no page, lab or question when there is more time", () => {
    fc.assert(fc.property(guides, wishes, fc.double({ min: 1, max: 4, noNaN: true }), fc.integer({ min: 0, max: 60 }), (guide, wish, factor, days) => {
      const longer = { ...wish, hours: Math.min(60, wish.hours * factor), exam: addDays(wish.exam, days) };
      const [short, long] = [plan(guide, wish), plan(guide, longer)];
      if (!short.ok) return;
      assert.ok(long.ok);
      for (const url of readIn(short)) assert.ok(readIn(long).has(url), url);
      const before = new Set(short.left.considerations);
      for (const id of long.left.considerations) assert.ok(before.has(id), id);
      for (const { url } of long.left.labs) assert.ok(short.left.labs.some((lab) => lab.url === url), url);
    }));
  });

  test("has every section when there is an hour for each", () => {
    fc.assert(fc.property(guides, wishes, (guide, wish) => {
      for (const page of guide.pages) page.minutes = Math.min(page.minutes, 15);
      for (const each of guide.considerations) each.questions ||= 1;
      const made = plan(guide, wish);
      if (!made.ok || made.available < 60 * WEIGHTS.length) return;
      for (const { number, minutes } of made.totals) assert.ok(minutes > 0, `section ${number}`);
    }));
  });

  test("is the same for the same wish, and has each task once", () => {
    fc.assert(fc.property(guides, wishes, (guide, wish) => {
      const made = plan(guide, wish);
      assert.deepEqual(plan(structuredClone(guide), structuredClone(wish)), made);
      if (!made.ok) return;
      const keys = tasksOf(made).map(({ key }) => key);
      assert.equal(new Set(keys).size, keys.length);
    }));
  });

  test("counts every task of what was chosen in full, even where it is cut in two", () => {
    fc.assert(fc.property(guides, wishes, (guide, wish) => {
      const made = plan(guide, wish);
      if (!made.ok) return;
      const minutes = new Map();
      for (const task of tasksOf(made)) {
        if (task.kind === "read") minutes.set(task.url, (minutes.get(task.url) ?? 0) + task.minutes);
      }
      for (const [url, sum] of minutes) {
        assert.equal(sum, READING * guide.pages.find((page) => page.url === url).minutes);
      }
      const asked = tasksOf(made).reduce((sum, { kind, questions }) => sum + (kind === "practice" ? questions : 0), 0);
      const spent = tasksOf(made).reduce((sum, { kind, minutes }) => sum + (kind === "practice" ? minutes : 0), 0);
      assert.equal(asked * QUESTION, spent);
      const left = new Set(made.left.considerations);
      const sure = guide.considerations.filter(({ id }) => !left.has(id));
      assert.ok(asked >= sure.reduce((sum, { questions }) => sum + questions, 0));
    }));
  });

  test("is light on the last two days, and has nothing new there", () => {
    fc.assert(fc.property(guides, wishes, (guide, wish) => {
      const made = plan(guide, wish);
      if (!made.ok) return;
      for (const task of tasksOf(made)) {
        if (daysBetween(task.date, wish.exam) <= 2) {
          assert.equal(task.kind, "light");
          assert.ok(task.minutes <= 30);
        } else {
          assert.notEqual(task.kind, "light");
        }
      }
    }));
  });

  test("gives sections time by weight, and less to what is known", () => {
    const guide = guideOf({ considerations: 6, pages: 4, minutes: 10 });
    const exam = addDays(TODAY, 42);
    const equal = planned(guide, { today: TODAY, exam, hours: 8 });
    const all = equal.totals.reduce((sum, { minutes }) => sum + minutes, 0);
    for (const { number, minutes } of equal.totals) {
      const due = (all * WEIGHTS[number - 1]) / 101;
      assert.ok(Math.abs(minutes - due) <= 45, `section ${number}: ${minutes} for ${due}`);
    }
    const known = planned(guide, { today: TODAY, exam, hours: 8, strengths: { 3: 1, 4: 0.5, 5: null } });
    assert.ok(known.totals[2].minutes > 0);
    assert.ok(known.totals[2].minutes < equal.totals[2].minutes / 4);
    assert.ok(known.totals[3].minutes < equal.totals[3].minutes * 0.75);
    assert.ok(known.totals[4].minutes > equal.totals[4].minutes);
  });

  test("has one mock exam about two thirds through and one in the last week", () => {
    const exam = addDays(TODAY, 42);
    const mocks = tasksOf(planned(guideOf(), { today: TODAY, exam, hours: 6 })).filter(({ kind }) => kind === "mock");
    assert.deepEqual(mocks.map(({ key, date, questions }) => [key, date, questions]), [
      ["mock-1", addDays(TODAY, 28), 50],
      ["mock-2", addDays(exam, -4), 50],
    ]);
  });

  test("has shorter mock exams in less time, and none in hardly any", () => {
    const exam = addDays(TODAY, 42);
    const sizes = (/** @type {number} */ hours) => tasksOf(planned(guideOf(), { today: TODAY, exam, hours }))
      .filter(({ kind }) => kind === "mock").map(({ questions }) => questions);
    assert.deepEqual(sizes(2), [25, 25]);
    assert.deepEqual(sizes(1), [10, 10]);
    assert.deepEqual(sizes(0.5), []);
    assert.equal(planned(guideOf(), { today: TODAY, exam, hours: 0.5 }).left.mocks, 2);
  });

  test("keeps what weighs most and says what is left out", () => {
    const guide = guideOf();
    for (const each of guide.considerations) if (each.id.endsWith("d")) each.questions = 8;
    const made = planned(guide, { today: TODAY, exam: addDays(TODAY, 14), hours: 3 });
    assert.ok(made.totals.every(({ minutes }) => minutes > 0));
    assert.ok(made.left.considerations.length > 0);
    assert.ok(!made.left.considerations.includes("3.1.d"), "more questions come first");
    assert.ok(made.left.pages.length > 0 && made.left.labs.length > 0);
  });

  test("leaves nothing out, and time over, when there is plenty", () => {
    const made = planned(guideOf(), { today: TODAY, exam: addDays(TODAY, 200), hours: 20 });
    assert.deepEqual(made.left, { considerations: [], pages: [], labs: [], mocks: 0 });
    assert.ok(made.minutes < made.available / 2);
    const tasks = tasksOf(made);
    assert.equal(tasks.filter(({ kind }) => kind === "lab").length, 48);
    assert.ok(tasks.filter(({ kind }) => kind === "lab").every(({ minutes }) => minutes === LAB));
    assert.ok(tasks.filter(({ kind }) => kind === "practice").every(({ minutes, questions }) => minutes === questions * QUESTION));
    const last = made.weeks[made.weeks.length - 1].tasks.map(({ kind }) => kind);
    assert.ok(!last.includes("read"), "the last week is for review");
  });

  test("reads first how to read questions, and then the largest share", () => {
    const [first, second] = tasksOf(planned(guideOf(), { today: TODAY, exam: addDays(TODAY, 42), hours: 6 }));
    assert.equal(first.url, "first/");
    assert.equal(second.section, 3);
  });

  test("counts its weeks back from the exam, so that they stay when a day has passed", () => {
    const exam = addDays(TODAY, 24);
    const weeks = planned(guideOf(), { today: TODAY, exam, hours: 6 }).weeks.map(({ from, to }) => [from, to]);
    assert.deepEqual(weeks, [
      [TODAY, addDays(TODAY, 2)],
      [addDays(TODAY, 3), addDays(TODAY, 9)],
      [addDays(TODAY, 10), addDays(TODAY, 16)],
      [addDays(TODAY, 17), addDays(TODAY, 23)],
    ]);
    const later = planned(guideOf(), { today: addDays(TODAY, 1), exam, hours: 6 }).weeks.map(({ to }) => to);
    assert.deepEqual(later, weeks.map(([, to]) => to));
  });

  for (const [name, wish, trouble] of /** @type {[string, object, string][]} */ ([
    ["a date that is none", { exam: "2026-02-30" }, "date"],
    ["no date", { exam: "" }, "date"],
    ["a date in the past", { exam: "2026-11-20" }, "past"],
    ["today", { exam: TODAY }, "near"],
    ["two days ahead", { exam: "2026-11-23" }, "near"],
    ["years ahead", { exam: "2029-11-23" }, "far"],
    ["no hours", { hours: 0 }, "hours"],
    ["less than none", { hours: -1 }, "hours"],
    ["hours that are no number", { hours: NaN }, "hours"],
    ["more hours than anybody has", { hours: 100 }, "hours"],
    ["no weekday", { weekdays: [] }, "days"],
    ["the weekday of the exam alone", { exam: "2026-11-27", weekdays: [5] }, "days"],
    ["a weekday that does not come before the exam", { exam: "2026-11-25", weekdays: [5] }, "days"],
  ])) {
    test(`is refused for ${name}`, () => {
      assert.deepEqual(plan(guideOf(), { today: TODAY, exam: "2027-01-02", hours: 6, ...wish }), { ok: false, trouble });
    });
  }

  test("is made for three days ahead", () => {
    const made = planned(guideOf(), { today: TODAY, exam: "2026-11-24", hours: 7 });
    assert.deepEqual([...new Set(tasksOf(made).map(({ date }) => date))], ["2026-11-21", "2026-11-22", "2026-11-23"]);
  });
});

describe("the calendar", () => {
  const made = planned(guideOf(), { today: TODAY, exam: addDays(TODAY, 42), hours: 6 });
  const text = ics(made, WORDS, "https://example.org/en/");

  test("has an event for each task and one for the exam", () => {
    assert.equal(text.match(/^BEGIN:VEVENT\r$/gm)?.length, tasksOf(made).length + 1);
    assert.ok(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert.ok(text.endsWith("END:VCALENDAR\r\n"));
    assert.ok(text.includes("UID:plan-exam@mle-notes\r\nDTSTAMP:20261121T000000Z\r\n"));
    assert.ok(text.includes("DTSTART;VALUE=DATE:20270102\r\nDTEND;VALUE=DATE:20270103\r\n"));
  });

  test("ends every line with CR LF, and no line is longer than 75 octets", () => {
    fc.assert(fc.property(guides, wishes, fc.string({ unit: "grapheme", maxLength: 200, size: "max" }), (guide, wish, name) => {
      for (const page of guide.pages) page.name = name;
      const made = plan(guide, wish);
      if (!made.ok) return;
      const lines = ics(made, WORDS, "https://example.org/").split("\r\n");
      assert.equal(lines.pop(), "");
      for (const line of lines) {
        assert.ok(Buffer.byteLength(line) <= 75, line);
        assert.ok(!/[\r\n]/.test(line));
        assert.match(line, /^(?: |[A-Z-]+[:;])/);
      }
    }));
  });

  test("folds so that unfolding gives the line again, whole characters only", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400, size: "max" }).map((each) => escaped(each)), (line) => {
      const folded = fold(line);
      assert.equal(unfold(folded), line);
      for (const part of folded.split("\r\n")) {
        assert.ok(Buffer.byteLength(part) <= 75);
        assert.equal(Buffer.from(part).toString(), part, "a character is cut");
      }
    }));
  });

  test("uses the 75 octets, and counts the space of a continued line", () => {
    assert.equal(fold("x".repeat(75)), "x".repeat(75));
    assert.equal(fold("x".repeat(76)), `${"x".repeat(75)}\r\n x`);
    assert.equal(fold("x".repeat(150)), `${"x".repeat(75)}\r\n ${"x".repeat(74)}\r\n x`);
    assert.equal(fold("字".repeat(26)), `${"字".repeat(25)}\r\n 字`);
  });

  test("escapes what has a meaning", () => {
    assert.equal(escaped("a; b, c\\d\ne\u0007"), "a\\; b\\, c\\\\d\\ne");
  });

  test("keeps the UID of a task in another plan, so that it moves", () => {
    const uids = (/** @type {string} */ each) => new Set(each.match(/^UID:.*$/gm));
    const later = planned(guideOf(), { today: addDays(TODAY, 2), exam: addDays(TODAY, 52), hours: 8 });
    const other = uids(ics(later, WORDS, "https://example.org/en/"));
    const pages = [...uids(text)].filter((uid) => uid.includes("read"));
    assert.ok(pages.length > 20);
    for (const uid of pages) assert.ok(other.has(uid), uid);
    assert.equal(uids(text).size, tasksOf(made).length + 1);
  });

  test("a later one has a higher sequence", () => {
    const sequence = (/** @type {number} */ time) => Number(/SEQUENCE:(\d+)/.exec(ics(made, WORDS, "https://example.org/", time))?.[1]);
    assert.ok(sequence(Date.UTC(2026, 10, 22)) > sequence(Date.UTC(2026, 10, 21)));
  });
});

describe("the next try", () => {
  test("waits 14, 60 and 365 days", () => {
    assert.equal(nextTry([]), null);
    assert.deepEqual(nextTry(["2026-12-05"]), { tries: 1, next: "2026-12-19", wait: 14 });
    assert.deepEqual(nextTry(["2026-12-19", "2026-12-05"]), { tries: 2, next: "2027-02-17", wait: 60 });
    assert.deepEqual(nextTry(["2026-12-05", "2026-12-19", "2027-02-17"]), { tries: 3, next: "2028-02-17", wait: 365 });
  });

  test("a fifth is not within two years of the first of four", () => {
    assert.deepEqual(nextTry(["2026-12-05", "2026-12-19", "2027-02-17", "2028-02-17"]), { tries: 4, next: "2028-12-05", wait: null });
  });

  test("counts the last four of more tries", () => {
    const days = ["2024-01-01", "2026-12-05", "2026-12-19", "2027-02-17", "2028-02-17"];
    assert.deepEqual(nextTry(days), { tries: 5, next: "2028-12-05", wait: null });
  });

  test("is the same in whatever order the days are given, and after the last of them", () => {
    const day = fc.integer({ min: 0, max: 2000 }).map((days) => addDays("2024-01-01", days));
    fc.assert(fc.property(fc.uniqueArray(day, { minLength: 1, maxLength: 6 }), (days) => {
      const found = nextTry(days);
      assert.deepEqual(nextTry([...days].reverse().concat("", "nonsense")), found);
      assert.ok(found && days.every((each) => each < found.next));
    }));
  });
});

describe("days", () => {
  test("are added and counted over leap years and clocks put forward", () => {
    assert.equal(addDays("2028-02-28", 2), "2028-03-01");
    fc.assert(fc.property(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: -900, max: 900 }), (start, count) => {
      const day = addDays("2020-01-01", start);
      assert.equal(daysBetween(day, addDays(day, count)), count);
    }));
  });

  test("are told from what is none", () => {
    assert.deepEqual(["2026-02-29", "2028-02-29", "26-1-1", "", undefined].map(isDate), [false, true, false, false, false]);
  });
});
