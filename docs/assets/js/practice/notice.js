// What a reader sees while progress is only in memory: why, and how to keep it all the same.

import { button, element, language } from "./dom.js";

/**
 * An element that is empty as long as progress is kept.
 * @param {import("./store.js").Store} store
 * @param {Record<string, string>} words of the page, with those of the store as "store-…"
 * @returns {HTMLElement}
 */
export function notice(store, words) {
  const made = element("div", "store-notice");
  const text = element("p");
  made.setAttribute("role", "status");
  const save = button(words["store-export"] ?? "", () => saveFile(store));
  const show = () => {
    const between = language === "en" ? " " : "";
    const said = store.trouble ? [words[`store-${store.trouble}`], words["store-lasts"]].join(between) : "";
    if (text.textContent === said) return; // else it would be read out again, and the button lose the focus
    text.textContent = said;
    made.replaceChildren(...(said ? [text, save] : []));
  };
  for (const type of ["trouble", "change"]) store.addEventListener(type, show);
  show();
  return made;
}

/**
 * Hands the reader a file with everything.
 * @param {import("./store.js").Store} store
 * @returns {Promise<string>} its name
 */
export async function saveFile(store) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await store.export()], { type: "application/json" }));
  link.download = `mle-notes-${today()}.json`;
  link.click();
  // Browsers take the content after the click, and some only after a while.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return link.download;
}

/** The date on the reader's calendar: 2026-11-05. */
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
