// Small helps for every page.  Without this file everything still reads and
// works: the navigation opens, the language switch leads to the same page.

/** Run each part on its own, so that one that fails leaves the others working. */
for (const part of [themeButton, searchButton, searchBox, drawer, contents, details, languageSwitch, copyButtons, nameLens, tools, liveFigures, overdue, tips, twins, copy]) {
  try {
    part();
  } catch (error) {
    console.warn(`site.js: ${part.name}`, error);
  }
}

/**
 * The first element that matches, or nothing.
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function find(selector) {
  return document.querySelector(selector);
}

/** Light or dark: as the system says, until the reader chooses the other. */
function themeButton() {
  const button = find(".theme-button");
  if (!button) return;
  const root = document.documentElement;
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches);
  const label = () => button.setAttribute("aria-label", (isDark() ? button.dataset.light : button.dataset.dark) ?? "");
  button.addEventListener("click", () => {
    const chosen = isDark() ? "light" : "dark";
    const followsSystem = (chosen === "dark") === systemIsDark.matches;
    if (followsSystem) delete root.dataset.theme;
    else root.dataset.theme = chosen;
    label();
    try {
      if (followsSystem) localStorage.removeItem("mle-notes:theme");
      else localStorage.setItem("mle-notes:theme", chosen);
    } catch {} // storage may be forbidden; the choice then lasts for this page
  });
  systemIsDark.addEventListener("change", label);
  label();
}

/** On small screens the search opens from a button; Material's script does the rest. */
function searchButton() {
  const toggle = /** @type {HTMLInputElement | null} */ (find("#__search"));
  const opener = find(".search-button");
  const closer = find(".search-close");
  const query = find(".md-search__input");
  if (!toggle || !opener || !closer || !query) return;
  toggle.checked = false; // browsers restore check boxes on reload
  opener.addEventListener("click", () => {
    if (!toggle.checked) toggle.click();
    query.focus();
  });
  closer.addEventListener("click", () => {
    if (toggle.checked) toggle.click();
  });
  toggle.addEventListener("change", () => {
    if (!toggle.checked && (document.activeElement === query || document.activeElement === closer)) opener.focus();
  });
}

/** What the search needs is loaded when the reader turns to it, or follows one of its links. */
function searchBox() {
  const query = /** @type {HTMLInputElement | null} */ (find(".md-search__input"));
  if (!query) return;
  const use = () => import("./search-box.js");
  const asked = new URLSearchParams(location.search);
  query.addEventListener("focus", use, { once: true });
  if (asked.has("q")) use();
  if (asked.has("h")) import("./search-marks.js");
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const opener = find(".search-button");
    if (opener?.offsetParent) opener.click();
    query.focus();
    query.select();
  });
}

/** Escape puts away the definition of a term, until the pointer or the focus moves on. */
function tips() {
  const { classList } = document.documentElement;
  const again = () => classList.remove("no-tips");
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") classList.add("no-tips");
  });
  for (const left of ["pointerout", "focusout"]) addEventListener(left, again);
}

/** Parts of the page, or all of it, in the other language too; what shows them is loaded then. */
function twins() {
  const [flip, side] = document.querySelectorAll(".twins button");
  if (!flip) return;
  /** @type {(file: string, name: string) => Promise<void>} */
  const call = async (file, name) => {
    try {
      await (await import(`./${file}.js`))[name]();
    } catch (error) {
      console.warn(error);
      failed(/** @type {HTMLElement} */ (flip.parentElement));
    }
  };
  flip.addEventListener("click", () => call("flip", "toggle"));
  side?.addEventListener("click", () => call("side", "toggle"));
  addEventListener("keydown", (event) => {
    if (event.key !== "t" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    call("flip", "atHand");
  });
  if (new URLSearchParams(location.search).has("side")) call("side", "follow");
  try {
    if (localStorage.getItem("mle-notes:flip")) call("flip", "resume");
  } catch {} // storage may be forbidden
}

/**
 * Whether a key writes something.
 * @param {KeyboardEvent} event
 */
function isTyping({ target }) {
  return target instanceof Element && target.closest("input, select, textarea, [contenteditable]");
}

/** The list of headings shows which one is being read, and keeps it in view. */
function contents() {
  const links = new Map(
    [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".toc a[href^='#']"))].map((link) => [link.hash, link]),
  );
  if (!links.size) return;
  let waiting = false;
  const show = () => {
    waiting = false;
    const now = links.get(readingHash());
    for (const link of links.values()) {
      if (link === now) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    const scroller = find(".toc__scroll");
    if (now && scroller && scroller.scrollHeight > scroller.clientHeight) {
      scroller.scrollTop = now.offsetTop - scroller.clientHeight / 2;
    }
  };
  const later = () => {
    if (!waiting) requestAnimationFrame(show);
    waiting = true;
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("hashchange", later);
  show();
}

/** What is folded away opens when a link leads into it, and on paper. */
function details() {
  const reveal = () => {
    const target = find(":target");
    const closed = target?.closest("details:not([open])");
    closed?.setAttribute("open", "");
    if (closed) target?.scrollIntoView();
  };
  /** @type {Element[]} */
  let printed = [];
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    printed = [...document.querySelectorAll("details:not([open])")];
    for (const each of printed) each.setAttribute("open", "");
  });
  addEventListener("afterprint", () => {
    for (const each of printed) each.removeAttribute("open");
  });
  reveal();
}

/** The drawer closes when the focus leaves it; beside the text it shows the current page. */
function drawer() {
  const nav = find("#__nav");
  if (!nav) return;
  nav.addEventListener("focusout", (event) => {
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (next && !nav.contains(next) && nav.matches(":popover-open")) nav.hidePopover();
  });
  const current = /** @type {HTMLElement | null} */ (nav.querySelector("[aria-current]"));
  const scroller = nav.firstElementChild;
  const show = () => {
    if (current && scroller) scroller.scrollTop = Math.max(0, current.offsetTop - scroller.clientHeight / 2);
  };
  nav.addEventListener("toggle", show);
  show();
}

/** The other language opens at the section that is being read. */
function languageSwitch() {
  const link = /** @type {HTMLAnchorElement | null} */ (find("a.switch"));
  if (!link) return;
  const aim = () => (link.hash = readingHash());
  for (const type of ["pointerdown", "focus", "click"]) link.addEventListener(type, aim);
}

/** The address's own section while it is on the screen, else the last one that has begun. */
function readingHash() {
  const target = find(":target")?.getBoundingClientRect();
  if (target && target.top >= 0 && target.top < innerHeight / 2) return location.hash;
  const line = (find(".md-header")?.getBoundingClientRect().bottom ?? 0) + 24;
  const headings = [...document.querySelectorAll("article :is(h2, h3)[id]")];
  const begun = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
  return begun.length ? `#${begun[begun.length - 1].id}` : location.hash;
}

/** The era of names that the reader chose, kept on this device; what changes names is loaded then. */
function nameLens() {
  const select = /** @type {HTMLSelectElement | null} */ (find(".lens select"));
  if (!select) return;
  try {
    select.value = localStorage.getItem("mle-notes:era") ?? "";
  } catch {} // storage may be forbidden
  const use = () => import("./lens.js");
  select.addEventListener("change", () => {
    try {
      localStorage.setItem("mle-notes:era", select.value);
    } catch {} // the choice then lasts for this page
    use();
  });
  if (select.value) use();
}

/** A word beside each source that has not been checked for too long, by today's date. */
function overdue() {
  const today = new Date().toISOString().slice(0, 10);
  for (const note of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-due]"))) {
    if ((note.dataset.due ?? today) > today) continue;
    const badge = document.createElement("span");
    badge.className = "overdue";
    badge.textContent = find(".md-header")?.dataset.overdue ?? "";
    note.append(badge);
  }
}

/** What only some pages have. */
function tools() {
  if (find("#service-filter")) import("./services.js");
  if (find("#picker")) import("./picker.js");
  if (find("form#old-names")) import("./old-names.js");
  if (find("mle-question")) import("./practice/quiz-page.js");
  const tool = find("[data-tool]")?.dataset.tool;
  if (tool) import(`./practice/${tool}-page.js`);
}

/** Figures to try out: what each needs is loaded when the reader asks for it. */
function liveFigures() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live]"))) {
    const button = place.querySelector("button");
    const start = async () => {
      try {
        const { start } = await import(`./figures/${place.dataset.live}.js`);
        await start(place);
      } catch (error) {
        console.warn(error);
        failed(place);
      }
    };
    button?.addEventListener("click", start);
  }
}

/**
 * Say that something could not be loaded; the button stays.
 * @param {HTMLElement} place
 */
function failed(place) {
  const said = place.querySelector("[role=status]") ?? document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = place.dataset.failed ?? JSON.parse(place.querySelector("script")?.textContent ?? "{}")["live-failed"] ?? "";
  place.append(said);
}

/**
 * The copy for reading offline: at once on a page that may come from it, else when all is
 * quiet, and for who saves data only on the page of the copies.
 */
function copy() {
  const { serviceWorker, connection } = /** @type {any} */ (navigator);
  if (!serviceWorker || !find("[data-copy].copy-line")) return;
  const use = () => import("./offline/every-page.js");
  if (serviceWorker.controller) use();
  else if (!connection?.saveData && !/2g/.test(connection?.effectiveType)) {
    addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(use));
  }
}

/** A button on each code block, with an answer that is also read aloud. */
function copyButtons() {
  const words = find(".md-header")?.dataset;
  if (!words || !navigator.clipboard) return;
  for (const pre of document.querySelectorAll("article .highlight pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.setAttribute("aria-label", words.copy ?? "");
    const answer = document.createElement("span");
    answer.setAttribute("role", "status");
    const done = () => {
      answer.textContent = words.copied ?? "";
      setTimeout(() => (answer.textContent = ""), 2000);
    };
    const refused = () => {}; // the reader can still select the text
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(pre.textContent ?? "").then(done, refused);
    });
    pre.after(button, answer);
  }
}
