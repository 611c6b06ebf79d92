// fast-check, from the packages that the checks of prose install too.

import { createRequire } from "node:module";

export default createRequire(new URL("../../tools/prose/package.json", import.meta.url))("fast-check");
