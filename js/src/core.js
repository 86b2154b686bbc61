// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Entry point of the committed bundle `core.js`: one classic script for a Web Worker and for the page itself.
 *
 * In a worker it answers calls (`worker.js`); in a page its surface stands as `PlaintCore`. A classic script, no
 * module: workers of the `module` kind are missing in browsers that are still in use.
 */
import "./old.js";
import * as surface from "./index.js";
import { serve } from "./worker.js";

const { WorkerGlobalScope } = /** @type {any} */ (globalThis);
if (WorkerGlobalScope !== undefined && globalThis instanceof WorkerGlobalScope) {
  serve(/** @type {any} */ (globalThis), surface);
} else {
  Object.defineProperty(globalThis, "PlaintCore", { value: Object.freeze({ ...surface }) });
}
