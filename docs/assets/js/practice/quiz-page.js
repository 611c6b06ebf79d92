// Questions on chapters, services and objectives: what is answered is kept on this device.

import { answerOf } from "./answer.js";
import { pageWords } from "./question.js";

/** What is said where answers cannot be kept; once on a page. @type {HTMLElement | undefined} */
let said;

document.addEventListener("answer", async (event) => {
  const { detail, target } = /** @type {CustomEvent} */ (event);
  const answer = answerOf(detail, "quiz");
  const [{ open }, { notice }] = await Promise.all([import("./store.js"), import("./notice.js")]);
  const store = await open();
  await store.addAnswers([answer]);
  said ??= notice(store, pageWords());
  if (store.trouble) /** @type {Element} */ (target).append(said);
});
