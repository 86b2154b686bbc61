// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Entry point of `core.js`: the whole surface as `PlaintCore`, for tests, benches and whoever audits the half that runs
 * in browsers. Pages load `write.js` or `answer.js`, which hold of it what they use.
 */
import "./old.js";
import * as surface from "./index.js";

Object.defineProperty(globalThis, "PlaintCore", { value: Object.freeze({ ...surface }) });
