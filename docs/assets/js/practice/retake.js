// When a failed exam may be tried again: 14 days after the first failure, 60 after the second,
// 365 after the third, and at most four tries in two years.

import { addDays, addYears, isDate } from "./days.js";

const WAITS = [14, 60, 365];
const TRIES = 4;
const YEARS = 2;

/**
 * The first day for the next try.  For a fifth the rules name only the four tries in two years;
 * whether there is a wait besides, they do not say.
 * @param {string[]} failed days; what is no day is not counted
 * @returns {{tries: number, next: string, wait: number | null} | null} `wait` in days, null when the
 *   four tries in two years decide
 */
export function nextTry(failed) {
  const days = [...new Set(failed.filter(isDate))].sort();
  const last = days[days.length - 1];
  if (last === undefined) return null;
  const tries = days.length;
  if (tries <= WAITS.length) return { tries, next: addDays(last, WAITS[tries - 1]), wait: WAITS[tries - 1] };
  const limit = addYears(days[tries - TRIES], YEARS);
  return { tries, next: limit > last ? limit : addDays(last, 1), wait: null };
}
