// The review tool: what waits, how well each section is known, and the start of a session.

import * as bank from "./bank.js";
import { button, element, fill, language, words } from "./dom.js";
import { SIZES, counts, inWords, tasks } from "./review.js";
import { cards, strengths } from "./schedule.js";
import { open } from "./store.js";

/**
 * @typedef {import("./schedule.js").Card} Card
 * @typedef {object} Tool
 * @property {Record<string, string>} text
 * @property {HTMLElement} stage where the present view is
 * @property {HTMLElement} status what is announced
 * @property {import("./store.js").Store} store
 * @property {import("./bank.js").Index} index
 * @property {import("./answer.js").Answer[]} answers all, also those that are still being written
 * @property {{size: number, section: number | undefined}} choice
 * @property {(() => void) | undefined} refresh brings the overview up to date while it is shown
 * @property {(title: string, ...content: Node[]) => HTMLElement} show a view; returns its heading
 * @property {() => void} home shows the overview
 * @property {() => void} begin starts a session
 */

const place = document.querySelector("#tool-review");
if (place) start(place, words(place));

/**
 * @param {Element} place
 * @param {Record<string, string>} text
 */
async function start(place, text) {
  const [status, stage] = [element("p", "review__status", text.loading), element("div", "review")];
  status.setAttribute("role", "status");
  place.append(status, stage);
  const store = await open();
  const tool = /** @type {Tool} */ ({ text, status, stage, store, choice: { size: SIZES[1] } });
  tool.show = (title, ...content) => show(stage, title, content);
  tool.home = () => {
    status.textContent = "";
    overview(tool).focus();
  };
  tool.begin = () => begin(tool);
  watch(place, tool);
  loaded(tool, bank.index, async (index) => {
    Object.assign(tool, { index, answers: await store.answers() });
    overview(tool);
  });
}

/**
 * @param {HTMLElement} stage
 * @param {string} title
 * @param {Node[]} content
 */
function show(stage, title, content) {
  const made = element("h3", "review__title", title);
  made.tabIndex = -1; // takes the focus when the view replaces another
  stage.replaceChildren(made, ...content);
  return made;
}

/**
 * Other tabs answer questions too, and time passes.
 * @param {Element} place
 * @param {Tool} tool
 */
function watch(place, tool) {
  const { store, text } = tool;
  const warn = async () => {
    const { notice } = await import("./notice.js");
    place.prepend(notice(store, text));
  };
  store.addEventListener("change", () => tool.refresh?.());
  document.addEventListener("visibilitychange", () => tool.refresh?.());
  if (store.trouble) warn();
  else store.addEventListener("trouble", warn, { once: true });
}

/**
 * What comes over the network; if it does not come, a button asks again.
 * @template T
 * @param {Tool} tool
 * @param {() => Promise<T>} ask
 * @param {(found: T) => void} use
 */
async function loaded(tool, ask, use) {
  const { status, stage, text } = tool;
  status.textContent = text.loading;
  let found;
  try {
    found = await ask();
  } catch {
    status.textContent = text.failed;
    stage.replaceChildren(button(text.retry, () => loaded(tool, ask, use)));
    return;
  }
  status.textContent = "";
  use(found);
}

/** @param {Tool} tool */
function begin(tool) {
  const { index, answers, choice } = tool;
  const chosen = tasks(cards(answers, Date.now()), index, Date.now(), choice.size, choice.section);
  const ids = chosen.map(({ question }) => question);
  const ask = () => Promise.all([bank.questions(ids), import("./review-session.js")]);
  tool.refresh = undefined;
  loaded(tool, ask, ([found, { run }]) => {
    const asked = chosen.flatMap((task) => {
      const content = found.get(task.question);
      return content ? [{ ...task, content }] : [];
    });
    if (asked.length) run(tool, asked);
    else tool.home();
  });
}

// ---- The overview --------------------------------------------------------------------

/**
 * @param {Tool} tool
 * @returns {HTMLElement} its heading
 */
function overview(tool) {
  const [waiting, holds] = [element("p", "review__waiting"), element("p")];
  const [go, table] = [button(tool.text.start, tool.begin), element("table", "review__strength")];
  const paint = () => {
    const known = cards(tool.answers, Date.now());
    waiting.textContent = whatWaits(tool, known);
    holds.textContent = whatHolds(tool, known, go);
    table.replaceChildren(...strengthTable(tool, known));
  };
  tool.refresh = async () => {
    tool.answers = await tool.store.answers();
    if (tool.refresh) paint();
  };
  paint();
  return tool.show(tool.text.today, waiting, form(tool, paint, holds, go), table);
}

/**
 * How much is due and new in all, and when the next question will be due.
 * @param {Tool} tool
 * @param {Map<string, Card>} known
 */
function whatWaits({ text, index }, known) {
  const { next, ...numbers } = counts(known, index, Date.now());
  const all = fill(text.waiting, numbers);
  if (next === null) return all;
  return `${all}${text.space}${fill(text.next, { when: inWords(next - Date.now(), language) })}`;
}

/**
 * What the chosen session would hold; an empty one cannot be started.
 * @param {Tool} tool
 * @param {Map<string, Card>} known
 * @param {HTMLButtonElement} go
 */
function whatHolds({ text, index, choice }, known, go) {
  const chosen = tasks(known, index, Date.now(), choice.size, choice.section);
  const fresh = chosen.filter(({ state }) => state === "new").length;
  go.disabled = !chosen.length;
  return chosen.length ? fill(text.holds, { due: chosen.length - fresh, fresh }) : text["holds-none"];
}

/**
 * @param {Tool} tool
 * @param {() => void} paint
 * @param {HTMLElement} holds
 * @param {HTMLButtonElement} go
 */
function form({ text, index, choice }, paint, holds, go) {
  const made = element("form", "panel");
  const sections = index.sections.map((each) => /** @type {[string, string]} */ ([String(each.number), fill(text["section-name"], each)]));
  const sizes = SIZES.map((size) => /** @type {[string, string]} */ ([String(size), String(size)]));
  const section = field(text.section, [["", text["all-sections"]], ...sections], choice.section, (value) => {
    choice.section = value ? Number(value) : undefined;
  });
  const size = field(text.size, sizes, choice.size, (value) => {
    choice.size = Number(value);
  });
  holds.setAttribute("role", "status");
  made.append(section, size, go, holds);
  made.addEventListener("change", paint);
  made.addEventListener("submit", (event) => event.preventDefault());
  return made;
}

/**
 * @param {string} label
 * @param {[value: string, text: string][]} options
 * @param {number | undefined} chosen
 * @param {(value: string) => void} choose
 */
function field(label, options, chosen, choose) {
  const select = /** @type {HTMLSelectElement} */ (element("select"));
  select.append(...options.map(([value, text]) => new Option(text, value)));
  select.value = String(chosen ?? "");
  select.addEventListener("change", () => choose(select.value));
  const made = element("label", "field", label);
  made.append(select);
  return made;
}

/**
 * @param {Tool} tool
 * @param {Map<string, Card>} known
 */
function strengthTable({ text, index }, known) {
  const names = new Map(index.sections.map((each) => [each.number, fill(text["section-name"], each)]));
  const body = element("tbody");
  for (const { number, answered, all, recall } of strengths(known, index, Date.now())) {
    const line = element("tr");
    const name = element("th", "", names.get(number));
    name.setAttribute("scope", "row");
    line.append(name, element("td", "", fill(text["answered-of"], { answered, all })), recallCell(text, recall));
    body.append(line);
  }
  return [element("caption", "", text.strength), strengthHead(text), body];
}

/** @param {Record<string, string>} text */
function strengthHead(text) {
  const line = element("tr");
  for (const key of ["section", "answered", "recall"]) {
    const cell = element("th", "", text[key]);
    cell.setAttribute("scope", "col");
    line.append(cell);
  }
  return element("thead", "", line);
}

/**
 * A share as a number, and as a bar below it.
 * @param {Record<string, string>} text
 * @param {number | null} recall
 */
function recallCell(text, recall) {
  if (recall === null) return element("td", "review__none", text["no-recall"]);
  const share = new Intl.NumberFormat(language, { style: "percent" }).format(recall);
  const [cell, bar, filled] = [element("td", "", share), element("span", "review__bar"), element("span")];
  filled.style.inlineSize = `${recall * 100}%`;
  bar.append(filled);
  cell.append(bar);
  return cell;
}
