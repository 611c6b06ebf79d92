// The name lens: names of services as they were in the reader's book, with today's beside.

import { home } from "./home.js";
import { load, nameIn } from "./names.js";

const select = /** @type {HTMLSelectElement | null} */ (document.querySelector(".lens select"));
/** @type {import("./names.js").Names | undefined} */
let names;
select?.addEventListener("change", () => show(select.value));
if (select?.value) show(select.value);

/**
 * Show the names of an era; none: today's.
 * @param {string} era
 */
async function show(era) {
  if (era && !names) names = await load(home);
  for (const mark of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-service]"))) {
    mark.dataset.today ??= mark.textContent ?? "";
    const today = mark.dataset.today;
    const then = era && names ? nameIn(names, mark.dataset.service ?? "", era) : today;
    if (!then || same(then, today)) {
      mark.textContent = today;
      continue;
    }
    const now = document.createElement("small");
    now.className = "today";
    now.textContent = (select?.dataset.now ?? "{name}").replace("{name}", today);
    mark.replaceChildren(then, now);
  }
}

/**
 * "Feature Store" is no other name than "Feature Store on Agent Platform".
 * @param {string} then
 * @param {string} today
 */
function same(then, today) {
  return then === today || then.startsWith(`${today} on `) || then.endsWith(`の${today}`);
}
