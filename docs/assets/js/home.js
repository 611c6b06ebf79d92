// Where the languages of the site begin.

const config = JSON.parse(document.querySelector("#__config")?.textContent ?? "{}");
/** Where the language of this page begins. */
export const home = new URL(`${config.base}/`, location.href);

/**
 * Where a language begins.
 * @param {string} language
 */
export function homeOf(language) {
  if (language === document.documentElement.lang) return home;
  return new URL(language === "en" ? "en/" : "../", home);
}
