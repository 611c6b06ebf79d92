// The page of progress: results, and the file by which a reader keeps or moves them.

import { home } from "../home.js";
import { index, objectiveOf, questions } from "./bank.js";
import { button, element, fill, language, words } from "./dom.js";
import { notice, saveFile } from "./notice.js";
import { changed, lastAnswers, rows, total } from "./overview.js";
import { LONGEST, ProgressError } from "./progress.js";
import { open } from "./store.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./overview.js").Row} Row
 * @typedef {Record<string, string>} Words
 */

const OPENING = 90; // as much of a question as a link shows
const place = document.querySelector("#tool-progress");
if (place) start(place, words(place));

/**
 * @param {Element} place
 * @param {Words} said
 */
async function start(place, said) {
  const store = await open();
  const kept = element("p", "progress__kept");
  const results = element("div", "progress__results");
  let turn = 0;
  place.append(notice(store, said), kept, results, file(store, said));
  store.addEventListener("change", show);
  store.addEventListener("trouble", show);
  await show();

  async function show() {
    const mine = ++turn; // a later change ends this one
    const [answers, exams] = [await store.answers(), await store.exams()];
    if (mine !== turn) return;
    kept.textContent = holding(store, answers.length, exams.length, said);
    const parts = await found(answers, exams, said).catch(() => [failure(said, show)]);
    if (mine === turn) results.replaceChildren(...parts);
  }
}

/**
 * @param {Store} store
 * @param {number} answers
 * @param {number} exams
 * @param {Words} said
 */
function holding(store, answers, exams, said) {
  if (!answers && !exams) return said["kept-none"];
  const counts = { answers: counted(said, "answers", answers), exams: counted(said, "exams", exams) };
  return fill(said[`kept-${store.kept}`], counts);
}

/**
 * @param {Words} said
 * @param {() => void} retry
 */
function failure(said, retry) {
  const made = element("div");
  made.setAttribute("role", "status");
  made.append(element("p", "", said.failed), button(said.retry, retry));
  return made;
}

// ---- Results ----

/**
 * @param {import("./records.js").Answer[]} answers
 * @param {import("./records.js").Exam[]} exams
 * @param {Words} said
 * @returns {Promise<HTMLElement[]>}
 */
async function found(answers, exams, said) {
  const bank = await index();
  const last = lastAnswers(answers);
  const lines = await examLines(exams, bank, said);
  return [
    ...sections(rows(bank, last, await strengths(answers, bank)), said),
    ...(await corrected(changed(bank, last), said)),
    element("h2", "", said.exams),
    lines.length ? list(lines) : element("p", "", said["exams-none"]),
  ];
}

/**
 * How well each section is known today; nothing while the schedule does not load.
 * @param {import("./records.js").Answer[]} answers
 * @param {import("./bank.js").Index} bank
 */
async function strengths(answers, bank) {
  const schedule = await import("./schedule.js").catch(() => undefined);
  return schedule?.strengths(schedule.cards(answers, Date.now()), bank, Date.now());
}

/**
 * @param {Row[]} found
 * @param {Words} said
 */
function sections(found, said) {
  const table = element("table", "progress__sections");
  const [head, body, foot] = ["thead", "tbody", "tfoot"].map((tag) => element(tag));
  head.append(line(["section", "weight", "answered", "right", "recall"].map((name) => heading(said[name], "col"))));
  for (const row of found) {
    const name = fill(said["section-name"], { number: row.number, text: row.text });
    body.append(sectionLine(name, row, percent(row.weight / 100, said), said));
  }
  foot.append(sectionLine(said["all-sections"], total(found), "", said));
  table.append(head, body, foot);
  const region = element("div", "scroll-region", table);
  region.tabIndex = 0;
  region.setAttribute("role", "group");
  region.setAttribute("aria-label", said.sections);
  return [element("h2", "", said.sections), region, element("p", "progress__legend", said.legend)];
}

/**
 * @param {string} name
 * @param {{all: number, answered: number, right: number, recall: number | null}} row
 * @param {string} weight
 * @param {Words} said
 */
function sectionLine(name, row, weight, said) {
  const recall = row.recall === null ? said.unknown : percent(row.recall, said);
  const answered = fill(said["of-all"], { answered: row.answered, all: row.all });
  const cells = [weight, answered, String(row.right), recall];
  return line([heading(name, "row"), ...cells.map((text) => element("td", "", text))]);
}

/** @type {(cells: HTMLElement[]) => HTMLElement} */
function line(cells) {
  const made = element("tr");
  made.append(...cells);
  return made;
}

/** @type {(text: string, scope: string) => HTMLElement} */
function heading(text, scope) {
  const made = element("th", "", text);
  made.setAttribute("scope", scope);
  return made;
}

/**
 * @param {{id: string, consideration: string}[]} found
 * @param {Words} said
 */
async function corrected(found, said) {
  if (!found.length) return [];
  const texts = await questions(found.map(({ id }) => id));
  const links = found.map((each) => {
    const text = opening(texts.get(each.id)?.question.stem ?? each.id);
    const link = /** @type {HTMLAnchorElement} */ (element("a", "", text));
    link.href = new URL(`practice/${objectiveOf(each)}/#q-${each.id}`, home).href;
    return link;
  });
  return [element("h2", "", said.changed), element("p", "", said["changed-note"]), list(links)];
}

/** @type {(stem: string) => string} */
function opening(stem) {
  const plain = stem.replaceAll("`", "");
  return plain.length <= OPENING ? plain : `${plain.slice(0, OPENING).trimEnd()}…`;
}

/**
 * @param {import("./records.js").Exam[]} exams
 * @param {import("./bank.js").Index} bank
 * @param {Words} said
 * @returns {Promise<string[]>} the last one first
 */
async function examLines(exams, bank, said) {
  if (!exams.length) return [];
  const scores = await import("./exam-score.js").catch(() => undefined);
  const date = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
  const lines = exams.flatMap((exam) => {
    const total = summaryOf(exam, bank, scores);
    if (!total) return [];
    const share = Math.round((100 * total.right) / total.asked);
    return [fill(said["exam-line"], { ...total, date: date.format(exam.started), percent: total.asked ? share : 0 })];
  });
  return lines.reverse();
}

/**
 * The score of a finished exam; nothing for another one, and for one that a file made up.
 * @param {import("./records.js").Exam} exam
 * @param {import("./bank.js").Index} bank
 * @param {any} scores
 * @returns {{right: number, asked: number} | null}
 */
function summaryOf(exam, bank, scores) {
  try {
    return scores.summary(exam, bank).total;
  } catch {
    return null;
  }
}

// ---- The file ----

/**
 * Save, load, delete, and what came of it.
 * @param {Store} store
 * @param {Words} said
 */
function file(store, said) {
  const made = element("section", "progress__file");
  const status = element("div", "progress__status");
  status.setAttribute("role", "status");
  const tell = (/** @type {(string | Node)[]} */ ...parts) => status.replaceChildren(...parts);
  const save = async () => tell(fill(said.exported, { name: await saveFile(store) }));
  const dialog = deletion(store, said, save, tell);
  const input = chooser(async (chosen) => tell(...(await taken(store, chosen, said))));
  const buttons = element("div", "progress__buttons");
  buttons.append(
    button(said.export, save),
    button(said.import, () => input.click()),
    button(said.delete, () => dialog.showModal()),
  );
  made.append(element("h2", "", said.file), buttons, input, status, dialog);
  return made;
}

/** @param {(file: File) => void} use */
function chooser(use) {
  const input = /** @type {HTMLInputElement} */ (element("input"));
  input.type = "file";
  input.accept = ".json,application/json";
  input.hidden = true; // its button says what it does in the page's language
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) use(file);
    input.value = ""; // so that the same file can be chosen again
  });
  return input;
}

/**
 * Takes a file in.
 * @param {Store} store
 * @param {File} file
 * @param {Words} said
 * @returns {Promise<HTMLElement[]>} what came of it
 */
async function taken(store, file, said) {
  try {
    if (file.size > LONGEST) throw new ProgressError("too-large");
    return [element("p", "", gain(await store.import(await file.text()), said))];
  } catch (error) {
    if (!(error instanceof ProgressError)) return [element("p", "", said["error-unreadable"])];
    const mistakes = error.mistakes.map((each) =>
      fill(said.mistake, { place: each.place, reason: said[`wrong-${each.reason}`] }),
    );
    return [element("p", "", said[`error-${error.code}`]), ...(mistakes.length ? [list(mistakes)] : [])];
  }
}

/**
 * @param {{answers: number, exams: number, settings: number}} gained
 * @param {Words} said
 */
function gain({ answers, exams, settings }, said) {
  const what = [
    ...(answers ? [counted(said, "new-answers", answers)] : []),
    ...(exams ? [counted(said, "new-exams", exams)] : []),
    ...(settings ? [said["new-settings"]] : []),
  ];
  return what.length ? fill(said.imported, { what: what.join(said.comma) }) : said["imported-none"];
}

/**
 * The question before everything is deleted.
 * @param {Store} store
 * @param {Words} said
 * @param {() => void} save
 * @param {(text: string) => void} tell
 */
function deletion(store, said, save, tell) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", "progress__dialog"));
  const title = element("h2", "", said["delete-title"]);
  title.id = "progress-delete";
  dialog.setAttribute("aria-labelledby", title.id);
  const remove = async () => {
    dialog.close();
    tell((await store.clear()) ? said.deleted : said["deleted-memory"]);
  };
  const cancel = button(said.cancel, () => dialog.close());
  cancel.autofocus = true; // the key that opened the dialog must not delete
  const buttons = element("div", "progress__buttons");
  buttons.append(cancel, button(said.export, save), button(said["delete-now"], remove, "md-button progress__delete"));
  dialog.append(title, element("p", "", said["delete-text"]), buttons);
  return dialog;
}

// ---- Small parts ----

/** @param {(string | Node)[]} items */
function list(items) {
  const made = element("ul");
  made.append(...items.map((item) => element("li", "", item)));
  return made;
}

/** @type {(said: Words, name: string, count: number) => string} */
const counted = (said, name, count) => fill(said[`${name}-${count === 1 ? "one" : "other"}`], { count });

/** @type {(share: number, said: Words) => string} */
const percent = (share, said) => fill(said.share, { percent: Math.round(100 * share) });
