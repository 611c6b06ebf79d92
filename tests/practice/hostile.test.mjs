// Input made to hang, to exhaust or to confuse, and what comes of it.  What the page then
// shows is in tests/browser/test_hostile.py.  The time limit measures nothing: what it
// stops would take hours.

import assert from "node:assert/strict";
import { test } from "node:test";

import { find, dictionary } from "../../docs/assets/js/names.js";
import { diagnose } from "../../docs/assets/js/practice/doctor.js";
import { LogError, parse as parseLog } from "../../docs/assets/js/practice/doctor-parse.js";
import { decimal, whole } from "../../docs/assets/js/practice/entered.js";
import { JsonMistake, parse } from "../../docs/assets/js/practice/json.js";
import { fromText, ProgressError } from "../../docs/assets/js/practice/progress.js";
import { clusterProblems, pasted } from "../../docs/assets/js/practice/tf-config.js";

const limit = { timeout: 120_000 };
const DEEP = "[".repeat(100_000) + "]".repeat(100_000);
const LONG = 1_000_000;

/** What becomes of a text: the code of an expected error, or "read". */
function outcome(/** @type {() => unknown} */ act) {
  try {
    act();
    return "read";
  } catch (error) {
    if (error instanceof LogError || error instanceof JsonMistake || error instanceof ProgressError) return error.code;
    throw error;
  }
}

/** Logs for the doctor. */
const LOGS = {
  "a list in lists": [DEEP, "json-entry"],
  "a list that never closes": ["[".repeat(100_000), "json"],
  "a loss in lists": [`{"loss": [1, 2, ${DEEP}]}`, "not-a-number"],
  "a loss in lists, in rows": [`[{"loss": 1}, {"loss": ${DEEP}}]`, "not-a-number"],
  "a loss with a toString of its own": ['{"loss": [1, {"toString": 1, "valueOf": 2}]}', "not-a-number"],
  "a loss without a toString": ['[{"loss": {"toString": null, "valueOf": null}}]', "not-a-number"],
  "a prototype": ['{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "loss": [3, 2, 1]}', "read"],
  "numbers beyond all numbers": ["loss\n1e999\n-1e999\nNaN\n1e308\n-1e308", "read"],
  "a number of a million digits": [`loss\n${"1".repeat(LONG)}x\n2`, "not-a-number"],
  "10 MB": ["1\n".repeat(5 * LONG), "too-large"],
  "5 MB of commas": [",".repeat(4.9 * LONG), "no-values"],
  "5 MB of quotes": ['"'.repeat(4.9 * LONG), "unreadable"],
  "5 MB of lines": ["\n".repeat(4.9 * LONG), "empty"],
  "200 000 columns": [JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`loss${at}`, [at]]))), "no-loss"],
  "NUL": ["loss\n1\u0000\n2", "binary"],
  "what is no text": ["\u0089PNG\r\n\u001a\n\ufffd\ufffd", "binary"],
  "every end of line and a byte order mark": ["\ufeffloss\r\n3\r2\n1\r\n", "read"],
};

for (const [what, [text, code]] of Object.entries(LOGS)) {
  test(`a log: ${what}`, limit, () => assert.equal(outcome(() => diagnose(parseLog(text))), code));
}

/** JSON for the TF_CONFIG checker. */
const VALUES = {
  "lists in lists": [DEEP, "deep"],
  "objects in objects": ['{"a":'.repeat(100_000), "deep"],
  "a hundred lists": ["[".repeat(100) + "]".repeat(100), "read"],
  "many lists beside each other": [`[${"[],".repeat(100_000)}[]]`, "read"],
  "a string of 10 MB": [`"${"a".repeat(10 * LONG)}"`, "read"],
  "a string of 10 MB that never ends": [`"${"a".repeat(10 * LONG)}`, "unclosed-string"],
  "a prototype": ['{"__proto__": {"polluted": 1}}', "read"],
  "NUL": ["\u0000", "unexpected"],
  "1e999": ["1e999", "read"],
  "Infinity": ["Infinity", "no-quotes"],
};

for (const [what, [text, code]] of Object.entries(VALUES)) {
  test(`a value: ${what}`, limit, () => assert.equal(outcome(() => parse(text)), code));
}

test("pasted lines are read whatever stands behind a value", limit, () => {
  for (const quote of ["'", '"']) {
    const endless = `TF_CONFIG=${quote}a${quote}${" \n".repeat(LONG)}x`;
    assert.equal(pasted(endless)[0].text, endless.slice("TF_CONFIG=".length));
    assert.equal(pasted(`TF_CONFIG=${quote}a${quote} # b\n${" \n".repeat(LONG)}`)[0].text, "a");
    assert.equal(pasted(`TF_CONFIG=${quote}${"a".repeat(LONG)}`)[0].text.length, LONG + 1);
  }
});

test("each pasted value knows its line, however many there are", limit, () => {
  const values = pasted("\nTF_CONFIG='{}'".repeat(20_000));
  assert.deepEqual([values.length, values[0].line, values[19_999].line], [20_000, 1, 20_000]);
});

test("no name of a cluster is taken for what every object has", () => {
  const text = '{"cluster": {"__proto__": ["a:1"], "constructor": ["b:1"]}, "task": {"type": "__proto__", "index": 0}}';
  const found = clusterProblems({ "worker 0": text }, "ParameterServerStrategy");
  assert(found["worker 0"].some(({ code, values }) => code === "unknown-role" && values.roles === "__proto__, constructor"));
});

test("numbers are read or refused, however long", limit, () => {
  const digits = "1".repeat(LONG);
  for (const text of [`${digits}x`, `${digits}.${digits}x`, `1${" ".repeat(LONG)}x`, "1,".repeat(LONG), "-", "1e5", "0x10", "١", "NaN", "Infinity"]) {
    assert(Number.isNaN(whole(text)), text.slice(0, 20));
    assert(Number.isNaN(decimal(text)), text.slice(0, 20));
  }
  assert.equal(decimal(digits), Infinity);
});

/** Files for the progress. */
const FILES = {
  "lists in lists": [DEEP, "not-progress"],
  "a setting in lists": [`{"format":"mle-notes-progress","version":1,"answers":[],"exams":[],"settings":{"a":{"value":${DEEP},"changed":1}}}`, "invalid"],
  "a prototype as a file": ['{"__proto__":{"format":"mle-notes-progress","version":1}}', "not-progress"],
  "a prototype as a setting": ['{"format":"mle-notes-progress","version":1,"answers":[],"exams":[],"settings":{"__proto__":{"value":1,"changed":1}}}', "invalid"],
  "a version from the future": ['{"format":"mle-notes-progress","version":1e9}', "newer"],
  "a version that is no number": ['{"format":"mle-notes-progress","version":"<script>"}', "invalid"],
  "50 MB": [" ".repeat(50 * LONG), "too-large"],
};

for (const [what, [text, code]] of Object.entries(FILES)) {
  test(`a file of progress: ${what}`, limit, () => assert.equal(outcome(() => fromText(text)), code));
}

test("no name of the catalogue is found in the names that every object has", () => {
  const names = dictionary({ services: { a: { name: "A", url: "", state: "" } }, names: [["Old A", "a", "former", "", ""]] });
  assert.deepEqual([...find(names, "__proto__ constructor toString hasOwnProperty")], []);
});

test("after all of it, every object is as it was", () => {
  assert.equal(Reflect.get({}, "polluted"), undefined);
  assert.deepEqual(Object.keys(Object.prototype), []);
});
