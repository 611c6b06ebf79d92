// What every page says of the copy it comes from, and how the first copy is made.

import { element, button, fill, language } from "../practice/dom.js";
import { ask, begin, listen, published, registration, root, settled, wanted, worker } from "./talk.js";
import { versionsOf } from "./rules.js";

/** @type {Promise<Record<string, string>> | undefined} */
let loading;
/** What is said, loaded when there is something to say: it is in the copy too. */
const words = () => (loading ??= fetch(new URL(`${language === "en" ? "en/" : ""}offline/words.json`, root)).then((answer) => answer.json()));
const line = document.querySelector(".copy-line [role=status]");
const AGAIN = 5 * 60_000; // ms between two looks at a page that the reader comes back to
/** Ways in which a newer version can be on its way. @typedef {"loading" | "ready" | "failed" | "saving"} State */

async function start() {
  const { controller } = navigator.serviceWorker;
  const status = controller && (await ask(controller, { ask: "status" }).catch(() => undefined));
  if (status?.build) watch(status.build, status);
  else if (wanted()) first().catch(() => undefined); // the page of the copies says what is wrong
}

/** The first copy, in the language of the first page; further ones are made when asked for. */
async function first() {
  const found = await worker();
  const { copies } = await ask(found, { ask: "status" });
  if (Object.values(copies).flat().length) return;
  const { build, ...status } = await ask(found, { ask: "save", language });
  if (build) watch(build, { build, ...status });
}

/**
 * Say at once when there is a newer version than that of this page, and when there is no connection.
 * @param {string} build
 * @param {import("./talk.js").Status} status
 */
function watch(build, status) {
  const mine = versionsOf(build)[language];
  const { date } = status.copies[language]?.find(({ version }) => version === mine) ?? status;
  let looked = 0;
  let put = "";
  let reason = "";
  const say = (/** @type {State} */ state) => {
    if (state !== put) show(state, date);
    put = state;
  };
  const look = async () => {
    looked = Date.now();
    const now = await published().catch(() => null);
    if (line) line.textContent = now === null ? fill((await words()).offline, { date: shown(date) }) : "";
    if (now?.[language] && now[language] !== mine) await follow(say, () => reason);
  };
  for (const type of ["online", "offline"]) addEventListener(type, look);
  addEventListener("pageshow", ({ persisted }) => persisted && look());
  document.addEventListener("visibilitychange", () => !document.hidden && Date.now() - looked > AGAIN && look());
  listen(({ failed }) => (reason = failed ?? reason));
  look();
}

/**
 * Follow a newer version on its way.
 * @param {(state: State) => void} say
 * @param {() => string} reason why the last update failed
 */
async function follow(say, reason) {
  say("loading");
  const found = await registration();
  await found?.update().catch(() => undefined);
  const { installing } = found ?? {};
  if (installing) await settled(installing, ["installed", "activated", "redundant"]);
  const gone = !found || (!found.waiting && (await same(found)));
  say(!gone ? "ready" : reason() === "saving" ? "saving" : "failed");
}

/** Whether the worker at work is still that of this page. @type {(found: ServiceWorkerRegistration) => Promise<boolean>} */
async function same(found) {
  const status = found.active && (await ask(found.active, { ask: "status" }).catch(() => undefined));
  return !status || status.build === status.own;
}

/** What is to be shown. */
let turn = "";

/**
 * @param {State} state
 * @param {string} date
 */
async function show(state, date) {
  turn = state;
  const said = await words();
  if (turn !== state) return; // a later state was faster
  const place = document.querySelector(".copy-notice") ?? document.body.appendChild(element("div", "copy-notice md-typeset"));
  const text = element("p", "", fill(said[state], { date: shown(date) }));
  text.setAttribute("role", "status");
  const buttons = element("div", "copy-notice__buttons");
  if (state === "ready") buttons.append(button(said.reload, reload));
  buttons.append(button(said.later, () => place.remove()));
  place.replaceChildren(text, buttons);
}

/** Only when the reader asks: an exam may be running, here or in another tab. */
async function reload() {
  const waiting = (await registration())?.waiting;
  if (waiting) await begin(waiting);
  location.reload();
}

/** @type {(date: string) => string} */
function shown(date) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

start();
