// Broken JSON: found exactly where JSON.parse finds something, and named.

import assert from "node:assert/strict";
import { test } from "node:test";

import { JsonMistake, parse } from "../../docs/assets/js/practice/json.js";
import fc from "./fast_check.mjs";

/** @param {string} text */
function mistake(text) {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    return `${error.line}:${error.column} ${error.code}${error.found && ` ${error.found}`}`;
  }
  return null;
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("valid JSON has the value that JSON.parse gives it", () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 1, 2), (text, indent) => {
      const written = JSON.stringify(JSON.parse(text), null, indent);
      assert.deepEqual(parse(written), JSON.parse(written));
      assert.deepEqual(parse(text), JSON.parse(text));
    }),
  );
});

test("after any change of a text, it is refused exactly if JSON.parse refuses it", () => {
  const piece = fc.constantFrom("", ",", "'", '"', "}", "]", "{", "[", ":", " ", "\n", "\t", "\\", "0", "-", ".", "1", "e", "true", "None", "“", "//", "é");
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.nat(4), piece, (text, at, removed, added) => {
      const from = at % (text.length + 1);
      const changed = text.slice(0, from) + added + text.slice(from + removed);
      assert.equal(mistake(changed) === null, isJson(changed), changed);
    }),
    { numRuns: 3000 },
  );
});

test("a mistake stands on a line of the text", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const found = mistake(text);
      if (found === null) return;
      const [line, column] = found.split(/[: ]/).map(Number);
      const lines = text.split("\n");
      assert.ok(line >= 1 && line <= lines.length && column >= 1 && column <= [...lines[line - 1]].length + 1, found);
    }),
  );
});

for (const [text, wanted] of [
  ["", "1:1 empty"],
  [" \n ", "2:2 empty"],
  ['{"a": [1, 2,]}', "1:12 trailing-comma ,"],
  ['{\n  "a": 1,\n}', "2:9 trailing-comma ,"],
  ["{'cluster': {}}", "1:2 single-quotes '"],
  ["{“cluster”: {}}", "1:2 curly-quotes “"],
  ['{"type": worker}', "1:10 no-quotes worker"],
  ["{type: 1}", "1:2 no-quotes type"],
  ['{"a": None}', "1:7 python-word None"],
  ['{\n  // here\n}', "2:3 comment /"],
  ["# here", "1:1 comment #"],
  ['{"a": 1\n "b": 2}', '2:2 no-comma "'],
  ['["a" "b"]', '1:6 no-comma "'],
  ['{"a" 1}', "1:6 no-colon 1"],
  ['{"a": "b\n}', '1:7 unclosed-string "'],
  ['{"a": ["b"}', "1:11 wrong-bracket }"],
  ['{\n"a": {"b": 1}\n', "1:1 unclosed {"],
  ['{"a": ', "1:1 unclosed {"],
  ['{"a"', "1:1 unclosed {"],
  ['{"a": }', "1:7 no-value }"],
  ["[1,,2]", "1:4 no-value ,"],
  ["{} {}", "1:4 after-end {"],
  ["[01]", "1:2 number 0"],
  ["[+1]", "1:2 number +"],
  ['["\\d"]', "1:3 escape \\"],
  ['["\t"]', "1:3 control \t"],
]) {
  test(`${JSON.stringify(text)} is ${wanted}`, () => assert.equal(mistake(text), wanted));
}
