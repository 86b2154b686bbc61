// SPDX-License-Identifier: AGPL-3.0-or-later
/** Showing the receipt, asking for two of its words, and taking both off the page again. */
import { all, byId, make, put, valueOf } from "./dom.js";
import { placesToAsk, wrongPlaces } from "./confirm.js";
import { fill } from "./texts.js";

/** @typedef {import("./page.js").World} World */

/**
 * Fetch a list of words.
 *
 * @param {World} world
 * @param {string} path
 * @returns {Promise<string[]>}
 */
export async function fetchList({ core, fetch }, path) {
  const bytes = (await fetch(path)) ?? new Uint8Array();
  return core.wordList(new TextDecoder().decode(bytes));
}

/**
 * The words of one receipt on the page.
 *
 * @param {World} world
 */
export function receiptOn({ core, given }) {
  /** @type {{ words: string[], places: [number, number] } | null} */
  let shown = null;
  const labels = ["word1", "word2"].map((id) => {
    const label = /** @type {HTMLElement} */ (document.querySelector(`label[for="${id}"]`));
    return { label, text: label.textContent ?? "" };
  });
  return {
    /** @param {Uint8Array} entropy @param {readonly string[]} list */
    show: (entropy, list) => {
      const words = core.wordsOf(entropy, list);
      shown = { words, places: placesToAsk(core.randomBytes(2)) };
      put(
        byId("words"),
        words.map((word) => make("li", word)),
      );
      byId("words").lang = given["words"] ?? "";
      byId("digits").textContent = core.digitsOf(entropy).join(" ");
    },
    ask: () => {
      labels.forEach(({ label, text }, at) => (label.textContent = fill(text, { n: shown?.places[at] ?? 0 })));
    },
    /** @returns {import("./answers.js").Problem[]} */
    check: () => {
      const { words, places } = shown ?? { words: [], places: [0, 0] };
      const wrong = wrongPlaces(words, places, [valueOf("word1"), valueOf("word2")], core.fold);
      return wrong.map((n) => ({ field: `word${places.indexOf(n) + 1}`, text: "confirm.wrong", values: { n } }));
    },
    wipe: () => {
      shown = null;
      byId("words").textContent = "";
      byId("digits").textContent = "";
      for (const field of all(document, "#word1, #word2")) /** @type {HTMLInputElement} */ (field).value = "";
    },
  };
}
