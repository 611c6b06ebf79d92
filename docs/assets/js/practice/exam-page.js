// The mock exam on its page: what is pressed becomes an entry of the log, which is kept at once.

import { token } from "./answer.js";
import * as bank from "./bank.js";
import { button, element, fill, language, words as wordsOf } from "./dom.js";
import { draw, LEAST, MOST } from "./exam-draw.js";
import { answers, marked, summary, tally } from "./exam-score.js";
import * as views from "./exam-views.js";
import { act, atRest, awake, BEAT, begin, milestone, reopened, state } from "./exam.js";
import { notice } from "./notice.js";
import "./question.js";
import { open as openStore } from "./store.js";

/**
 * @typedef {import("./exam.js").Record} Record
 * @typedef {{element: HTMLElement, title: HTMLElement, time?: (remaining: number) => void, say?: (text: string) => void}} View
 */

const COUNTS = Array.from({ length: MOST - LEAST + 1 }, (_, more) => LEAST + more);
const USUAL = 55;
/** A page that is being left needs a moment to give an exam free. */
const PATIENCE = 500;

class ExamPage {
  /** @type {HTMLElement} */
  #root;
  #body = element("div", "exam");
  #words;
  /** From open() on. @type {import("./store.js").Store} */
  #store = /** @type {any} */ (null);
  /** From open() on. @type {bank.Index} */
  #index = /** @type {any} */ (null);
  /** @type {views.Loaded} */
  #loaded = new Map();
  /** @type {Record | null} */
  #record = null;
  /** @type {View | null} */
  #view = null;
  /** @type {ReturnType<typeof views.running> | null} */
  #running = null;
  #remaining = 0;
  /** Gives the exam free for other tabs. */
  #release = () => {};

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#words = wordsOf(root);
  }

  /** Load what is needed to begin, and listen. */
  async open() {
    this.#root.tabIndex = -1; // a click on text then leaves the focus in the exam
    this.#root.replaceChildren(this.#body);
    this.#body.append(element("p", "", this.#words.loading));
    this.#body.addEventListener("choose", (event) => this.#choose(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("keydown", (event) => this.#press(event));
    addEventListener("pagehide", () => this.#leavePage());
    document.addEventListener("visibilitychange", () => this.#beat());
    setInterval(() => this.#tick(), 1000);
    this.#store = await openStore();
    this.#root.prepend(notice(this.#store, this.#words));
    await this.#load(() => this.#arrive());
  }

  /**
   * Do what needs the network; where that fails, offer to try again.
   * @param {() => Promise<void>} use
   */
  async #load(use) {
    try {
      this.#index = await bank.index();
      await use();
    } catch (error) {
      console.warn("exam:", error);
      const again = button(this.#words.retry, () => this.#load(use));
      this.#body.replaceChildren(element("p", "", this.#words.failed), again);
    }
  }

  /** Open the exam of the address if this device has it, else the start. */
  async #arrive() {
    const asked = new URLSearchParams(location.search).get("exam");
    const known = (await this.#store.exams()).find(({ id }) => id === asked);
    if (known) await this.#enter(/** @type {Record} */ (known), false);
    else await this.#start(false);
  }

  // ---- Views -------------------------------------------------------------------------

  /**
   * @param {View} view
   * @param {boolean} [focus] whether the reader asked for it
   */
  #show(view, focus = true) {
    this.#view = view;
    this.#body.replaceChildren(view.element);
    view.time?.(this.#remaining);
    if (focus) view.title.focus();
  }

  /** @param {boolean} [focus] */
  async #start(focus = true) {
    const given = new URLSearchParams(location.search);
    const count = Number(given.get("count"));
    const wanted = { counts: COUNTS, count: COUNTS.includes(count) ? count : USUAL, seed: given.get("seed") ?? "" };
    const title = views.heading(this.#words.new);
    const said = views.status();
    const view = element("div", "exam__start", title);
    if (given.has("bank") && given.get("bank") !== this.#index.version) view.append(element("p", "", this.#words["bank-changed"]));
    view.append(views.startForm(this.#words, wanted, (count, seed) => this.#begin(count, seed, said)), said);
    const known = /** @type {Record[]} */ (await this.#store.exams());
    const lines = known.map((each) => summary(each, this.#index));
    view.append(...views.exams(this.#words, lines, (id) => this.#reenter(id, said)));
    this.#running = null;
    this.#show({ element: view, title }, focus);
  }

  /** What the record asks for. @param {boolean} [focus] */
  #render(focus = true) {
    const now = this.#state();
    this.#remaining = now.remaining;
    this.#running = null;
    if (now.phase === "running") this.#ask(focus);
    else if (now.phase === "paused") this.#show(this.#paused(now), focus);
    else this.#close(focus);
  }

  /** @param {boolean} [focus] */
  #ask(focus) {
    this.#running = views.running(this.#words, this.#loaded, {
      go: (place) => this.#go(place),
      flag: () => this.#flag(),
      pause: () => this.#pause(),
      review: () => this.#review(),
    });
    this.#running.show(this.#state());
    this.#show(this.#running, focus);
  }

  /** @param {import("./exam.js").State} now */
  #paused(now) {
    return views.paused(this.#words, now, this.#changed(now), {
      resume: () => this.#doAndRender("resume"),
      handIn: () => this.#doAndRender("finish"),
      leave: () => this.#leave(),
    });
  }

  /**
   * How many of its questions the bank does not have any more as they were asked.
   * @param {import("./exam.js").State} now
   */
  #changed({ questions }) {
    return questions.filter(({ id }) => !this.#loaded.has(id)).length;
  }

  #review() {
    this.#running = null;
    this.#show(
      views.review(this.#words, this.#state(), {
        go: (place) => (this.#do("go", place), this.#render()),
        back: () => this.#render(),
        handIn: () => this.#doAndRender("finish"),
      }),
    );
  }

  /** The end: score what was chosen, keep it, show it. @param {boolean} [focus] */
  #close(focus = true) {
    const record = /** @type {Record} */ (this.#record);
    const { marks } = this.#state();
    if (!marks) this.#mark(record);
    this.#release();
    const done = this.#state();
    const score = tally(done, done.marks ?? []);
    const more = { link: this.#address(record, false), seed: record.seed, leave: () => this.#leave() };
    this.#show(views.result(this.#words, this.#index, this.#loaded, done, score, more), focus);
  }

  /** @param {Record} record */
  #mark(record) {
    const done = this.#state();
    const key = new Map([...this.#loaded].map(([id, { question }]) => [id, rightOf(question)]));
    const marks = marked(done, key);
    this.#store.addAnswers(/** @type {any} */ (answers(record, done, marks)));
    this.#do("mark", marks);
  }

  // ---- What the reader does --------------------------------------------------------------

  /**
   * The clock starts when all questions are there.
   * @param {number} count
   * @param {string} seed
   * @param {HTMLElement} said
   */
  async #begin(count, seed, said) {
    said.textContent = this.#words.loading;
    const given = { id: token(), seed: seed || token().slice(0, 6), count, language };
    await this.#load(async () => {
      const drawn = draw(this.#index, given.seed, count);
      this.#loaded = await bank.questions(drawn.map(({ id }) => id));
      this.#release = (await hold(given.id)) ?? this.#release;
      this.#keep(begin(this.#index, given, Date.now()));
      this.#write();
      this.#render();
    });
  }

  /**
   * @param {string} id
   * @param {HTMLElement} said
   */
  async #reenter(id, said) {
    said.textContent = this.#words.loading;
    const known = (await this.#store.exams()).find((each) => each.id === id);
    await this.#load(() => this.#enter(/** @type {Record} */ (known), true));
  }

  /**
   * Open an exam that was begun before.
   * @param {Record} record
   * @param {boolean} focus
   */
  async #enter(record, focus) {
    const versions = new Map(this.#index.questions.map(({ id, version }) => [id, version]));
    const same = atRest(record).questions.filter(({ id, version }) => versions.get(id) === version);
    this.#loaded = await bank.questions(same.map(({ id }) => id));
    const release = await hold(record.id);
    if (!release) return this.#elsewhere(focus);
    this.#release = release;
    this.#record = record;
    this.#keep(reopened(record));
    this.#write();
    this.#render(focus);
    const now = this.#state();
    // Resumed by a press, not merely found: the reader wants to go on.
    if (focus && now.phase === "paused" && !this.#changed(now)) this.#doAndRender("resume");
  }

  /** @param {boolean} focus */
  async #elsewhere(focus) {
    await this.#start(focus);
    const said = views.status();
    this.#body.prepend(said);
    said.textContent = this.#words.elsewhere;
  }

  /** The start again; an exam that is not finished stays paused. */
  async #leave() {
    this.#release();
    this.#record = null;
    history.replaceState(history.state, "", `${location.pathname}#start`);
    aim();
    await this.#start();
  }

  /** @param {{id: string, chosen: number[]}} detail */
  #choose({ id, chosen }) {
    if (!this.#running) return;
    this.#do("choose", id, chosen);
    this.#refresh();
  }

  #flag() {
    const { questions, current, flagged } = this.#state();
    const { id } = questions[current];
    this.#do(flagged.has(id) ? "unflag" : "flag", id);
    this.#refresh();
  }

  /** @param {number} place */
  #go(place) {
    this.#do("go", place);
    const now = this.#state();
    if (now.phase !== "running" || !this.#running) return this.#render();
    this.#running.show(now);
    this.#running.title.focus();
  }

  #pause() {
    this.#doAndRender("pause");
  }

  /** After a press that leaves the question in its place. */
  #refresh() {
    const now = this.#state();
    if (now.phase === "running") this.#running?.mark(now);
    else this.#render();
  }

  /** @param {string} action */
  #doAndRender(action) {
    this.#do(action);
    this.#render();
  }

  /**
   * n, p and f, as the page says: where the focus is in the exam or nowhere, and not where text
   * is typed.  The theme has its own use for them elsewhere.
   * @param {KeyboardEvent} event
   */
  #press(event) {
    const target = /** @type {Element} */ (event.target);
    const here = target === document.body || this.#root.contains(target);
    const typing = target.closest("select, textarea, input:not([type=radio], [type=checkbox])");
    if (!this.#running || !here || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { current } = this.#state();
    /** @type {{[key: string]: () => void}} */
    const keys = { n: () => this.#go(current + 1), p: () => this.#go(current - 1), f: () => this.#flag() };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }

  // ---- The log ----------------------------------------------------------------------------

  #state() {
    return state(/** @type {Record} */ (this.#record), Date.now());
  }

  /**
   * @param {string} action
   * @param {...unknown} given
   */
  #do(action, ...given) {
    const before = /** @type {Record} */ (this.#record);
    this.#keep(act(awake(before, Date.now()), Date.now(), action, ...given));
  }

  /** @param {Record} record */
  #keep(record) {
    if (record === this.#record) return;
    this.#record = record;
    this.#store.putExam(/** @type {any} */ (record));
  }

  /** Say that the exam is alive, or that the page stood still. */
  #beat() {
    if (!this.#record || atRest(this.#record).phase !== "running") return;
    const now = Date.now();
    const known = awake(this.#record, now);
    if (known === this.#record) return this.#keep(act(known, now, "alive"));
    this.#keep(known);
    this.#render();
  }

  #tick() {
    if (!this.#record || atRest(this.#record).phase !== "running") return;
    if (Date.now() - atRest(this.#record).at >= BEAT) this.#beat();
    const before = this.#remaining;
    const { remaining, phase } = this.#state();
    this.#remaining = remaining;
    if (phase === "finished") return this.#render();
    this.#view?.time?.(remaining);
    const minutes = milestone(before, remaining);
    if (minutes) this.#view?.say?.(fill(this.#words["minutes-left"], { minutes }));
  }

  /** The page may come back from the browser's memory: then the exam is paused. */
  #leavePage() {
    if (this.#record && atRest(this.#record).phase === "running") this.#pause();
  }

  // ---- The address ------------------------------------------------------------------------

  /**
   * @param {Record} record
   * @param {boolean} mine whether it leads to the exam itself, on this device
   */
  #address({ id, seed, count, bank }, mine) {
    const query = new URLSearchParams({ seed, count: String(count), bank, ...(mine ? { exam: id } : {}) });
    return `${location.pathname}?${query}#start`;
  }

  #write() {
    history.replaceState(history.state, "", this.#address(/** @type {Record} */ (this.#record), true));
    aim();
  }
}

/** The page in the other language opens the same exam. */
function aim() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.switch"));
  if (link) link.search = location.search;
}

/** @param {bank.Question} question */
function rightOf({ options }) {
  return options.flatMap(({ right }, place) => (right ? [place] : []));
}

/**
 * Keep an exam for this tab until it is released or the page goes.
 * @param {string} id
 * @returns {Promise<(() => void) | null>} null if another tab has it
 */
function hold(id) {
  if (!navigator.locks) return Promise.resolve(() => {});
  const signal = AbortSignal.timeout(PATIENCE);
  return new Promise((resolve) => {
    const held = () => new Promise((release) => resolve(() => release(undefined)));
    navigator.locks.request(`mle-notes:exam-${id}`, { signal }, held).catch(() => resolve(null));
  });
}

const root = document.getElementById("tool-exam");
if (root) new ExamPage(root).open();
