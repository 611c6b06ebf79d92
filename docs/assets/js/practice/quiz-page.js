// Questions on chapters, services and objectives: what is answered is kept on this device.

import { answerOf } from "./answer.js";
import { pageWords } from "./question.js";

/** What is said where answers cannot be kept; once on a page. @type {HTMLElement | undefined} */
let said;

/**
 * The store, opened while the reader still chooses, so that an answer is kept at once.
 * @type {Promise<[import("./store.js").Store, typeof import("./notice.js")]> | undefined}
 */
let opened;

function prepare() {
  opened ??= Promise.all([import("./store.js").then(({ open }) => open()), import("./notice.js")]);
  opened.catch(() => (opened = undefined)); // the next choice or answer tries again
  return opened;
}

document.addEventListener("choose", prepare);
document.addEventListener("answer", async (event) => {
  const { detail, target } = /** @type {CustomEvent} */ (event);
  const answer = answerOf(detail, "quiz");
  const [store, { notice }] = await prepare();
  await store.addAnswers([answer]);
  said ??= notice(store, pageWords());
  if (store.trouble) /** @type {Element} */ (target).append(said);
});
