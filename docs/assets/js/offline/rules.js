// What belongs to which copy: names, addresses and choices, without a page or a worker.
//
// A copy is one version of one language.  A build is what one worker serves: one version of
// each language.  Several projects may share an origin, so names carry the worker's scope.

/**
 * @typedef {"ja" | "en"} Language
 * @typedef {Record<string, string>} Versions language -> version
 */

/** @type {Language[]} */
export const LANGUAGES = ["ja", "en"];

/** The language of a path below the site's root. @type {(path: string) => Language} */
export const languageOf = (path) => (path === "en" || path.startsWith("en/") ? "en" : "ja");

/** The other language. @type {(language: string) => Language} */
export const otherThan = (language) => (language === "en" ? "ja" : "en");

/** Where a published file is asked for: a/index.html at a/. @type {(file: string) => string} */
export const addressOf = (file) => file.replace(/(^|\/)index\.html$/, "$1");

/** Whether readers come to a path by a link in a text. @type {(path: string) => boolean} */
export const isPage = (path) => !/\.[a-z0-9]+$/i.test(path) || path.endsWith(".html");

/** The path below a scope, without query and section; nothing for what lies elsewhere. @type {(url: string, scope: string) => string | undefined} */
export function pathOf(url, scope) {
  const plain = url.replace(/[?#].*$/s, "");
  return plain.startsWith(scope) ? addressOf(plain.slice(scope.length)) : undefined;
}

/** What all caches of a site at this path begin with. @type {(scope: string) => string} */
export const prefixOf = (scope) => `mle-notes:${scope}:`;

/** @type {(scope: string, language: string, version: string) => string} */
export const nameOf = (scope, language, version) => `${prefixOf(scope)}${language}:${version}`;

/**
 * The language and version that a cache's name says; nothing for a cache of something else.
 * @param {string} name
 * @param {string} scope
 */
export function copyOf(name, scope) {
  if (!name.startsWith(prefixOf(scope))) return undefined;
  const [language, version, ...more] = name.slice(prefixOf(scope).length).split(":");
  const right = version && !more.length && LANGUAGES.includes(/** @type {Language} */ (language));
  return right ? { language, version } : undefined;
}

/** A build as text, to be kept for a page. @type {(versions: Versions) => string} */
export const buildText = (versions) => LANGUAGES.map((language) => versions[language] ?? "").join(":");

/**
 * The versions that such a text names.
 * @param {string} text
 * @returns {Versions}
 */
export function versionsOf(text) {
  const versions = text.split(":");
  return Object.fromEntries(LANGUAGES.flatMap((language, place) => (versions[place] ? [[language, versions[place]]] : [])));
}

/**
 * The caches in which a file of a build may lie; files that both languages share are in both.
 * @param {string} build
 * @param {string} path
 * @param {string} scope
 */
export function placesOf(build, path, scope) {
  const versions = versionsOf(build);
  const first = languageOf(path);
  return [first, otherThan(first)].flatMap((language) => (versions[language] ? [nameOf(scope, language, versions[language])] : []));
}

/**
 * The caches of this site that neither a build in use nor an open page needs.
 * @param {string[]} names all caches of the origin
 * @param {string} scope
 * @param {string[]} builds
 */
export function unneeded(names, scope, builds) {
  const used = new Set(builds.flatMap((build) => Object.entries(versionsOf(build)).map(([language, version]) => nameOf(scope, language, version))));
  return names.filter((name) => copyOf(name, scope) && !used.has(name));
}

/**
 * Which files of a new copy an old one has too, by what they hold, and which must be fetched.
 * @template T
 * @param {Record<string, string>} files path -> hash
 * @param {Map<string, T>} held hash -> where it lies
 * @param {(path: string) => boolean} present what the new copy has already
 */
export function sorted(files, held, present) {
  const missing = Object.entries(files).filter(([path]) => !present(path));
  return {
    copied: missing.flatMap(([path, hash]) => (held.has(hash) ? [{ path, from: /** @type {T} */ (held.get(hash)) }] : [])),
    fetched: missing.filter(([, hash]) => !held.has(hash)).map(([path, hash]) => ({ path, hash })),
  };
}

/**
 * Do something with each item, a few at a time; the first failure ends it.
 * @template T
 * @param {number} most
 * @param {T[]} items
 * @param {(item: T) => Promise<void>} act
 */
export async function few(most, items, act) {
  const waiting = [...items];
  let failed = false;
  const line = async () => {
    for (let item = waiting.shift(); item !== undefined && !failed; item = waiting.shift()) await act(item);
  };
  const lines = Array.from({ length: most }, line);
  try {
    await Promise.all(lines);
  } catch (error) {
    failed = true;
    await Promise.allSettled(lines); // nothing goes on behind the back of who asked
    throw error;
  }
}
