// The TF_CONFIG builder finds what the lab finds in the same configurations.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clusterProblems } from "../../docs/assets/js/practice/tf-config.js";
import { labData } from "./lab_data.mjs";

test("the same problems on the same nodes, noticed or not", () => {
  const checks = labData("tf-config-checks");
  assert.ok(checks.length >= 6);
  for (const { texts, strategy, found } of checks) {
    const mine = Object.entries(clusterProblems(texts, strategy));
    const short = mine.map(([name, problems]) => [name, problems.map(({ code, noticed }) => [code, noticed])]);
    assert.deepEqual(Object.fromEntries(short), found, `${strategy}: ${JSON.stringify(texts)}`);
  }
});

test("the lab's checks hold right configurations and many kinds of wrong ones", () => {
  const checks = labData("tf-config-checks");
  const codes = checks.map(({ found }) => Object.values(found).flat().map(([code]) => code));
  assert.ok(codes.some((each) => !each.length));
  assert.ok(new Set(codes.flat()).size >= 12, [...new Set(codes.flat())].join());
});
