// The service worker: copies of the site for reading without a connection.
//
// One rule keeps versions apart: every page belongs to the build that it came from, and all
// it loads later comes from the same build.  A page that came from the network is left to the
// network.  A new worker fills its copies while it is being installed and then waits, until
// the reader asks for the new version or opens a page while no other is open.

import { addressOf, buildText, copyOf, few, isPage, languageOf, LANGUAGES, nameOf, otherThan, pathOf, placesOf, prefixOf, sorted, unneeded } from "./rules.js";

/**
 * What hooks/sitekit/precache.py writes in front of this script.
 * @typedef {{version: string, list: string, files: number, bytes: number}} Offer
 * @typedef {{date: string, copies: Record<string, Offer>}} Site
 * @typedef {{version: string, date: string, saved: number, files: number, bytes: number}} Copy
 */

const worker = /** @type {any} */ (self);
/** @type {Site} */
const site = worker.site;
const home = new URL("./", worker.location.href);
const scope = home.pathname;
const own = buildText(Object.fromEntries(Object.entries(site.copies).map(([language, { version }]) => [language, version])));
/** Which page belongs to which build, for workers that start again while it is open. */
const PAGES = `${prefixOf(scope)}pages`;
const AT_ONCE = 6; // connections, as browsers have to one host
const MOST_NOTES = 40; // pages; those behind the back button may have closed or not
const channel = new BroadcastChannel(`mle-notes-offline:${scope}`);

/** A file that is not what the build wrote. */
class ChangedError extends Error {}
/** @type {(path: string) => string} */
const at = (path) => new URL(path, home).href;
/** @type {(language: string) => string} */
const listAt = (language) => at(`offline/${language}.json`);
/** Says of a copy that all of it is there. */
const done = at("offline/done");

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(update()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(tidy()));
worker.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(hear(event)));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const path = pathOf(event.request.url, home.href);
  if (event.request.method !== "GET" || path === undefined) return;
  event.respondWith(event.request.mode === "navigate" ? page(event, path) : part(event, path));
});

// ---- Answers ----

/**
 * A page: from the copy of this build, else from the network, else what can be said instead.
 * @param {any} event
 * @param {string} path
 * @returns {Promise<Response>}
 */
async function page(event, path) {
  if (await replaced()) return new Response("", { headers: { Refresh: "0" } });
  const found = await kept(languageOf(path), path);
  if (found) return given(event, found);
  try {
    return await fetch(event.request);
  } catch {
    return instead(event, path);
  }
}

/**
 * A page of this build, and the note that it is one.
 * @param {any} event
 * @param {Response} response
 */
function given(event, response) {
  event.waitUntil(belongs(event.resultingClientId).then(clear));
  return response;
}

/**
 * What is said without a connection when a page is not in a copy.
 * @param {any} event
 * @param {string} path
 */
async function instead(event, path) {
  const language = languageOf(path);
  if (isPage(path) && (await copy(language, site.copies[language]?.version))) {
    const slashed = await kept(language, `${path}/`);
    if (slashed) return Response.redirect(at(`${path}/`));
    const missing = await kept(language, "404.html");
    if (missing) return given(event, new Response(missing.body, { status: 404, headers: missing.headers }));
  }
  for (const each of [language, otherThan(language)]) {
    const folder = each === "en" ? "en/" : "";
    if (await kept(each, `${folder}offline/`)) return Response.redirect(at(`${folder}offline/?page=${encodeURIComponent(path)}`));
  }
  return Response.error();
}

/**
 * Whatever a page loads: from the build to which the page belongs.
 * @param {any} event
 * @param {string} path
 * @returns {Promise<Response>}
 */
async function part(event, path) {
  const build = await buildOf(event.clientId);
  if (build && event.resultingClientId) event.waitUntil(belongs(event.resultingClientId, build)); // a worker of the page
  for (const cacheName of build ? placesOf(build, path, scope) : []) {
    const found = await caches.match(at(path), { cacheName }).catch(() => undefined);
    if (found) return found;
  }
  return fetch(event.request);
}

/**
 * A file of this build, if its copy is whole.
 * @param {string} language
 * @param {string} path
 */
async function kept(language, path) {
  const version = site.copies[language]?.version;
  if (!version || !(await copy(language, version))) return undefined;
  return caches.match(at(path), { cacheName: nameOf(scope, language, version) });
}

// ---- Which page belongs to which build ----

/** @type {Map<string, string>} */
const known = new Map();
/** @type {(id: string) => string} */
const noteOf = (id) => at(`offline/page/${id}`);

/**
 * @param {string} id of a page or of its worker
 * @param {string} [build]
 */
async function belongs(id, build = own) {
  if (!id || known.get(id) === build) return;
  known.set(id, build);
  await (await caches.open(PAGES)).put(noteOf(id), new Response(build));
}

/**
 * @param {string} id
 * @returns {Promise<string | undefined>} nothing for a page from the network
 */
async function buildOf(id) {
  if (!id) return undefined;
  const note = known.has(id) ? undefined : await caches.match(noteOf(id), { cacheName: PAGES }).catch(() => undefined);
  if (note) known.set(id, await note.text());
  return known.get(id);
}

/** Removes what neither this build nor an open page needs. */
async function tidy() {
  const open = await worker.clients.matchAll({ type: "all", includeUncontrolled: true });
  const ids = open.map((/** @type {{id: string}} */ { id }) => id);
  const builds = await Promise.all(ids.map(buildOf));
  const names = unneeded(await caches.keys(), scope, [own, ...builds.filter(Boolean)]);
  await Promise.all(names.map((name) => caches.delete(name)));
  const notes = await caches.open(PAGES);
  const used = new Set(ids.map(noteOf));
  for (const { url } of await notes.keys()) if (!used.has(url)) await notes.delete(url);
}

/** Tidies when there is something to gain; not while the next worker makes its copies. */
async function clear() {
  const { installing, waiting } = worker.registration;
  if (installing || waiting) return;
  const whole = (await copies()).map(({ language, version }) => nameOf(scope, language, version));
  const notes = await (await caches.open(PAGES)).keys();
  if (notes.length > MOST_NOTES || unneeded(whole, scope, [own]).length) await tidy();
}

/** Whether a newer worker was asked to begin.  Once: a page must not be opened again and again. */
let asked = false;
async function replaced() {
  const { waiting } = worker.registration;
  if (asked || !waiting) return false;
  const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open.length > 1) return false;
  asked = true;
  waiting.postMessage({ ask: "begin" });
  return true;
}

// ---- Copies ----

/**
 * What is known of a whole copy; nothing while it is not whole.
 * @param {string} language
 * @param {string | undefined} version
 * @returns {Promise<Copy | undefined>}
 */
async function copy(language, version) {
  const found = await caches.match(done, { cacheName: nameOf(scope, language, version ?? "") }).catch(() => undefined);
  return found?.json();
}

/** All whole copies of this site, of any version. */
async function copies() {
  const found = (await caches.keys()).flatMap((name) => copyOf(name, scope) ?? []);
  const whole = await Promise.all(found.map(async (each) => ({ ...each, copy: await copy(each.language, each.version) })));
  return whole.filter((each) => each.copy);
}

/** Brings all copies that the reader has to this build; who saves data is asked first. */
async function update() {
  const held = new Set((await copies()).map(({ language }) => language));
  if (held.size && worker.navigator.connection?.saveData && !(await allowed())) {
    channel.postMessage({ failed: "saving" });
    throw new Error("saving data");
  }
  try {
    for (const language of held) if (site.copies[language]) await fill(language);
  } catch (error) {
    channel.postMessage({ failed: reasonOf(error) });
    throw error;
  }
}

/** Whether the reader asked for the new version: the page of the copies leaves a note. */
async function allowed() {
  return Boolean(await caches.match(at("offline/allowed"), { cacheName: PAGES }));
}

/**
 * @typedef {(progress: {done: number, all: number}) => void} Tell
 * @type {Map<string, {tell: Set<Tell>, filled: Promise<void>}>}
 */
const filling = new Map();

/**
 * Makes the copy of a language whole; who asks meanwhile hears of it too.
 * @param {string} language
 * @param {Tell} [tell]
 */
function fill(language, tell) {
  const now = filling.get(language);
  if (now) {
    if (tell) now.tell.add(tell);
    return now.filled;
  }
  const listeners = new Set(tell ? [tell] : []);
  const filled = filledBy(language, listeners).finally(() => filling.delete(language));
  filling.set(language, { tell: listeners, filled });
  return filled;
}

/**
 * @param {string} language
 * @param {Set<Tell>} listeners
 */
async function filledBy(language, listeners) {
  const { version, list, bytes } = site.copies[language];
  if (await copy(language, version)) return;
  const cache = await caches.open(nameOf(scope, language, version));
  const listing = await get(listAt(language), list);
  const { files } = await listing.clone().json();
  const present = new Set((await cache.keys()).map(({ url }) => url)); // of a try that was cut off
  const { copied, fetched } = sorted(files, await held(), (path) => present.has(at(addressOf(path))));
  const all = Object.keys(files).length;
  let count = all - copied.length - fetched.length;
  const put = async (/** @type {string} */ path, /** @type {Response} */ response) => {
    await cache.put(at(addressOf(path)), response);
    count += 1;
    for (const tell of listeners) tell({ done: count, all });
  };
  await few(AT_ONCE, copied, async ({ path, from }) => put(path, await from()));
  await few(AT_ONCE, fetched, async ({ path, hash }) => put(path, await get(at(addressOf(path)), hash)));
  await cache.put(listAt(language), listing);
  const note = { version, date: site.date, saved: Date.now(), files: all, bytes };
  await cache.put(done, new Response(JSON.stringify(note)));
  channel.postMessage({ changed: true });
}

/**
 * What whole copies hold already, by hash.
 * @returns {Promise<Map<string, () => Promise<Response>>>}
 */
async function held() {
  const found = new Map();
  for (const { language, version } of await copies()) {
    const cache = await caches.open(nameOf(scope, language, version));
    const { files } = (await (await cache.match(listAt(language)))?.json()) ?? { files: {} };
    for (const [path, hash] of Object.entries(files)) {
      found.set(hash, async () => (await cache.match(at(addressOf(path)))) ?? get(at(addressOf(path)), /** @type {string} */ (hash)));
    }
  }
  return found;
}

/**
 * A file, exactly as the build wrote it.
 * @param {string} address
 * @param {string} hash SHA-256, base64
 */
async function get(address, hash) {
  try {
    const answer = await fetch(address, { integrity: `sha256-${hash}`, cache: "no-cache" });
    if (answer.ok) return plain(answer);
  } catch (error) {
    // A wrong hash and a lost connection give the same error: another answer tells them apart.
    const answer = await fetch(address, { method: "HEAD", cache: "no-store" }).catch(() => undefined);
    if (!answer) throw error;
  }
  throw new ChangedError(address);
}

/**
 * Only content: with the host's own headers a browser could keep a file beside the worker,
 * and give it to a page of the next version.
 * @param {Response} answer
 */
function plain(answer) {
  const type = answer.headers.get("Content-Type") ?? "application/octet-stream";
  return new Response(answer.body, { headers: { "Content-Type": type, "Cache-Control": "no-cache" } });
}

/** @type {(error: unknown) => "changed" | "full" | "network" | "denied"} */
function reasonOf(error) {
  if (error instanceof ChangedError) return "changed";
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") return "full";
  return name === "TypeError" ? "network" : "denied";
}

/** @param {string} language */
async function remove(language) {
  const names = (await caches.keys()).filter((name) => copyOf(name, scope)?.language === language);
  await Promise.all(names.map((name) => caches.delete(name)));
  if (!(await copies()).length) await caches.delete(PAGES);
  channel.postMessage({ changed: true });
}

// ---- What pages ask ----

/** @param {any} event */
async function hear(event) {
  const { ask, language } = event.data;
  const [port] = event.ports;
  if (ask === "begin") return worker.skipWaiting();
  try {
    if (ask === "save") {
      await fill(language, (progress) => port.postMessage({ progress }));
      await adopt(event.source);
    }
    if (ask === "remove") await remove(language);
    port.postMessage({ answer: await status(event.source) });
  } catch (error) {
    port.postMessage({ failed: reasonOf(error) });
  }
  return undefined;
}

/**
 * What there is: the copies of each language, those that this worker offers, and the copy to
 * which the page belongs.
 * @param {{id: string} | null} client
 */
async function status(client) {
  const build = (await buildOf(client?.id ?? "")) ?? null;
  /** @type {Record<string, Copy[]>} */
  const found = Object.fromEntries(LANGUAGES.map((language) => [language, []]));
  for (const each of await copies()) if (each.copy) found[each.language].push(each.copy);
  return { build, own, date: site.date, offers: site.copies, copies: found };
}

/**
 * A page from the network joins this build, if it is the page that this build has: then what
 * it loads later is there without a connection too.
 * @param {any} client
 */
async function adopt(client) {
  if (!client || (await buildOf(client.id))) return;
  const path = pathOf(client.url, home.href) ?? "";
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  for (const cacheName of placesOf(own, path, scope)) {
    const listing = await caches.match(listAt(languageOf(path)), { cacheName });
    const hash = (await listing?.json())?.files[file];
    if (!hash) continue;
    const same = fetch(at(path), { integrity: `sha256-${hash}`, cache: "force-cache" });
    if (!(await same.catch(() => undefined))?.ok) continue;
    await belongs(client.id);
    await worker.clients.claim(); // other pages of the network stay with it: they belong to no build
    return;
  }
}
