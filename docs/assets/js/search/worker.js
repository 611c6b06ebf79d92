// The search worker: Material's box sends it SETUP and QUERY, and gets READY and RESULT.
// Names are loaded at once, the text of the site with the first key.

import { answer } from "./answer.js";
import { read } from "./names.js";
import { shelve } from "./text.js";

const SETUP = 0;
const READY = 1;
const QUERY = 2;
const RESULT = 3;
/** No question is longer; what is pasted may be, and each of its words would be looked for. */
const LONGEST = 200;

const folder = new URL(location.search === "?en" ? "../../en/search/" : "../../search/", location.href);

/** @type {import("./names.js").Name[]} */
let names = [];
/** @type {import("./answer.js").Labels} */
let labels = {};
/** @type {import("./text.js").Library | undefined} */
let library;
/** @type {Promise<void> | undefined} */
let loading;
let latest = "";

self.addEventListener("message", ({ data: message }) => {
  if (message.type === SETUP) setUp();
  if (message.type === QUERY) ask(message.data);
});

async function setUp() {
  try {
    const loaded = await load("names.json");
    names = read(loaded);
    labels = loaded.labels;
  } catch {} // without names the text still answers
  self.postMessage({ type: READY });
}

/** @param {string} query */
function ask(query) {
  latest = query.slice(0, LONGEST);
  reply();
  if (query) loading ??= open();
}

function reply() {
  const data = latest.trim() ? answer(names, library, labels, latest) : { items: [], suggest: [] };
  self.postMessage({ type: RESULT, data });
}

/** Fetch the text, and answer again what was asked last. */
async function open() {
  try {
    library = shelve((await load("text.json")).pages, names);
    reply();
  } catch {
    loading = undefined; // no network: the next key tries again
  }
}

/** @param {string} name */
async function load(name) {
  const response = await fetch(new URL(name, folder));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}
