// Days as texts like 2026-11-21.  They have no hour and no zone, so clocks that are put
// forward or back change nothing.

const DAY = 86_400_000;

/** @param {unknown} text */
export function isDate(text) {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && iso(time) === text;
}

/**
 * @param {string} day
 * @param {number} count
 */
export const addDays = (day, count) => iso(timeOf(day) + count * DAY);

/**
 * @param {string} from
 * @param {string} to
 */
export const daysBetween = (from, to) => Math.round((timeOf(to) - timeOf(from)) / DAY);

/**
 * The same day some years on; February 29 becomes March 1.
 * @param {string} day
 * @param {number} count
 */
export function addYears(day, count) {
  const [year, month, date] = day.split("-").map(Number);
  return iso(Date.UTC(year + count, month - 1, date));
}

/**
 * @param {string} day
 * @returns {number} 0 for Sunday
 */
export const weekday = (day) => new Date(timeOf(day)).getUTCDay();

/**
 * The day where the reader is.
 * @param {Date} now
 */
export function localDay(now) {
  return iso(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

/**
 * A day as the language writes it.
 * @param {string} day
 * @param {string} language
 * @param {Intl.DateTimeFormatOptions} [options]
 */
export function shown(day, language, options = { month: "long", day: "numeric", weekday: "short" }) {
  return new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).format(timeOf(day));
}

/** @param {string} day */
const timeOf = (day) => Date.parse(`${day}T00:00:00Z`);

/** @param {number} time */
const iso = (time) => new Date(time).toISOString().slice(0, 10);
