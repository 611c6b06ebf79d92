// What belongs to which copy.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, buildText, copyOf, few, isPage, languageOf, nameOf, pathOf, placesOf, prefixOf, sorted, unneeded, versionsOf } from "../../docs/assets/js/offline/rules.js";
import fc from "../practice/fast_check.mjs";

const SCOPE = "/mle-notes/";
const version = fc.stringMatching(/^[0-9a-f]{16}$/);

test("a path has the language of its folder", () => {
  assert.deepEqual(["", "labs/", "en/", "en", "en/labs/", "english/", "assets/x.js"].map(languageOf), ["ja", "ja", "en", "en", "en", "ja", "ja"]);
});

test("query and section do not matter, and a folder is its index.html", () => {
  const home = `https://a.example${SCOPE}`;
  assert.equal(pathOf(`${home}practice/mock-exam/?exam=1#x`, home), "practice/mock-exam/");
  assert.equal(pathOf(`${home}labs/index.html`, home), "labs/");
  assert.equal(pathOf(`${home}?a#b?c`, home), "");
  assert.equal(pathOf(`${home}index.html`, home), "");
  assert.equal(pathOf("https://a.example/other/", home), undefined);
  assert.equal(addressOf("my-index.html"), "my-index.html");
});

test("what ends like a file is no page", () => {
  assert.deepEqual(["", "labs/", "labs", "404.html", "labs/x.ipynb", "a.b/c"].map(isPage), [true, true, true, true, false, true]);
});

test("the name of a copy says whose it is", () => {
  fc.assert(fc.property(fc.constantFrom("ja", "en"), version, (language, hash) => {
    const name = nameOf(SCOPE, language, hash);
    assert.deepEqual(copyOf(name, SCOPE), { language, version: hash });
    for (const other of ["/", "/mle/", "/mle-notes/en/", "/fork/"]) assert.equal(copyOf(name, other), undefined);
  }));
  assert.equal(copyOf(`${prefixOf(SCOPE)}pages`, SCOPE), undefined);
  assert.equal(copyOf(`${prefixOf("/")}ja:1:2`, "/"), undefined);
});

test("a build survives being written down", () => {
  for (const versions of [{ ja: "1", en: "2" }, { ja: "1" }, { en: "2" }, {}]) {
    assert.deepEqual(versionsOf(buildText(versions)), versions);
  }
});

test("a shared file is looked for in both copies of the build, and in no other", () => {
  const build = buildText({ ja: "1", en: "2" });
  const [ja, en] = [nameOf(SCOPE, "ja", "1"), nameOf(SCOPE, "en", "2")];
  assert.deepEqual(placesOf(build, "assets/js/site.js", SCOPE), [ja, en]);
  assert.deepEqual(placesOf(build, "en/labs/", SCOPE), [en, ja]);
  assert.deepEqual(placesOf(buildText({ ja: "1" }), "en/labs/", SCOPE), [ja]);
});

test("only this site's caches go, and none that a build in use needs", () => {
  const [old, now, english] = [nameOf(SCOPE, "ja", "1"), nameOf(SCOPE, "ja", "2"), nameOf(SCOPE, "en", "1")];
  const foreign = [nameOf("/fork/", "ja", "1"), "other", `${prefixOf(SCOPE)}pages`];
  const all = [old, now, english, ...foreign];
  assert.deepEqual(unneeded(all, SCOPE, [buildText({ ja: "2", en: "1" })]), [old]);
  assert.deepEqual(unneeded(all, SCOPE, [buildText({ ja: "2" }), buildText({ ja: "1", en: "1" })]), []);
  assert.deepEqual(unneeded(all, SCOPE, []), [old, now, english]);
});

test("a file is fetched only if no copy has its content", () => {
  const files = { "a/index.html": "1", "b.js": "2", "moved.js": "3", "there.js": "4" };
  const found = sorted(files, new Map([["1", "x"], ["3", "y"]]), (path) => path === "there.js");
  assert.deepEqual(found.copied, [{ path: "a/index.html", from: "x" }, { path: "moved.js", from: "y" }]);
  assert.deepEqual(found.fetched, [{ path: "b.js", hash: "2" }]);
});

test("a few at a time, all of them, and nothing after the end", async () => {
  let running = 0;
  let most = 0;
  /** @type {number[]} */
  const done = [];
  const act = async (/** @type {number} */ item) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, item % 3));
    done.push(item);
    running -= 1;
  };
  await few(4, Array.from({ length: 30 }, (_, item) => item), act);
  assert.equal(most, 4);
  assert.equal(done.length, 30);

  let begun = 0;
  const failing = few(2, [1, 2, 3, 4, 5, 6], async (item) => {
    begun += 1;
    await null;
    if (item === 2) throw new Error("two");
  });
  await assert.rejects(failing, /two/);
  const then = begun;
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(begun, then);
});
