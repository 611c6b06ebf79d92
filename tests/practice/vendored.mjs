// The schedule imports ./ts-fsrs.js, which only the build puts beside it.  Here it is the
// vendored file, or the one that TS_FSRS names.  Modules that need it are imported after this
// one has run: const {…} = await import("…/schedule.js").

import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const vendored = process.env.TS_FSRS
  ? pathToFileURL(process.env.TS_FSRS).href
  : new URL("../../third_party/ts-fsrs/index.mjs", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => next(specifier === "./ts-fsrs.js" ? vendored : specifier, context),
});
