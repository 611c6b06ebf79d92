// Where a reader's progress is kept: in a database of this browser.  While the browser
// refuses, memory holds everything, and each later write tries the database again.

import { empty, fromText, gained, merge, progress, root, toText } from "./progress.js";
import { answer, exam, LATEST, row, sound } from "./records.js";

/**
 * @typedef {import("./progress.js").Progress} Progress
 * @typedef {import("./records.js").Answer} Answer
 * @typedef {import("./records.js").Exam} Exam
 * @typedef {import("./records.js").Plain} Plain
 * @typedef {"denied" | "full" | "newer"} Trouble
 */

const NAME = "mle-notes";
const CHANNEL = "mle-notes-progress";
const PATIENCE = 4000; // ms; a database that another tab blocks may never open
const AT_ONCE = 50; // more records than this are compared with the whole database

/** @type {Record<string, Trouble>} */
const TROUBLES = { QuotaExceededError: "full", VersionError: "newer" };

/**
 * How a database of version n, at n - 1, becomes one of the next version.  A step is never
 * changed or removed.
 * @type {((database: IDBDatabase, transaction: IDBTransaction) => void)[]}
 */
const UPGRADES = [
  (database) => {
    database.createObjectStore("answers", { keyPath: "id" });
    database.createObjectStore("exams", { keyPath: "id" });
    database.createObjectStore("settings", { keyPath: "key" });
  },
];

/** @type {Promise<Store> | undefined} */
let opened;

/**
 * The store of this page.
 * @returns {Promise<Store>} never rejects
 */
export function open() {
  opened ??= new Store().ready();
  return opened;
}

/**
 * Events: "change" when something was kept, here or in another tab; "trouble" when the
 * browser began to refuse.
 */
export class Store extends EventTarget {
  /** @type {Trouble | null} */
  trouble = null;
  /** What was last read from the database. */
  #seen = empty();
  /** What the database has not taken yet. */
  #waiting = empty();
  /** @type {IDBDatabase | undefined} */
  #database;
  /** Whether the database is still opening after all patience. */
  #late = false;
  /** The last use of the database; uses follow each other. @type {Promise<unknown>} */
  #turn = Promise.resolve();
  #channel = channel(async (cleared) => {
    if (cleared) await this.#next(() => this.#forget());
    this.#tell("change");
  });

  /** @returns {"device" | "memory"} */
  get kept() {
    return this.trouble ? "memory" : "device";
  }

  /** @returns {Promise<this>} */
  async ready() {
    await this.#read();
    return this;
  }

  /** @param {Answer[]} answers */
  async addAnswers(answers) {
    return this.#write(progress({ answers }));
  }

  /** @param {Exam} record as it is now; a longer log replaces the one it continues */
  async putExam(record) {
    return this.#write(progress({ exams: [record] }));
  }

  /**
   * @param {string} key
   * @param {Plain} value
   */
  async putSetting(key, value) {
    const { settings } = await this.#read();
    // Later than what it replaces, even if that was made by a clock that is ahead.
    const before = Object.hasOwn(settings, key) ? settings[key].changed : 0;
    const changed = Math.min(Math.max(Date.now(), before + 1), LATEST);
    await this.#write(progress({ settings: { [key]: { value, changed } } }));
  }

  /** @returns {Promise<Answer[]>} in the order of time */
  async answers() {
    return (await this.#read()).answers;
  }

  /** @returns {Promise<Exam[]>} in the order of time; copies */
  async exams() {
    return structuredClone((await this.#read()).exams);
  }

  /**
   * @param {string} key
   * @returns {Promise<Plain | undefined>} a copy
   */
  async getSetting(key) {
    const { settings } = await this.#read();
    return Object.hasOwn(settings, key) ? structuredClone(settings[key].value) : undefined;
  }

  /** @returns {Promise<string>} the text of a file */
  async export() {
    return toText(await this.#read());
  }

  /**
   * Adds what is in a file.
   * @param {string} text
   * @returns {Promise<{answers: number, exams: number, settings: number}>} how much was new
   * @throws {import("./records.js").ProgressError} and then nothing was changed
   */
  async import(text) {
    const file = fromText(text);
    const before = await this.#read();
    await this.#write(file);
    return gained(before, merge(before, file));
  }

  /**
   * Forgets everything.
   * @returns {Promise<boolean>} whether the database did so too
   */
  async clear() {
    const done = await this.#next(async () => {
      this.#forget();
      const emptied = await this.#attempt((database) => transact(database, "readwrite", clearAll));
      if (emptied) this.#note(null);
      return emptied ?? false;
    });
    this.#channel?.postMessage("clear");
    this.#tell("change");
    return done;
  }

  /** Tries to keep what is only in memory. */
  retry() {
    return this.#write(empty());
  }

  /**
   * Everything that is known, as new as the database.
   * @returns {Promise<Progress>}
   */
  #read() {
    return this.#next(async () => {
      const read = await this.#attempt((database) => transact(database, "readonly", everything));
      if (read) this.#seen = read;
      if (read && !size(this.#waiting)) this.#note(null);
      return size(this.#waiting) ? merge(this.#seen, this.#waiting) : this.#seen;
    });
  }

  /** @param {Progress} batch */
  async #write(batch) {
    await this.#next(async () => {
      const all = merge(this.#waiting, batch);
      this.#waiting = all;
      const done = await this.#attempt((database) => transact(database, "readwrite", (stores) => add(stores, all)));
      if (done) this.#took(all, done.first);
    });
    this.#tell("change");
  }

  /**
   * @param {Progress} batch what the database has now
   * @param {boolean} first whether it had no answer before
   */
  #took(batch, first) {
    this.#seen = merge(this.#seen, batch);
    this.#waiting = empty();
    this.#note(null);
    this.#channel?.postMessage("change");
    if (first) persist();
  }

  /**
   * Uses the database, and notes if it refuses.
   * @template T
   * @param {(database: IDBDatabase) => Promise<T>} use
   * @returns {Promise<T | undefined>} nothing if it refused
   */
  async #attempt(use) {
    const known = this.#database;
    try {
      return await use(known ?? (await this.#connect()));
    } catch (error) {
      this.#database?.close();
      this.#database = undefined;
      // Browsers close connections as they like; a new one helps then.
      if (known && nameOf(error) === "InvalidStateError") return this.#attempt(use);
      this.#note(TROUBLES[nameOf(error)] ?? "denied");
      return undefined;
    }
  }

  /** @returns {Promise<IDBDatabase>} */
  async #connect() {
    if (this.#late) throw new Error("the database is still blocked");
    const opening = connect(() => (this.#database = undefined));
    this.#database = await Promise.race([opening, pause(PATIENCE)]);
    if (this.#database) return this.#database;
    this.#late = true;
    opening.then(
      (database) => {
        this.#database = database;
        this.#late = false;
        this.retry();
      },
      () => (this.#late = false),
    );
    throw new Error("the database does not open");
  }

  /** @param {Trouble | null} trouble */
  #note(trouble) {
    const before = this.trouble;
    this.trouble = trouble;
    if (before !== trouble) this.#tell(trouble ? "trouble" : "change");
  }

  #forget() {
    this.#seen = empty();
    this.#waiting = empty();
  }

  /** @param {"change" | "trouble"} type */
  #tell(type) {
    this.dispatchEvent(new Event(type));
  }

  /**
   * Waits for its turn.
   * @template T
   * @param {() => T | Promise<T>} use
   * @returns {Promise<T>}
   */
  #next(use) {
    const turn = this.#turn.then(use);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

/**
 * @param {() => void} closed
 * @returns {Promise<IDBDatabase>}
 */
function connect(closed) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, UPGRADES.length);
    request.onupgradeneeded = ({ oldVersion }) => {
      const transaction = /** @type {IDBTransaction} */ (request.transaction);
      UPGRADES.slice(oldVersion).forEach((step) => step(request.result, transaction));
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = closed;
      // Another tab has a newer version of the site: it shall not wait for this one.
      database.onversionchange = () => (database.close(), closed());
      resolve(database);
    };
  });
}

/**
 * @typedef {(name: "answers" | "exams" | "settings") => IDBObjectStore} Stores
 */

/**
 * @template T
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(stores: Stores) => Promise<T>} use
 * @returns {Promise<T>} when everything is in the database
 */
function transact(database, mode, use) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(["answers", "exams", "settings"], mode);
    const result = use((name) => transaction.objectStore(name));
    transaction.oncomplete = () => resolve(result);
    // The transaction knows the cause; what a request of it says is often only "aborted".
    transaction.onabort = () => {
      result.then(() => reject(transaction.error)).catch((error) => reject(transaction.error ?? error));
    };
    result.catch((error) => {
      try {
        transaction.abort();
      } catch {
        reject(transaction.error ?? error);
      }
    });
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {Stores} stores
 * @returns {Promise<Progress>}
 */
async function everything(stores) {
  return progressOf(...(await Promise.all([all(stores("answers")), all(stores("exams")), all(stores("settings"))])));
}

/**
 * What the database has under the ids of a batch, and all settings.
 * @param {Stores} stores
 * @param {Progress} batch
 * @returns {Promise<Progress>}
 */
async function related(stores, batch) {
  if (size(batch) > AT_ONCE) return everything(stores);
  /** @type {(name: "answers" | "exams") => Promise<unknown[]>} */
  const alike = async (name) => {
    const ids = new Set(batch[name].map((each) => root(each.id)));
    const ranges = [...ids].map((id) => IDBKeyRange.bound(id, `${id}~\uffff`));
    return (await Promise.all(ranges.map((range) => all(stores(name), range)))).flat();
  };
  return progressOf(...(await Promise.all([alike("answers"), alike("exams"), all(stores("settings"))])));
}

/** @type {(store: IDBObjectStore, range?: IDBKeyRange) => Promise<unknown[]>} */
const all = (store, range) => answered(store.getAll(range));

/**
 * Rows of the database as a progress; what is no record is passed over.
 * @param {unknown[]} answers
 * @param {unknown[]} exams
 * @param {unknown[]} settings
 * @returns {Progress}
 */
function progressOf(answers, exams, settings) {
  const pairs = sound(row, settings).map(({ key, ...rest }) => [key, rest]);
  return merge(
    { answers: sound(answer, answers), exams: sound(exam, exams), settings: Object.fromEntries(pairs) },
    empty(),
  );
}

/**
 * @param {Stores} stores
 * @param {Progress} batch
 * @returns {Promise<{first: boolean}>} whether there was no answer before
 */
async function add(stores, batch) {
  const had = await answered(stores("answers").count());
  const known = await related(stores, batch);
  const { answers, exams, settings } = merge(batch, known);
  const old = new Set([...known.answers, ...known.exams, ...Object.values(known.settings)]);
  for (const each of answers) if (!old.has(each)) stores("answers").put(each);
  for (const each of exams) if (!old.has(each)) stores("exams").put(each);
  for (const [key, each] of Object.entries(settings)) if (!old.has(each)) stores("settings").put({ key, ...each });
  return { first: !had && answers.length > 0 };
}

/** @type {(stores: Stores) => Promise<true>} */
async function clearAll(stores) {
  for (const name of /** @type {const} */ (["answers", "exams", "settings"])) stores(name).clear();
  return true;
}

/** @type {(progress: Progress) => number} */
const size = ({ answers, exams, settings }) => answers.length + exams.length + Object.keys(settings).length;

/** @type {(error: unknown) => string} */
const nameOf = (error) => String(/** @type {Error | null} */ (error)?.name);

/** @type {(time: number) => Promise<undefined>} */
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Asks the browser to keep the database when space runs out; it may say no. */
function persist() {
  Promise.resolve(globalThis.navigator?.storage?.persist?.()).catch(() => undefined);
}

/**
 * The way to the other tabs.
 * @param {(cleared: boolean) => void} heard
 */
function channel(heard) {
  try {
    const made = new BroadcastChannel(CHANNEL);
    made.onmessage = ({ data }) => heard(data === "clear");
    /** @type {any} */ (made).unref?.(); // in Node, where tests run, it would hold the process
    return made;
  } catch {
    return undefined; // the other tabs learn of it when they next read
  }
}
