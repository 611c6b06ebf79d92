// A plan as an iCalendar (RFC 5545): whole days, one event for each task.

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Task} Task */

import { addDays } from "./days.js";

/** Octets of a line, without its end. */
const WIDTH = 75;
const encoder = new TextEncoder();

/**
 * The plan for a calendar.  A task keeps its UID, so that importing a changed plan moves it.
 * @param {Plan} plan
 * @param {{calendar: string, exam: string, task: (task: Task) => string, note: (task: Task) => string}} words
 * @param {string} site address of the site's home in this language
 * @param {number} [made] epoch ms; a later one wins over an earlier
 */
export function ics(plan, words, site, made = Date.parse(`${plan.today}T00:00:00Z`)) {
  const tasks = plan.weeks.flatMap(({ tasks }) => tasks);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//MLE Notes//Study plan//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escaped(words.calendar)}`,
    ...tasks.flatMap((task) => event(
      { key: task.key, date: task.date, text: words.task(task), note: words.note(task), url: new URL(task.url ?? "", site).href },
      made,
    )),
    ...event({ key: "exam", date: plan.exam, text: words.exam, note: "", url: new URL("exam/", site).href }, made),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/**
 * @param {{key: string, date: string, text: string, note: string, url: string}} event
 * @param {number} made
 */
function event({ key, date, text, note, url }, made) {
  return [
    "BEGIN:VEVENT",
    `UID:${uid(key)}`,
    `DTSTAMP:${stamp(made)}`,
    `SEQUENCE:${Math.floor(made / 60_000)}`,
    `DTSTART;VALUE=DATE:${compact(date)}`,
    `DTEND;VALUE=DATE:${compact(addDays(date, 1))}`,
    `SUMMARY:${escaped(text)}`,
    ...(note ? [`DESCRIPTION:${escaped(note)}`] : []),
    `URL:${url}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

/** @param {string} key */
export const uid = (key) => `plan-${key.replace(/[^A-Za-z0-9.]+/g, "-").replace(/-$/, "")}@mle-notes`;

/**
 * A text as a value: marks with a meaning of their own are escaped, other controls left out.
 * @param {string} text
 */
export function escaped(text) {
  return text
    .replace(/[\\;,]/g, "\\$&")
    .replace(/\r\n|\r|\n/g, "\\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

/**
 * Lines of at most 75 octets; a character is never cut.
 * @param {string} line
 */
export function fold(line) {
  let folded = "";
  let width = 0;
  for (const character of line) {
    const octets = encoder.encode(character).length;
    if (width + octets > WIDTH) {
      folded += "\r\n ";
      width = 1; // the space counts
    }
    folded += character;
    width += octets;
  }
  return folded;
}

/**
 * What a calendar reads of folded lines.
 * @param {string} text
 */
export const unfold = (text) => text.replace(/\r\n[ \t]/g, "");

/** @param {string} day */
const compact = (day) => day.replaceAll("-", "");

/** @param {number} time */
const stamp = (time) => `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
