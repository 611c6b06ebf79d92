// The page of the copies: what is kept for reading offline, how old it is, and its removal.

import { LANGUAGES, languageOf, otherThan, pathOf } from "../offline/rules.js";
import { ask, begin, listen, published, RefusedError, registration, root, settled, wish, worker } from "../offline/talk.js";
import { button, element, fill, language, words } from "./dom.js";

/**
 * @typedef {import("../offline/talk.js").Status} Status
 * @typedef {Record<string, string>} Words
 */

const day = new Intl.DateTimeFormat(language, { dateStyle: "long" });
const publishedDay = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/**
 * @param {Element} place
 * @param {Words} said
 */
function start(place, said) {
  place.append(...missing(said));
  if (!("serviceWorker" in navigator) || !document.querySelector("[data-copy].copy-line")) {
    place.append(element("p", "", said.unavailable));
    return;
  }
  const list = element("div", "offline__copies");
  const state = element("p", "offline__status");
  state.setAttribute("role", "status");
  const tool = new Tool(said, list, state);
  const buttons = element("div", "offline__buttons");
  buttons.append(button(said.check, () => tool.check()));
  place.append(list, state, buttons);
  listen(({ changed, failed }) => (changed ? tool.show() : failed && tool.say(said[`failed-${failed}`])));
  tool.show();
}

/**
 * What is said when a page was asked for that no copy has.
 * @param {Words} said
 */
function missing(said) {
  const asked = new URLSearchParams(location.search).get("page");
  const path = asked === null ? undefined : pathOf(new URL(asked, root).href, root.href);
  if (path === undefined) return [];
  const made = element("div", "offline__missing");
  made.setAttribute("role", "status");
  const wanted = languageOf(path);
  made.append(element("p", "", fill(said[`missing-${wanted}`], { path: `/${path}` })));
  if (wanted !== language) {
    const words = element("p", "", said["missing-there"]);
    words.lang = wanted;
    made.append(words);
  }
  const links = element("p", "offline__links");
  links.append(link(said["missing-again"], path));
  const twin = wanted === "en" ? path.replace(/^en\/?/, "") : `en/${path}`;
  if (otherThan(wanted) === language && /(^|\/)$/.test(path)) links.append(" ", link(said["missing-twin"], twin));
  made.append(links);
  return [made];
}

/** @type {(text: string, path: string) => HTMLElement} */
function link(text, path) {
  const made = /** @type {HTMLAnchorElement} */ (element("a", "", text));
  made.href = new URL(path, root).href;
  return made;
}

/** The list of copies, and what came of the last press. */
class Tool {
  /**
   * @param {Words} said
   * @param {HTMLElement} list
   * @param {HTMLElement} state
   */
  constructor(said, list, state) {
    this.said = said;
    this.list = list;
    this.state = state;
    this.busy = false;
  }

  /** @param {string | undefined} text */
  say(text) {
    this.state.textContent = text ?? "";
  }

  /** What there is now. */
  async show() {
    const active = (await registration().catch(() => undefined))?.active;
    const status = active ? await ask(active, { ask: "status" }).catch(() => undefined) : undefined;
    this.list.replaceChildren(...LANGUAGES.map((each) => this.row(each, status)));
  }

  /**
   * @param {string} each
   * @param {Status | undefined} status
   */
  row(each, status) {
    const held = [...(status?.copies[each] ?? [])].sort((a, b) => b.saved - a.saved)[0];
    const made = element("section", "offline__copy");
    const text = held
      ? fill(this.said.held, {
          date: publishedDay.format(new Date(`${held.date}T00:00:00Z`)),
          saved: day.format(held.saved),
          files: number.format(held.files),
          size: number.format(held.bytes / 1e6),
        })
      : this.said.none;
    const act = held
      ? button(this.said.remove, () => this.remove(each))
      : button(this.said.save, () => this.save(each));
    act.setAttribute("aria-label", fill(this.said[held ? "remove-of" : "save-of"], { language: this.said[each] }));
    made.append(element("h2", "", this.said[each]), element("p", "", text), act);
    return made;
  }

  /** @param {string} each */
  save(each) {
    return this.act(this.said.starting, async () => {
      wish(true);
      await ask(await worker(), { ask: "save", language: each }, ({ done, all }) => {
        this.say(fill(this.said.saving, { done: number.format(done), all: number.format(all) }));
      });
      return fill(this.said.saved, { language: this.said[each] });
    });
  }

  /** @param {string} each */
  remove(each) {
    return this.act(this.said.removing, async () => {
      const found = await registration();
      if (found?.active) {
        const { copies } = await ask(found.active, { ask: "remove", language: each });
        if (!Object.values(copies).flat().length) {
          wish(false);
          await found.unregister();
        }
      }
      return fill(this.said.removed, { language: this.said[each] });
    });
  }

  /** Look for a new version now. */
  check() {
    return this.act(this.said.checking, async () => {
      const found = await registration();
      const now = await published().catch(() => undefined);
      if (!now) return this.said["failed-network"];
      if (!found?.active) return this.said["nothing-kept"];
      const { offers, copies } = await ask(found.active, { ask: "status" });
      if (!Object.values(copies).flat().length) return this.said["nothing-kept"];
      if (Object.entries(offers).every(([each, { version }]) => now[each] === version)) return this.said.newest;
      await allow();
      await found.update();
      if (found.installing) await settled(found.installing, ["installed", "activated", "redundant"]);
      if (!found.waiting) return this.said["failed-changed"];
      await begin(found.waiting);
      return this.said.renewed;
    });
  }

  /**
   * Do something, and say what came of it.
   * @param {string} first
   * @param {() => Promise<string>} act
   */
  async act(first, act) {
    if (this.busy) return;
    this.busy = true;
    this.say(first);
    try {
      const last = await act();
      await this.show();
      this.say(last);
    } catch (error) {
      const reason = error instanceof RefusedError ? error.message : "denied";
      this.say(this.said[`failed-${reason}`]);
    } finally {
      this.busy = false;
    }
  }
}

/** Who saves data gets a new version only when they ask for it: the worker looks for this note. */
async function allow() {
  const cache = await caches.open(`mle-notes:${root.pathname}:pages`);
  await cache.put(new URL("offline/allowed", root).href, new Response(""));
}

const place = document.querySelector("#tool-offline");
if (place) start(place, words(place));
