// SPDX-License-Identifier: AGPL-3.0-or-later
/** Entry point of `write.js`: all that writing a complaint needs, in one script. */
import "../old.js";
import { ONLINE } from "./online.js";
import { start } from "./page.js";
import * as core from "./sealing.js";
import { startWriting } from "./write.js";

start(core, startWriting, ONLINE);
