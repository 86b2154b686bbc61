// SPDX-License-Identifier: AGPL-3.0-or-later
/** The lists of receipt words as the build makes them. */
import { wordFiles } from "../../build.mjs";
import { wordList } from "../../src/receipt.js";

const files = wordFiles();

export const russian = wordList(String(files.get("words.ru.txt")));
export const english = wordList(String(files.get("words.en.txt")));
