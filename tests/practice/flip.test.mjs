// Which part is which in both languages, where links of a flipped part lead, and its terms.

import assert from "node:assert/strict";
import test from "node:test";

import { addressOf, namesOf, termsOf } from "../../docs/assets/js/flip-rules.js";

const ROOT = "https://example.org/mle-notes/";
/** Of a Japanese page, which shows parts of the English one. */
const JAPANESE = { twin: new URL(`${ROOT}en/training/loss/`), home: new URL(ROOT), otherHome: new URL(`${ROOT}en/`) };
const ENGLISH = { twin: new URL(`${ROOT}training/loss/`), home: new URL(`${ROOT}en/`), otherHome: new URL(ROOT) };

test("parts count from the last one with an id", () => {
  const marks = [["top", ""], ["", "1"], ["why", ""], ["", "1"], ["", "2"], ["term-a", ""], ["", "1"]];
  const names = namesOf(marks.map(([id, number]) => ({ id, number })));
  assert.deepEqual(names, ["top", "top.1", "why", "why.1", "why.2", "term-a", "term-a.1"]);
});

test("links of a flipped part stay in the reader's language", () => {
  assert.equal(addressOf("../checkpoints/#when", JAPANESE), `${ROOT}training/checkpoints/#when`);
  assert.equal(addressOf("../checkpoints/#when", ENGLISH), `${ROOT}en/training/checkpoints/#when`);
  assert.equal(addressOf("../../services/?find=a#b", JAPANESE), `${ROOT}services/?find=a#b`);
});

test("links to a section of the same page stay on the page", () => {
  assert.equal(addressOf("#source-a", JAPANESE), "#source-a");
  assert.equal(addressOf("../loss/#why", ENGLISH), "#why");
});

test("files and other hosts are left as they are", () => {
  assert.equal(addressOf("../../../assets/img/a.svg", JAPANESE), `${ROOT}assets/img/a.svg`);
  assert.equal(addressOf("../../labs/a.ipynb", ENGLISH), `${ROOT}labs/a.ipynb`);
  assert.equal(addressOf("https://other.example/", JAPANESE), "https://other.example/");
});

test("a link from Japanese to the English pages stays what it is", () => {
  assert.equal(addressOf("../../en/labs/", ENGLISH), `${ROOT}en/labs/`);
});

const TERMS = [
  [["学習率"], ["learning rate"]],
  [["損失"], ["loss"]],
  [["損失曲線"], ["loss curve"]],
  [["AUC"], ["AUC"]],
  [["再現率"], ["recall", "sensitivity"]],
];

test("terms are those that both languages name, in the reader's order", () => {
  const found = termsOf(TERMS, "損失が下がらなければ学習率を下げます。", "Lower the learning rate if the loss does not fall.");
  assert.deepEqual(found, [["損失", "loss"], ["学習率", "learning rate"]]);
});

test("a term within a longer one does not count, unless it stands alone too", () => {
  assert.deepEqual(termsOf(TERMS, "損失曲線", "loss curves"), [["損失曲線", "loss curve"]]);
  assert.deepEqual(termsOf(TERMS, "損失曲線は損失を示します", "A loss curve shows the loss").length, 2);
});

test("a word is found in capitals, in the plural and by another form, but not within a word", () => {
  assert.deepEqual(termsOf(TERMS, "学習率", "Learning rates"), [["学習率", "learning rate"]]);
  assert.deepEqual(termsOf(TERMS, "再現率", "its sensitivity"), [["再現率", "recall"]]);
  assert.deepEqual(termsOf(TERMS, "損失", "glossy"), []);
  assert.deepEqual(termsOf(TERMS, "AUC", "auc"), []);
});
