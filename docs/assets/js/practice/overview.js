// What a progress says about the question bank of today.

/**
 * @typedef {import("./records.js").Answer} Answer
 * @typedef {{sections: {number: number, text: string, weight: number}[],
 *   questions: {id: string, consideration: string, version: string}[]}} Index
 * @typedef {{number: number, recall: number | null}} Strength
 * @typedef {{number: number, text: string, weight: number, all: number, answered: number, right: number,
 *   recall: number | null}} Row
 */

/**
 * The last answer to each question.
 * @param {Answer[]} answers
 * @returns {Map<string, Answer>}
 */
export function lastAnswers(answers) {
  const sorted = [...answers].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return new Map(sorted.map((answer) => [answer.question, answer]));
}

/**
 * A row for each section of the exam.
 * @param {Index} index
 * @param {Map<string, Answer>} last
 * @param {Strength[]} [strengths]
 * @returns {Row[]}
 */
export function rows(index, last, strengths = []) {
  return index.sections.map(({ number, text, weight }) => {
    const mine = index.questions.filter(({ consideration }) => consideration.startsWith(`${number}.`));
    const given = mine.flatMap(({ id }) => last.get(id) ?? []);
    const right = given.filter((answer) => answer.right).length;
    const recall = strengths.find((each) => each.number === number)?.recall ?? null;
    return { number, text, weight, all: mine.length, answered: given.length, right, recall };
  });
}

/**
 * The sum of all rows; what is recalled, weighted by the answers.
 * @param {Row[]} rows
 */
export function total(rows) {
  const sum = (/** @type {(row: Row) => number} */ of) => rows.reduce((all, row) => all + of(row), 0);
  const known = rows.filter(({ recall }) => recall !== null);
  const answered = known.reduce((all, row) => all + row.answered, 0);
  const recalled = known.reduce((all, row) => all + row.answered * Number(row.recall), 0);
  return {
    weight: sum((row) => row.weight),
    all: sum((row) => row.all),
    answered: sum((row) => row.answered),
    right: sum((row) => row.right),
    recall: answered ? recalled / answered : null,
  };
}

/**
 * The questions that have been changed since they were answered, in the order of the bank.
 * @param {Index} index
 * @param {Map<string, Answer>} last
 */
export function changed(index, last) {
  return index.questions.filter(({ id, version }) => last.has(id) && last.get(id)?.version !== version);
}
