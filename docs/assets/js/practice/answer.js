// What is kept of an answer.

/**
 * @typedef {"quiz" | "review" | "exam" | "elimination"} Mode
 * @typedef {{id: string, version: string, chosen: number[], right: boolean, language: string}} Given
 * @typedef {{id: string, question: string, version: string, at: number, chosen: number[], right: boolean,
 *   grade: number, mode: Mode, language: string}} Answer
 */

const AGAIN = 1;
const GOOD = 3;

/**
 * An answer for the log, from what a question element tells.
 * @param {Given} given
 * @param {Mode} mode
 * @param {number} [grade] again, hard, good or easy: 1 to 4
 * @returns {Answer}
 */
export function answerOf(given, mode, grade = given.right ? GOOD : AGAIN) {
  const { id: question, version, chosen, right, language } = given;
  return { id: token(), question, version, at: Date.now(), chosen, right, grade, mode, language };
}

/** Sixteen random hexadecimal digits. */
export function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
