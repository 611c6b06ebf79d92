// The question bank, loaded as far as it is needed.

import { home, homeOf } from "../home.js";
import { language } from "./dom.js";

/**
 * @typedef {{id: string, consideration: string, kind: "single" | "multiple", difficulty: number, options: number, version: string}} Known
 * @typedef {{version: string, language: string, sections: {number: number, text: string, weight: number}[],
 *   objectives: {id: string, text: string, url: string}[], questions: Known[]}} Index
 * @typedef {{text: string, right: boolean, why: string, killed: number | null}} Option
 * @typedef {{id: string, consideration: string, kind: "single" | "multiple", difficulty: number, version: string,
 *   verified: string, stem: string, decides: string[], options: Option[],
 *   constraints: Record<string, string>, services: {id: string, name: string, url: string}[], page: {name: string, url: string},
 *   sources: {title: string, url: string}[], report: string}} Question
 * @typedef {Record<string, string>} Words
 * @typedef {{language: string, words: Words, questions: Question[]}} Part
 */

/** @type {Map<string, Promise<any>>} */
const loaded = new Map();

/** @returns {Promise<Index>} */
export function index() {
  return load(new URL("practice/bank/index.json", home));
}

/**
 * The questions of an objective.
 * @param {string} objective as in 1-1
 * @param {string} [wanted] the language
 * @returns {Promise<Part>}
 */
export function part(objective, wanted = language) {
  return load(new URL(`practice/bank/${objective}.json`, homeOf(wanted)));
}

/**
 * Questions by id, each with the words of its language.
 * @param {string[]} ids
 * @param {string} [wanted] the language
 * @returns {Promise<Map<string, {question: Question, words: Words}>>}
 */
export async function questions(ids, wanted = language) {
  const known = new Map((await index()).questions.map((each) => [each.id, objectiveOf(each)]));
  const objectives = new Set(ids.flatMap((id) => known.get(id) ?? []));
  const parts = await Promise.all([...objectives].map((each) => part(each, wanted)));
  const asked = new Set(ids);
  const found = parts.flatMap(({ questions, words }) => questions.map((question) => ({ question, words })));
  return new Map(found.filter(({ question }) => asked.has(question.id)).map((each) => [each.question.id, each]));
}

/**
 * The objective of a question as its file is called: 1-1.
 * @param {{consideration: string}} question
 */
export function objectiveOf({ consideration }) {
  return consideration.split(".").slice(0, 2).join("-");
}

/**
 * Each file once; one that failed is asked for again.
 * @param {URL} url
 */
function load(url) {
  const known = loaded.get(url.href);
  if (known) return known;
  const asked = fetch(url).then((answer) => {
    if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status}`);
    return answer.json();
  });
  asked.catch(() => loaded.delete(url.href));
  loaded.set(url.href, asked);
  return asked;
}
