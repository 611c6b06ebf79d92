// Which questions a mock exam asks: as many of each section as its weight says, spread over
// the considerations of the section, the same for the same seed and the same questions.

import { generator, shuffled } from "./random.js";

/**
 * @typedef {{id: string, consideration: string, kind: "single" | "multiple", options: number, version: string}} Listed
 * @typedef {{version: string, sections: {number: number, weight: number}[], questions: Listed[]}} Index
 * @typedef {{id: string, version: string, section: number, multiple: boolean, order: number[]}} Drawn
 *   a question as an exam keeps it; `order` is the order in which its options are shown
 */

export const LEAST = 50;
export const MOST = 60;

/**
 * How many of `count` fall to each weight: whole shares first, then one each to the largest
 * remainders, and of equal ones to the first (method of Hamilton).
 * @param {number[]} weights whole numbers
 * @param {number} count
 */
export function apportion(weights, count) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const shares = weights.map((weight) => Math.floor((count * weight) / sum));
  const given = shares.reduce((total, share) => total + share, 0);
  const byRemainder = weights
    .map((weight, place) => ({ place, remainder: (count * weight) % sum }))
    .sort((one, two) => two.remainder - one.remainder || one.place - two.place);
  for (const { place } of byRemainder.slice(0, count - given)) shares[place] += 1;
  return shares;
}

/**
 * The questions of an exam in their order.
 * @param {Index} index
 * @param {string} seed
 * @param {number} count
 * @returns {Drawn[]}
 */
export function draw(index, seed, count) {
  if (!Number.isInteger(count) || count < LEAST || count > MOST) throw new RangeError(`${count} questions`);
  const shares = apportion(index.sections.map(({ weight }) => weight), count);
  const chosen = index.sections.flatMap(({ number }, place) => {
    const mine = index.questions.filter((each) => sectionOf(each) === number);
    return spread(mine, shares[place], generator(`${seed} section ${number}`));
  });
  return shuffled(chosen, generator(`${seed} order`)).map((each) => drawn(each, seed));
}

/**
 * The options of a question have the same order for a seed whatever else is drawn.
 * @param {Listed} question
 * @param {string} seed
 * @returns {Drawn}
 */
function drawn(question, seed) {
  const { id, version, kind, options } = question;
  const order = shuffled([...Array(options).keys()], generator(`${seed} options ${id}`));
  return { id, version, section: sectionOf(question), multiple: kind === "multiple", order };
}

/** @param {Listed} question */
function sectionOf({ consideration }) {
  return Number(consideration.split(".", 1)[0]);
}

/**
 * Questions of one section, round by round: none of a consideration again before one of each.
 * @param {Listed[]} questions
 * @param {number} count
 * @param {() => number} next
 */
function spread(questions, count, next) {
  if (questions.length < count) throw new RangeError(`${count} of ${questions.length} questions`);
  const stacks = stacked(questions, next);
  /** @type {Listed[]} */
  const taken = [];
  while (taken.length < count) {
    const open = [...stacks.keys()].filter((each) => stacks.get(each)?.length);
    const round = someOf(open, Math.min(open.length, count - taken.length), next);
    for (const each of round) taken.push(/** @type {Listed} */ (stacks.get(each)?.pop()));
  }
  return taken;
}

/**
 * The questions by consideration, each in random order.  The order of the bank does not count.
 * @param {Listed[]} questions
 * @param {() => number} next
 */
function stacked(questions, next) {
  const sorted = [...questions].sort((one, two) => compare(one.id, two.id));
  const groups = grouped(sorted, ({ consideration }) => consideration);
  const names = [...groups.keys()].sort(compare);
  return new Map(names.map((name) => [name, shuffled(groups.get(name) ?? [], next)]));
}

/**
 * Considerations in fair shares of their objectives; which of two equal objectives gets the
 * odd one is random.
 * @param {string[]} considerations
 * @param {number} count
 * @param {() => number} next
 */
function someOf(considerations, count, next) {
  const groups = grouped(considerations, (each) => each.slice(0, each.lastIndexOf(".")));
  const objectives = shuffled([...groups.values()], next);
  const shares = apportion(objectives.map(({ length }) => length), count);
  return objectives.flatMap((each, place) => shuffled(each, next).slice(0, shares[place]));
}

/**
 * @template T
 * @param {T[]} items
 * @param {(item: T) => string} name
 */
function grouped(items, name) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) groups.set(name(item), [...(groups.get(name(item)) ?? []), item]);
  return groups;
}

/**
 * The same order on every device, unlike localeCompare.
 * @param {string} one
 * @param {string} two
 */
function compare(one, two) {
  return one < two ? -1 : Number(one > two);
}
