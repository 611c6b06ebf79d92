// The translator: a pasted text with every old name marked.  The text stays here.

import { home } from "./home.js";
import { dictionary, find, load } from "./names.js";

/** How much is marked before the browser may paint again. */
const MARKS_AT_ONCE = 200;
/** How much of a text is read, in characters: more would hold up the page. */
const LONGEST = 250_000;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#old-names"));
const output = /** @type {HTMLElement | null} */ (document.querySelector("#old-names-output"));
if (form && output) translate(form, output);

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} output
 */
function translate(form, output) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const example = /** @type {HTMLButtonElement} */ (form.elements.namedItem("example"));
  const answer = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  const words = answer.dataset;
  /** @type {Promise<[import("./names.js").Names, ReturnType<typeof dictionary>]> | undefined} */
  let loaded;
  let turn = 0;
  field.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  example.addEventListener("click", () => {
    field.value = example.dataset.example ?? "";
    show();
  });
  if (field.value) show();

  async function show() {
    const mine = ++turn; // a later input ends this one
    const text = field.value;
    output.hidden = !text.trim();
    output.replaceChildren();
    answer.textContent = output.hidden ? "" : (words.loading ?? "");
    if (output.hidden) return;
    try {
      loaded ??= load(home).then((data) => [data, dictionary(data)]);
      const [data, names] = await loaded;
      if (mine === turn) await mark(text, data, names, () => mine === turn);
    } catch {
      loaded = undefined; // the next input tries again
      if (mine === turn) answer.textContent = words.failed ?? "";
    }
  }

  /**
   * @param {string} text
   * @param {import("./names.js").Names} data
   * @param {ReturnType<typeof dictionary>} names
   * @param {() => boolean} wanted
   */
  async function mark(text, data, names, wanted) {
    let count = 0;
    let done = 0;
    for (const found of find(names, text.slice(0, LONGEST))) {
      output.append(text.slice(done, found.start), ...marked(text.slice(found.start, found.end), found, data));
      done = found.end;
      if (++count % MARKS_AT_ONCE === 0) {
        await new Promise((resolve) => setTimeout(resolve));
        if (!wanted()) return;
      }
    }
    output.append(text.slice(done));
    const said = (count ? words.count : words.none)?.replace("{count}", String(count)) ?? "";
    answer.textContent = text.length > LONGEST ? `${words.long?.replace("{most}", String(LONGEST))}${said}` : said;
  }

  /**
   * @param {string} text
   * @param {import("./names.js").Found} found
   * @param {import("./names.js").Names} data
   * @returns {Node[]}
   */
  function marked(text, found, data) {
    const service = data.services[found.service];
    const mark = document.createElement("mark");
    mark.textContent = text;
    const note = document.createElement("small");
    const link = document.createElement("a");
    link.href = new URL(service.url, home).href;
    const template = found.kind === "misspelling" ? words.spelling : words.today;
    const same = text.toLowerCase() === service.name.toLowerCase();
    link.textContent = same ? (words.same ?? "") : (template ?? "").replace("{name}", service.name);
    note.append(link);
    if (service.state === "gone" || service.state === "deprecated") {
      const state = document.createElement("span");
      state.className = `status status--${service.state}`;
      state.textContent = words[service.state] ?? "";
      note.append(" ", state);
    }
    return [mark, document.createTextNode(" "), note];
  }
}
