// The search engine, part by part; tests/unit/test_scripts.py runs it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answer } from "../../docs/assets/js/search/answer.js";
import { distance, slips } from "../../docs/assets/js/search/distance.js";
import { fold, key } from "../../docs/assets/js/search/fold.js";
import { escape, marker } from "../../docs/assets/js/search/marks.js";
import { find, read } from "../../docs/assets/js/search/names.js";
import { nearest } from "../../docs/assets/js/search/nearest.js";
import { search, shelve } from "../../docs/assets/js/search/text.js";
import { stem, terms } from "../../docs/assets/js/search/words.js";

// ---- fold.js -------------------------------------------------------------------

const SPELLINGS = [
  ["データフロー", "ﾃﾞｰﾀﾌﾛｰ", "でーたふろー", "データ・フロー", "データ フロウ".replace("ウ", "ー")],
  ["ヴァーテックス", "バーテックス", "ばーてっくす"],
  ["Vertex AI", "ＶＥＲＴＥＸ　ＡＩ", "vertex-ai", "VertexAI"],
  ["サーバー", "サーバ"],
];

test("all spellings of a name have one key", () => {
  for (const spellings of SPELLINGS) assert.equal(new Set(spellings.map(key)).size, 1, spellings.join(" "));
});

test("a text keeps its words, and hiragana stay hiragana", () => {
  assert.equal(fold("Ｃｌｏｕｄ などのノード"), "cloud などのノド");
});

test("spaces inside a loan word make no difference in a text", () => {
  assert.equal(fold("プロンプト インジェクション"), fold("プロンプトインジェクション"));
});

// ---- distance.js ----------------------------------------------------------------

test("a letter too many, too few, wrong or exchanged is one slip", () => {
  for (const typed of ["verttex", "vertx", "vartex", "vretex"]) assert.equal(distance(typed, "vertex", 3), 1, typed);
});

test("more slips than the limit are not counted on", () => {
  assert.equal(distance("kangaroo", "kubeflow", 2), 3);
});

test("an open word may go on", () => {
  assert.equal(distance("kubre", "kubernetes", 2, true), 1);
  assert.equal(distance("kubernetes", "kube", 2, true), 3);
});

test("short words must be right", () => {
  assert.deepEqual([3, 4, 6, 10].map(slips), [0, 1, 2, 3]);
});

// ---- words.js -------------------------------------------------------------------

const said = (/** @type {string} */ query) => terms(query).filter(({ weight }) => weight === 1).map(({ text }) => text);

test("a question is taken apart where scripts change", () => {
  assert.deepEqual(said("DataflowとDataprocの違いは？"), ["dataflow", "dataproc"]);
  assert.deepEqual(said("SQLだけで機械学習モデルを作るには"), ["sql", "機械学習", "モデル"]);
});

test("kanji joined by kana are one word", () => {
  assert.deepEqual(said("外れ値に強い指標"), ["外れ値", "指標"]);
});

test("words that only ask do not count, unless there are no others", () => {
  assert.deepEqual(said("what is the difference between drift and skew"), ["drift", "skew"]);
  assert.deepEqual(said("what is"), ["what", "is"]);
});

const STEMS = [
  ["overfit", "overfits", "overfitting", "overfitted"],
  ["quantize", "quantised", "quantization", "quantisations", "quantizing"],
  ["pipeline", "pipelines"],
  ["loss", "losses"],
  ["batch", "batches", "batching"],
  ["classify", "classified", "classifies", "classification"],
];

test("inflections and British spelling have one stem", () => {
  for (const words of STEMS) assert.equal(new Set(words.map(stem)).size, 1, words.map(stem).join(" "));
});

test("other words have other stems", () => {
  for (const [one, other] of [["learning", "leak"], ["recall", "record"], ["data", "date"]]) assert.notEqual(stem(one), stem(other));
});

// ---- names.js -------------------------------------------------------------------

const NAMES = read({
  targets: [
    ["services/flow/", "Flow (formerly Cloud Flow)", "", ["Flow", "Big Flow"], ["Cloud Flow"], ["フロー"], ["Folw"]],
    ["services/flow-ml/", "Flow ML", "", ["Flow ML"], [], ["FML"]],
    ["services/old/", "Ancient Engine", "Gone since 2025, now Flow", ["Ancient Engine"]],
    ["chapters/loss/", "", "", ["Loss curves"]],
  ],
  terms: [["chapters/loss/#overfitting", ["overfitting"], ["過学習", "variance problem"], ["overfiting"]]],
  headings: [["chapters/loss/#overfitting", "Training falls, test rises"], ["chapters/loss/#waves", "It repeats"]],
});

const best = (/** @type {string} */ query) =>
  find(NAMES, query).sort((a, b) => b.score - a.score)[0]?.name.target.url ?? "";

const FINDS = [
  ["flow", "services/flow/"],
  ["ＦＬＯＷ", "services/flow/"],
  ["big flow", "services/flow/"],
  ["BigFlow", "services/flow/"],
  ["ふろー", "services/flow/"],
  ["what is Flow ML?", "services/flow-ml/"],
  ["Flow MLとは", "services/flow-ml/"],
  ["fml", "services/flow-ml/"],
  ["ancient", "services/old/"],
  ["Ancent Engin", "services/old/"],
  ["engine", "services/old/"],
  ["過学習", "chapters/loss/#overfitting"],
  ["it repeats", "chapters/loss/#waves"],
];

for (const [query, url] of FINDS) test(`${query} is ${url}`, () => assert.equal(best(query), url));

test("a title that is the first name stands there once", () => {
  const titles = new Set(NAMES.map(({ target }) => target.title));
  assert.ok(titles.has("Loss curves") && titles.has("Flow (formerly Cloud Flow)") && !titles.has(""));
});

test("what has no such name is not guessed", () => {
  for (const query of ["pizza", "天気", "flo wer pot"]) assert.ok(!find(NAMES, query).some(({ score }) => score >= 50), query);
});

test("when one name is certain, others are not guessed at", () => {
  assert.deepEqual(new Set(find(NAMES, "overfiting").filter(({ guess }) => guess)), new Set());
});

test("the nearest names are few and each is another page", () => {
  const near = nearest(NAMES, "Anciemt Egnine Thing", 3).map(({ target }) => target.url);
  assert.ok(near.length <= 3 && new Set(near).size === near.length);
  assert.deepEqual(nearest(NAMES, "xxxxxxxx", 3), []);
});

// ---- text.js --------------------------------------------------------------------

const LIBRARY = shelve(
  [
    ["services/flow/", "Flow", [["", "", "Runs batch and stream jobs."], ["when", "When", "To quantize large models. カレンダーを表示します。"]]],
    ["chapters/loss/", "Loss curves", [["", "", "Reading losses."], ["overfitting", "Training falls, test rises", "特徴量の重要度を見ます。 Models were overfitted."]]],
  ],
  NAMES,
);

const pages = (/** @type {string} */ query) =>
  search(LIBRARY, terms(query))
    .filter(({ coverage }) => coverage > 0.55)
    .map(({ page }) => LIBRARY.pages[page].url);

test("English pages are found by stems and unfinished words", () => {
  assert.deepEqual(pages("quantised"), ["services/flow/"]);
  assert.deepEqual(pages("overfitting models"), ["chapters/loss/"]);
  assert.deepEqual(pages("quant"), ["services/flow/"]);
});

test("Japanese pages are found by parts of compounds", () => {
  assert.deepEqual(pages("重要"), ["chapters/loss/"]);
  assert.deepEqual(pages("特徴量重要度"), ["chapters/loss/"]);
});

test("a short word in katakana is no part of a longer one", () => {
  assert.deepEqual(pages("カレー"), []);
  assert.deepEqual(pages("カレンダー"), ["services/flow/"]);
});

test("the words of the glossary lead to the section that explains them", () => {
  assert.deepEqual(pages("variance problem"), ["chapters/loss/"]);
});

// ---- answer.js and marks.js ---------------------------------------------------------

const LABELS = { former: "formerly {name}", also: "also {name}" };
const ask = (/** @type {string} */ query, library = LIBRARY) => answer(NAMES, library, LABELS, query).items;

test("a hit says which name matched, and what became of the service", () => {
  assert.match(ask("FML")[0][0].title, /<small>also FML<\/small>/);
  assert.match(ask("ancient engine")[0][0].title, /<small>Gone since 2025, now Flow<\/small>/);
});

test("a term opens at the section that explains it, below its page", () => {
  const [first] = ask("overfitting");
  assert.equal(first[0].location, "chapters/loss/#overfitting");
  assert.ok(first[0].score > first[1].score);
  assert.equal(first[1].location, "chapters/loss/");
});

test("names answer before the text is there", () => {
  const items = answer(NAMES, undefined, LABELS, "flow").items;
  assert.equal(items[0][0].location, "services/flow/");
});

test("off-topic words return nothing", () => {
  for (const query of ["pizza recipe", "天気予報", "カレー"]) assert.deepEqual(ask(query), [], query);
});

test("an unfinished word is completed as it was typed", () => {
  assert.deepEqual(answer(NAMES, LIBRARY, LABELS, "anc").suggest, ["ancient Engine"]);
  assert.deepEqual(answer(NAMES, LIBRARY, LABELS, "zzz").suggest, []);
});

test("what was found is marked, and text stays text", () => {
  const { mark, found } = marker(terms("quantised models"));
  assert.equal(mark("Quantize <b> models"), "<mark>Quantize</mark> &lt;b&gt; <mark>models</mark>");
  assert.deepEqual([...found], ["quantize", "models"]);
  assert.equal(marker(terms("サーバー")).mark("サーバの例"), "<mark>サーバ</mark>の例");
  assert.equal(escape(`<img src=x onerror="alert('1')">&`), "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;");
});

test("hostile queries are answered", () => {
  for (const query of ["<script>", "((((", "\\", "a".repeat(5000), "ー", "\u0000", "constructor __proto__"]) {
    assert.ok(Array.isArray(ask(query)), query.slice(0, 20));
  }
});
