// Numbers as people type them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { decimal, whole } from "../../docs/assets/js/practice/entered.js";
import fc from "./fast_check.mjs";

test("whole numbers with separators and full-width digits", () => {
  for (const text of ["10000", "10,000", "10 000", " 10_000 ", "10000", "10，000"]) assert.equal(whole(text), 10000, text);
  for (const text of ["", "ten", "1.5", "-1", "1e4", "10,00", "0x10", "1,000,0"]) assert.ok(Number.isNaN(whole(text)), text);
});

test("numbers with a fraction, and percent signs", () => {
  assert.deepEqual(["1.5", "１．５％", "2 %", "0.05", ".5", "1,234.5"].map(decimal), [1.5, 1.5, 2, 0.05, 0.5, 1234.5]);
  for (const text of ["", "%", "1.2.3", "-1", "NaN", "Infinity", "."]) assert.ok(Number.isNaN(decimal(text)), text);
});

test("what a number looks like in either language is read back", () => {
  fc.assert(
    fc.property(fc.nat(), (number) => {
      for (const language of ["en", "ja"]) assert.equal(whole(new Intl.NumberFormat(language).format(number)), number);
    }),
  );
});
