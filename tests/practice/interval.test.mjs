// The intervals against SciPy and statsmodels; fixtures/intervals.py made the values.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { difference, differingProblems, examplesFor, mcnemar, shareProblems, wishProblems } from "../../docs/assets/js/practice/interval.js";
import { halfWidth, wilson, Z } from "../../docs/assets/js/practice/wilson.js";
import fc from "./fast_check.mjs";

const known = JSON.parse(readFileSync(new URL("fixtures/intervals.json", import.meta.url), "utf8"));
const shares = fc.integer({ min: 1, max: 100000 }).chain((asked) => fc.tuple(fc.integer({ min: 0, max: asked }), fc.constant(asked)));
const pairs = fc.integer({ min: 1, max: 100000 }).chain((asked) => {
  const right = fc.integer({ min: 0, max: asked });
  return fc.tuple(right, right, fc.constant(asked));
});

/** @param {number} found @param {number} wanted @param {string} what */
function near(found, wanted, what, most = 1e-9) {
  const apart = Math.abs(found - wanted);
  assert.ok(apart <= most * Math.max(Math.abs(wanted), 1e-300) || apart < 1e-15, `${what}: ${found} is not ${wanted}`);
}

test("intervals of shares are SciPy's", () => {
  for (const [right, asked, low, high] of known.shares) {
    const found = wilson(right, asked);
    near(found[0], low, `low of ${right} of ${asked}`);
    near(found[1], high, `high of ${right} of ${asked}`);
  }
});

test("intervals of differences are those of statsmodels", () => {
  for (const [one, two, asked, low, high] of known.differences) {
    const found = difference(one, two, asked);
    near(found.low, low, `low of ${one} and ${two} of ${asked}`);
    near(found.high, high, `high of ${one} and ${two} of ${asked}`);
  }
});

test("McNemar's test is SciPy's binomial test", () => {
  for (const [first, second, p] of known.differing) near(mcnemar(first, second), p, `${first} and ${second}`);
});

test("a share lies in its interval, which is inside 0 and 1 and mirrors", () => {
  fc.assert(
    fc.property(shares, ([right, asked]) => {
      const [low, high] = wilson(right, asked);
      const share = right / asked;
      assert.ok(0 <= low && low <= share && share <= high && high <= 1);
      const [mirrored] = wilson(asked - right, asked);
      assert.ok(Math.abs(1 - high - mirrored) < 1e-12);
    }),
  );
});

test("the ends of the interval are where the test of a share just rejects", () => {
  fc.assert(
    fc.property(shares, ([right, asked]) => {
      for (const end of wilson(right, asked)) {
        if (end === 0 || end === 1) continue;
        const away = (right / asked - end) / Math.sqrt((end * (1 - end)) / asked);
        assert.ok(Math.abs(Math.abs(away) - Z) < 1e-4, `${away}`);
      }
    }),
  );
});

test("a difference lies in its interval, and turns round with its models", () => {
  fc.assert(
    fc.property(pairs, ([one, two, asked]) => {
      const found = difference(one, two, asked);
      assert.ok(-1 <= found.low && found.low <= found.difference && found.difference <= found.high && found.high <= 1);
      const turned = difference(two, one, asked);
      assert.ok(Math.abs(found.low + turned.high) < 1e-12 && Math.abs(found.high + turned.low) < 1e-12);
    }),
  );
});

test("a p-value is a probability, equal for both orders, and smaller the less even the counts are", () => {
  const counts = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(counts, counts, (first, second) => {
      const p = mcnemar(first, second);
      assert.ok(p >= 0 && p <= 1);
      assert.equal(p, mcnemar(second, first));
      if (first > second) assert.ok(mcnemar(first + 1, Math.max(0, second - 1)) <= p);
    }),
  );
});

test("so many examples are enough, and one fewer is not", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const half = fc.double({ min: 0.0005, max: 0.45, noNaN: true });
  fc.assert(
    fc.property(share, half, (share, half) => {
      const examples = examplesFor(share, half);
      assert.ok(halfWidth(share, examples) <= half);
      if (examples > 1) assert.ok(halfWidth(share, examples - 1) > half);
    }),
  );
});

test("more examples make the interval narrower", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 1e6 }), (share, asked) => {
      assert.ok(halfWidth(share, asked + 1) < halfWidth(share, asked));
    }),
  );
});

test("what cannot be is named", () => {
  const codes = (/** @type {{code: string}[]} */ found) => found.map(({ code }) => code);
  assert.deepEqual(codes(shareProblems(8, 10, ["one", "asked"])), []);
  assert.deepEqual(codes(shareProblems(0, 1, ["one", "asked"])), []);
  assert.deepEqual(codes(shareProblems(11, 10, ["one", "asked"])), ["more-than-all"]);
  assert.deepEqual(codes(shareProblems(1, 0, ["one", "asked"])), ["not-whole"]);
  assert.deepEqual(codes(shareProblems(NaN, 10, ["one", "asked"])), ["not-whole"]);
  assert.deepEqual(codes(shareProblems(1, 1e10, ["one", "asked"])), ["too-large"]);
  const counts = { asked: 100, one: 90, two: 85, first: 8, second: 3 };
  assert.deepEqual(codes(differingProblems(counts)), []);
  assert.deepEqual(codes(differingProblems({ ...counts, first: 9 })), ["discordant"]);
  assert.deepEqual(codes(differingProblems({ ...counts, first: 16, second: 11 })), ["discordant"]); // no room for 11 wrong
  assert.deepEqual(codes(differingProblems({ ...counts, second: NaN })), ["not-whole"]);
  assert.deepEqual(codes(wishProblems(0.9, 0.01)), []);
  assert.deepEqual(codes(wishProblems(NaN, 0.01)), ["not-share"]);
  assert.deepEqual(codes(wishProblems(0.9, 0.5)), ["not-width"]);
});

test("two tables of counts are possible exactly if some assignment of examples gives them", () => {
  const small = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(small, small, small, small, (both, first, second, neither) => {
      const asked = both + first + second + neither;
      assert.deepEqual(differingProblems({ asked, one: both + first, two: both + second, first, second }), []);
    }),
  );
});
