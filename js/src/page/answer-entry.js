// SPDX-License-Identifier: AGPL-3.0-or-later
/** Entry point of `answer.js`: all that coming back with the words needs, in one script. */
import "../old.js";
import { startAnswers } from "./answer.js";
import { ONLINE } from "./online.js";
import { start } from "./page.js";
import * as core from "./reading.js";

start(core, startAnswers, ONLINE);
