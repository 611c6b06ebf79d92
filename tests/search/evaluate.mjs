// Asks the engine on a built site: node evaluate.mjs SITE < queries > answers.
// In: [[language, query], …]; out: for each query the addresses of the first ten pages.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { answer } from "../../docs/assets/js/search/answer.js";
import { read } from "../../docs/assets/js/search/names.js";
import { shelve } from "../../docs/assets/js/search/text.js";

const site = process.argv[2];
const load = (/** @type {string} */ folder, /** @type {string} */ name) =>
  JSON.parse(readFileSync(join(site, folder, "search", name), "utf8"));

const engines = Object.fromEntries(
  [["ja", ""], ["en", "en"]].map(([language, folder]) => {
    const packed = load(folder, "names.json");
    const names = read(packed);
    return [language, { names, labels: packed.labels, library: shelve(load(folder, "text.json").pages, names) }];
  }),
);

const answers = JSON.parse(readFileSync(0, "utf8")).map((/** @type {[string, string]} */ [language, query]) => {
  const { names, labels, library } = engines[language];
  const { items } = answer(names, library, labels, query);
  return items.slice(0, 10).map((item) => item[0].location.split("#")[0]);
});
process.stdout.write(JSON.stringify(answers));
