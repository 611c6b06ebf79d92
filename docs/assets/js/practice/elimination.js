// Eliminating options by the words of the stem: what was marked and struck out, and how well.
// Nothing here knows of the page.

import { clauses } from "./clauses.js";

export { clauses };

/**
 * What the reader did with an option: not yet decided, kept, or struck out by a deciding phrase.
 * @typedef {"open" | "stays" | number} Kill
 * @typedef {{stem: string, decides: string[], options: {right: boolean, killed: number | null}[]}} Question
 * @typedef {"hit" | "missed" | "needless" | "plain"} PieceVerdict
 *   A piece of a found phrase need not be marked as well: then it is plain.
 * @typedef {{pieces: PieceVerdict[], found: boolean[], needless: number}} Marked
 * @typedef {"kept" | "lost" | "struck" | "otherwise" | "missed"} OptionVerdict
 *   lost: right, yet struck out; otherwise: struck out by other words than the data name; missed: wrong, yet kept.
 * @typedef {{options: OptionVerdict[], right: boolean}} Struck
 * @typedef {{step: "mark" | "strike" | "done", question: Question, pieces: string[], marks: boolean[], kills: Kill[],
 *   marked: Marked | null, struck: Struck | null}} State
 * @typedef {{type: "toggle", piece: number} | {type: "decide", option: number, kill: Kill} | {type: "check"}} Action
 * @typedef {{phrases: number, found: number, needless: number, options: number, decided: number, exact: number, wrong: number}} Score
 */

/**
 * A question that nothing was done with.
 * @param {Question} question
 * @param {import("./clauses.js").Language} language
 * @returns {State}
 */
export function begin(question, language) {
  const pieces = clauses(question.stem, language);
  return {
    step: "mark",
    question,
    pieces,
    marks: pieces.map(() => false),
    kills: question.options.map(() => "open"),
    marked: null,
    struck: null,
  };
}

/**
 * What comes of an action; one that does not belong to the step changes nothing.
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function after(state, action) {
  if (action.type === "check") return isReady(state) ? checked(state) : state;
  if (action.type === "toggle") return toggled(state, action.piece);
  return decided(state, action.option, action.kill);
}

/**
 * Whether there is something to check: a mark, or a decision on every option.
 * @param {State} state
 */
export function isReady({ step, marks, kills }) {
  if (step === "mark") return marks.includes(true);
  return step === "strike" && !kills.includes("open");
}

/**
 * @param {State} state
 * @param {number} piece
 */
function toggled(state, piece) {
  if (state.step !== "mark" || !(piece in state.marks)) return state;
  return { ...state, marks: state.marks.with(piece, !state.marks[piece]) };
}

/**
 * @param {State} state
 * @param {number} option
 * @param {Kill} kill
 */
function decided(state, option, kill) {
  const known = kill === "open" || kill === "stays" || kill in state.question.decides;
  if (state.step !== "strike" || !(option in state.kills) || !known) return state;
  return { ...state, kills: state.kills.with(option, kill) };
}

/**
 * @param {State} state
 * @returns {State}
 */
function checked(state) {
  if (state.step === "mark") return { ...state, step: "strike", marked: judge(state.question, state.pieces, state.marks) };
  return { ...state, step: "done", struck: judgeKills(state.question, state.kills) };
}

/**
 * What the marks are worth.
 * @param {Question} question
 * @param {string[]} pieces of the stem
 * @param {boolean[]} marks one for each piece
 * @returns {Marked}
 */
export function judge(question, pieces, marks) {
  const touched = touching(question, pieces);
  const found = question.decides.map((_, phrase) => touched.some((phrases, piece) => marks[piece] && phrases.includes(phrase)));
  const verdicts = touched.map((phrases, piece) => verdict(phrases, marks[piece], found));
  return { pieces: verdicts, found, needless: verdicts.filter((each) => each === "needless").length };
}

/**
 * @param {number[]} phrases that the piece belongs to
 * @param {boolean} isMarked
 * @param {boolean[]} found
 * @returns {PieceVerdict}
 */
function verdict(phrases, isMarked, found) {
  if (isMarked) return phrases.length ? "hit" : "needless";
  return phrases.every((phrase) => found[phrase]) ? "plain" : "missed";
}

/**
 * For each piece, the deciding phrases that it shares letters with.
 * @param {Question} question
 * @param {string[]} pieces
 */
export function touching({ stem, decides }, pieces) {
  const phrases = decides.map((words) => places(stem, words));
  let end = 0;
  return pieces.map((piece) => {
    const start = end;
    end += piece.length;
    const shares = (/** @type {[number, number]} */ [from, to]) => from < end && start < to;
    return phrases.flatMap((each, phrase) => (each.some(shares) ? [phrase] : []));
  });
}

/**
 * Everywhere that words stand in a stem.
 * @param {string} stem
 * @param {string} words
 */
function places(stem, words) {
  /** @type {[number, number][]} */
  const found = [];
  for (let at = stem.indexOf(words); at >= 0; at = stem.indexOf(words, at + 1)) found.push([at, at + words.length]);
  return found;
}

/**
 * The stem in runs of letters that have the same piece and the same deciding phrases.
 * @param {Question} question
 * @param {string[]} pieces
 * @returns {{text: string, piece: number, phrases: number[], begins: number[]}[]} begins: phrases whose first letter this is
 */
export function runs({ stem, decides }, pieces) {
  const phrases = decides.map((words) => places(stem, words));
  const ends = pieces.map((_, piece) => pieces.slice(0, piece + 1).join("").length);
  const cuts = [...new Set([0, ...ends, ...phrases.flat(2)])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, count) => ({
    text: stem.slice(from, cuts[count + 1]),
    piece: ends.findIndex((end) => from < end),
    phrases: having(phrases, ([start, end]) => start <= from && from < end),
    begins: having(phrases, ([start]) => start === from),
  }));
}

/**
 * @param {[number, number][][]} phrases
 * @param {(place: [number, number]) => boolean} is
 */
function having(phrases, is) {
  return phrases.flatMap((each, phrase) => (each.some(is) ? [phrase] : []));
}

/**
 * What was kept and struck out.
 * @param {Question} question
 * @param {Kill[]} kills one for each option
 * @returns {Struck}
 */
export function judgeKills({ options }, kills) {
  const verdicts = options.map((option, place) => optionVerdict(option, kills[place]));
  return { options: verdicts, right: verdicts.every((each) => each !== "lost" && each !== "missed") };
}

/**
 * @param {Question["options"][number]} option
 * @param {Kill} kill
 * @returns {OptionVerdict}
 */
function optionVerdict({ right, killed }, kill) {
  const isStruck = typeof kill === "number";
  if (right) return isStruck ? "lost" : "kept";
  if (!isStruck) return "missed";
  return kill === killed ? "struck" : "otherwise";
}

/**
 * The figures of a finished question.
 * @param {Marked} marked
 * @param {Struck} struck
 * @returns {Score}
 */
export function score(marked, struck) {
  const count = (/** @type {OptionVerdict[]} */ ...wanted) => struck.options.filter((each) => wanted.includes(each)).length;
  return {
    phrases: marked.found.length,
    found: marked.found.filter(Boolean).length,
    needless: marked.needless,
    options: struck.options.length,
    decided: count("kept", "struck", "otherwise"),
    exact: count("struck"),
    wrong: count("struck", "otherwise", "missed"),
  };
}

/**
 * The options that were kept, by their place in the data.
 * @param {Kill[]} kills
 */
export function kept(kills) {
  return kills.flatMap((kill, place) => (kill === "stays" ? [place] : []));
}
