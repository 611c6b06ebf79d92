// What a mock exam says: right answers by section, and how far that number can be trusted.

import { hash } from "./random.js";
import { atRest } from "./exam.js";
import { wilson } from "./wilson.js";

/**
 * @typedef {import("./exam.js").State} State
 * @typedef {import("./exam.js").Record} Record
 * @typedef {Map<string, number[]>} Key question -> its right options; without those that the bank
 *   no longer holds as they were asked
 * @typedef {{right: number, asked: number, interval: [number, number]}} Part
 * @typedef {{sections: (Part & {number: number})[], total: Part}} Score
 */

/**
 * For each question whether exactly the right options are chosen; null where it does not count.
 * @param {State} state
 * @param {Key} key
 */
export function marked({ questions, chosen }, key) {
  return questions.map(({ id }) => {
    const right = key.get(id);
    return right ? isSame(chosen.get(id)?.options ?? [], right) : null;
  });
}

/**
 * The score of a state with the answers of a key.
 * @param {State} state
 * @param {Key} key
 * @returns {Score}
 */
export function score(state, key) {
  return tally(state, marked(state, key));
}

/**
 * The score by section from marks.
 * @param {Pick<State, "questions">} state
 * @param {(boolean | null)[]} marks
 * @returns {Score}
 */
export function tally({ questions }, marks) {
  const numbers = [...new Set(questions.map(({ section }) => section))].sort((one, two) => one - two);
  const sections = numbers.map((number) => {
    const mine = marks.filter((_, place) => questions[place].section === number);
    return { number, ...part(mine) };
  });
  return { sections, total: part(marks) };
}

/**
 * @param {(boolean | null)[]} marks
 * @returns {Part}
 */
function part(marks) {
  const counted = marks.filter((each) => each !== null);
  const right = counted.filter(Boolean).length;
  return { right, asked: counted.length, interval: wilson(right, counted.length) };
}

/**
 * A line of the list of exams.
 * @param {Record} record
 * @param {{version: string}} index
 */
export function summary(record, index) {
  const { phase, spent, remaining, answered, questions, marks } = atRest(record);
  const { id, seed, count, started, bank } = record;
  const total = marks && tally({ questions }, marks).total;
  return { id, seed, count, started, phase, spent, remaining, answered, total, sameBank: bank === index.version };
}

/**
 * The answers of a finished exam for the log of all answers; a question left open is no answer.
 * Their ids follow from the exam, so that finishing it twice adds nothing.
 * @param {Record} record
 * @param {State} state
 * @param {(boolean | null)[]} marks
 */
export function answers({ id, language }, { questions, chosen }, marks) {
  return questions.flatMap((question, place) => {
    const { options, at } = chosen.get(question.id) ?? { options: [], at: 0 };
    const right = marks[place];
    if (!options.length || right === null) return [];
    const number = hash(`${id} ${question.id}`).toString(16).padStart(16, "0");
    const rest = { chosen: options, right, grade: right ? 3 : 1, mode: "exam", language };
    return [{ id: number, question: question.id, version: question.version, at, ...rest }];
  });
}

/**
 * @param {number[]} chosen
 * @param {number[]} right
 */
function isSame(chosen, right) {
  return chosen.length === right.length && right.every((each) => chosen.includes(each));
}
