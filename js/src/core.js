// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Entry point of the committed bundle `core.js`: one classic script for a Web Worker and for the page itself.
 *
 * A classic script, no module: workers of the `module` kind are missing in browsers that are still in use, and one file
 * serves both ways, so nothing is fetched twice.
 */
import "./old.js";
import * as surface from "./index.js";

Object.defineProperty(globalThis, "PlaintCore", { value: Object.freeze({ ...surface }) });
