// What pages ask the worker of the copies, and what they know of it.

/**
 * @typedef {import("./worker.js").Copy} Copy
 * @typedef {{build: string | null, own: string, date: string, offers: Record<string, import("./worker.js").Offer>,
 *   copies: Record<string, Copy[]>}} Status
 * @typedef {{done: number, all: number}} Progress
 */

/** Where the site begins: this runs as assets/js/<folder>/<name>.js. */
export const root = new URL("../../../", import.meta.url);
const PATIENCE = 20_000; // ms; a worker that says nothing for so long has been ended
const WISH = `mle-notes:offline:${root.pathname}`;

/** What came of a question that the worker could not fulfil. */
export class RefusedError extends Error {}

/**
 * Ask a worker, and wait for its answer.
 * @param {ServiceWorker} worker
 * @param {{ask: "status" | "save" | "remove", language?: string}} question
 * @param {(progress: Progress) => void} [tell]
 * @returns {Promise<Status>}
 * @throws {RefusedError} with the reason: changed, full, network or denied
 */
export function ask(worker, question, tell) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    const refuse = (/** @type {string} */ reason) => (port1.close(), reject(new RefusedError(reason)));
    let waiting = setTimeout(refuse, PATIENCE, "network");
    port1.onmessage = ({ data }) => {
      clearTimeout(waiting);
      if (data.progress) {
        waiting = setTimeout(refuse, PATIENCE, "network");
        tell?.(data.progress);
      } else if (data.failed) refuse(data.failed);
      else (port1.close(), resolve(data.answer));
    };
    worker.postMessage(question, [port2]);
  });
}

/** The registration of this site; another project of the origin may have one above it. */
export async function registration() {
  const found = await navigator.serviceWorker.getRegistration(root.href);
  return found?.scope === root.href ? found : undefined;
}

/**
 * The worker of this site, registered and at work.
 * @returns {Promise<ServiceWorker>}
 */
export async function worker() {
  const made = await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" });
  const found = made.active ?? made.waiting ?? made.installing;
  if (!found) throw new RefusedError("denied");
  if (found.state !== "activated") await settled(found, ["activated", "redundant"]);
  return found;
}

/**
 * Wait until a worker is in one of some states.
 * @param {ServiceWorker} worker
 * @param {ServiceWorkerState[]} states
 * @returns {Promise<void>}
 */
export function settled(worker, states) {
  return new Promise((resolve) => {
    const look = () => {
      if (!states.includes(worker.state)) return;
      worker.removeEventListener("statechange", look);
      resolve();
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

/**
 * Which version of each language is published now.
 * @returns {Promise<Record<string, string> | undefined>} nothing if the site says nothing of it
 * @throws {TypeError} without a connection
 */
export async function published() {
  const answer = await fetch(new URL("offline/version.json", root), { cache: "no-store" });
  return answer.ok ? answer.json().catch(() => undefined) : undefined;
}

/** Hear when copies change, or an update fails. @type {(hear: (message: {changed?: true, failed?: string}) => void) => void} */
export function listen(hear) {
  new BroadcastChannel(`mle-notes-offline:${root.pathname}`).addEventListener("message", ({ data }) => hear(data));
}

/** Whether the reader has not said that no copy shall be kept. */
export function wanted() {
  try {
    return localStorage.getItem(WISH) !== "no";
  } catch {
    return false; // what cannot remember a "no" shall not begin
  }
}

/** @param {boolean} wish */
export function wish(wish) {
  try {
    if (wish) localStorage.removeItem(WISH);
    else localStorage.setItem(WISH, "no");
  } catch {}
}

/** Let the new version take over; pages stay as they are until they are loaded again. @type {(worker: ServiceWorker) => Promise<void>} */
export function begin(worker) {
  worker.postMessage({ ask: "begin" });
  return settled(worker, ["activated", "redundant"]);
}
