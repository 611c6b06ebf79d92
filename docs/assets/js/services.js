// The filter of the index of services.  Its state is in the address, so that a
// filtered list can be linked and survives a reload.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#service-filter"));
if (form) filter(form);

/**
 * Text as it is compared: full-width forms, case and kana do not matter.
 * @param {string} text
 */
function plain(text) {
  const katakana = (/** @type {string} */ letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60);
  return text.normalize("NFKC").toLowerCase().replace(/[ぁ-ゖ]/g, katakana);
}

/** @param {HTMLFormElement} form */
function filter(form) {
  const items = [...document.querySelectorAll("ul.services > li")].map((item) => ({
    item: /** @type {HTMLElement} */ (item),
    text: plain(`${item.textContent} ${/** @type {HTMLElement} */ (item).dataset.words ?? ""}`),
  }));
  const groups = [...document.querySelectorAll("ul.services")].map((list) => ({ list, parts: group(list) }));
  const answer = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  read(form);
  show();
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const type of ["input", "change"]) form.addEventListener(type, () => (show(), write(form)));
  form.addEventListener("reset", () => setTimeout(() => (show(), write(form))));

  function show() {
    const chosen = values(form);
    const words = plain(chosen.find ?? "").split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { item, text } of items) {
      const fits = words.every((word) => text.includes(word)) && agrees(item, chosen);
      item.hidden = !fits;
      count += Number(fits);
    }
    for (const { list, parts } of groups) {
      const empty = !list.querySelector("li:not([hidden])");
      for (const part of parts) part.hidden = empty;
    }
    const template = count ? answer.dataset.some : answer.dataset.none;
    answer.textContent = (template ?? "").replace("{count}", String(count));
  }
}

/**
 * The list with its heading and what stands between them.
 * @param {Element} list
 */
function group(list) {
  const parts = [/** @type {HTMLElement} */ (list)];
  while (parts[0].tagName !== "H2" && parts[0].previousElementSibling) {
    parts.unshift(/** @type {HTMLElement} */ (parts[0].previousElementSibling));
  }
  return parts;
}

/**
 * @param {HTMLElement} item
 * @param {Record<string, string>} chosen
 */
function agrees(item, { kind, family, state, exam }) {
  const { dataset } = item;
  return (
    (!kind || dataset.kind === kind) &&
    (!family || dataset.family === family) &&
    (!state || dataset.state === state) &&
    (!exam || (dataset.exam ?? "").split(" ").includes(exam))
  );
}

/**
 * What is filled in, without what is empty.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
function values(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value);
  return Object.fromEntries(/** @type {[string, string][]} */ (filled));
}

/**
 * Without an address, what was filled in before this script came stays.
 * @param {HTMLFormElement} form
 */
function read(form) {
  const given = new URLSearchParams(location.search);
  if (given.size) {
    for (const field of /** @type {Iterable<HTMLInputElement>} */ (form.elements)) {
      if (field.name) field.value = given.get(field.name) ?? "";
    }
  }
}

/** @param {HTMLFormElement} form */
function write(form) {
  const query = new URLSearchParams(values(form)).toString();
  history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
}
