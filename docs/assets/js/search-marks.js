// Marks on the page what was searched for: ?h=… is how the list of results says it.

/** The list of results says fewer; an address may say anything. */
const MOST = 12;

const address = new URL(location.href);
const wanted = (address.searchParams.get("h") ?? "").split(" ").filter(Boolean).slice(0, MOST);
address.searchParams.delete("h");
history.replaceState(history.state, "", address); // the address to share is that of the page
const article = document.querySelector("article");
if (article && wanted.length) mark(article);

/** @param {Element} root */
function mark(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest("svg, math, .katex, script, style, textarea, select")) texts.push(node);
  }
  for (const node of texts) split(/** @type {Text} */ (node));
}

/** @param {Text} node */
function split(node) {
  const lower = node.data.toLowerCase();
  if (lower.length !== node.data.length) return; // a letter whose small form is longer
  const places = wanted
    .flatMap((word) => [...found(lower, word)])
    .sort(([a], [b]) => a - b)
    .filter(([start], index, all) => index === 0 || start >= all[index - 1][1]);
  for (const [start, end] of places.reverse()) {
    const tail = node.splitText(start);
    tail.splitText(end - start);
    const made = document.createElement("mark");
    tail.replaceWith(made);
    made.append(tail);
  }
}

/**
 * @param {string} text
 * @param {string} word
 * @returns {Generator<[start: number, end: number]>}
 */
function* found(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const latin = /[a-z0-9]/i;
    const inside = latin.test(word[0]) && latin.test(text[at - 1] ?? "");
    if (!inside) yield [at, at + word.length];
  }
}
