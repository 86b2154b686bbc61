// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Reading a receipt as people type it: from paper, in a hurry, on a phone.
 *
 * Case, blanks, commas, line breaks, numbers before words and ё/е do not matter. й stays й, another letter than и. A
 * letter of the other script that looks the same is taken for the one meant, also the palochka and what is typed for
 * it. What is wrong comes back as a value: the place of the word and list words near it, for the page the person types
 * into.
 */
import { checkGroup, digitsOf, entropyOf, wordsOf } from "./receipt.js";

/**
 * @typedef {object} Problem
 * @property {"unknown-word" | "wrong-count" | "not-together" | "bad-group"} code
 * @property {number} [place]  from 1: which word or group
 * @property {string[]} [nearest]  list words like the one typed, the likeliest first
 * @property {number} [count]  how many words or groups were found
 */

/** @typedef {{ entropy: Uint8Array, problem: null } | { entropy: null, problem: Problem }} Reading */

const GROUPS = 13;
const MOST_NEAR = 3;
/** How much nearer a common beginning makes two words. */
const COMMON_BEGINNING = 0.5;

/** Letters that look alike, Latin first; digits that stand for a letter of both. */
const ALIKE = ["aа", "bв", "cс", "eе", "hн", "kк", "mм", "oо", "pр", "tт", "xх", "yу"];
const TO_CYRILLIC = new Map(ALIKE.map(([latin = "", cyrillic = ""]) => [latin, cyrillic]));
const TO_LATIN = new Map(ALIKE.map(([latin = "", cyrillic = ""]) => [cyrillic, latin]));
/**
 * The palochka (U+04C0, U+04CF) and what is typed for it. It is in neither list; in an English word it is an l or an i.
 */
const UPRIGHTS = /[\u04c0\u04cf|1]/g;

/**
 * Fold text as both halves do before a look-up: NFKD, lower case, ё as е.
 *
 * @param {string} text
 */
export const fold = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/е\u0308/g, "е");

/**
 * Part typed text into folded words; numbers before them ("3.", "3)", "3") are dropped.
 *
 * @param {string} typed
 */
export function splitWords(typed) {
  return fold(typed)
    .split(/[\s,]+/)
    .map((part) => part.replace(/^[0-9]{1,2}(?:[.)]|$)/, ""))
    .filter((word) => word !== "");
}

/**
 * Read what was typed for a receipt, in words of one of the lists or in digits.
 *
 * @param {string} typed
 * @param {readonly (readonly string[])[]} lists  those at hand; the one that most of the words are in is taken
 * @returns {Reading}
 */
export function readReceipt(typed, lists) {
  return /\p{Letter}/u.test(typed) ? readWords(splitWords(typed), lists) : readDigits(typed);
}

/** @param {Problem} problem @returns {Reading} */
const wrong = (problem) => ({ entropy: null, problem });

/**
 * @param {readonly string[]} words  folded
 * @param {readonly (readonly string[])[]} lists
 * @returns {Reading}
 */
function readWords(words, lists) {
  const tables = lists.map(tableOf);
  const read = tables.map((table) =>
    words.map((word) => (table.get(word) ?? table.get(lookAlike(word, table)))?.place ?? -1),
  );
  const hits = read.map((places) => places.filter((place) => place >= 0).length);
  const best = hits.indexOf(Math.max(...hits));
  const [places, list] = [read[best] ?? [], lists[best] ?? []];
  const unknown = places.indexOf(-1);
  if (unknown >= 0) {
    return wrong({ code: "unknown-word", place: unknown + 1, nearest: nearestWords(words[unknown] ?? "", list) });
  }
  if (places.length !== 12) return wrong({ code: "wrong-count", count: places.length });
  const entropy = entropyOf(places);
  return entropy === null ? wrong({ code: "not-together" }) : { entropy, problem: null };
}

/**
 * @typedef {object} Listed  a word of a list
 * @property {string} word
 * @property {string} folded
 * @property {number} place  from 0
 * @property {number} letters  see `lettersOf`
 */

/** @type {WeakMap<readonly string[], ReadonlyMap<string, Listed>>} */
const tables = new WeakMap();

/**
 * Give the words of a list by their folded form. It is made once: folding both lists takes longer than all the rest.
 *
 * @param {readonly string[]} list
 */
function tableOf(list) {
  const known = tables.get(list);
  if (known !== undefined) return known;
  const words = list.map((word, place) => ({ word, folded: fold(word), place }));
  const table = new Map(words.map((one) => [one.folded, { ...one, letters: lettersOf(one.folded) }]));
  tables.set(list, table);
  return table;
}

/**
 * Respell a word in the script of a list, if that gives one of its words.
 *
 * @param {string} word
 * @param {ReadonlyMap<string, Listed>} table
 */
function lookAlike(word, table) {
  for (const letters of [TO_CYRILLIC, TO_LATIN]) {
    const respelt = Array.from(word, (letter) => letters.get(letter) ?? letter).join("");
    const found = [respelt, respelt.replace(UPRIGHTS, "l"), respelt.replace(UPRIGHTS, "i")].find((each) =>
      table.has(each),
    );
    if (found !== undefined) return found;
  }
  return word;
}

/**
 * @param {string} typed
 * @returns {Reading}
 */
function readDigits(typed) {
  const parts = fold(typed)
    .split(/[^0-9.)]+/)
    .filter((part) => part !== "" && !/^[0-9]{1,2}[.)]?$/.test(part));
  const digits = parts.join("").replace(/[^0-9]/g, "");
  const groups = digits.match(/[0-9]{1,4}/g) ?? [];
  if (groups.length !== GROUPS || digits.length !== 4 * GROUPS)
    return wrong({ code: "wrong-count", count: groups.length });
  const places = groups.slice(0, -1).map((group) => Number(group) - 1);
  const outside = places.findIndex((place) => place < 0 || place > 2047);
  if (outside >= 0) return wrong({ code: "bad-group", place: outside + 1 });
  const entropy = entropyOf(places);
  if (entropy === null || checkGroup(entropy) !== Number(groups[GROUPS - 1])) return wrong({ code: "not-together" });
  return { entropy, problem: null };
}

/**
 * Give up to three words of the list that are likest to what was typed.
 *
 * @param {string} word  folded
 * @param {readonly string[]} list
 */
export function nearestWords(word, list) {
  const letters = lettersOf(word);
  /** @param {Listed} one */
  const most = (one) => Math.max(1, Math.min(word.length, one.word.length) / 2);
  // At the least, what only one of the two has is added, dropped or changed: in most words that is too much already.
  /** @param {Listed} one */
  const least = (one) =>
    Math.max(
      Math.abs(word.length - one.folded.length),
      ones(letters & ~one.letters),
      ones(one.letters & ~letters),
    );
  return [...tableOf(list).values()]
    .filter((one) => least(one) - COMMON_BEGINNING <= most(one))
    .map((one) => ({ one, far: distance(word, one.folded) }))
    .filter(({ one, far }) => far <= most(one))
    .sort((first, second) => first.far - second.far || first.one.place - second.one.place)
    .slice(0, MOST_NEAR)
    .map(({ one }) => one.word);
}

/**
 * Give the set of letters of a word, a bit each: no two of а to я, or of a to z, have one bit.
 *
 * @param {string} word
 */
function lettersOf(word) {
  let bits = 0;
  for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

/** @param {number} bits */
function ones(bits) {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * Count the letters to add, drop, change or swap with a neighbour (Damerau, optimal string alignment), less a little
 * for a common beginning: four letters tell any two list words apart.
 *
 * @param {string} one
 * @param {string} two
 */
function distance(one, two) {
  const width = two.length + 1;
  const cells = Array.from({ length: width }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    cells.push(row);
    for (let column = 1; column < width; column++) {
      const above = cells.length - width;
      const changed = (cells[above - 1] ?? 0) + Number(one[row - 1] !== two[column - 1]);
      const least = Math.min(changed, (cells[above] ?? 0) + 1, (cells[cells.length - 1] ?? 0) + 1);
      const swapped = row > 1 && column > 1 && one[row - 1] === two[column - 2] && one[row - 2] === two[column - 1];
      cells.push(swapped ? Math.min(least, (cells[above - width - 2] ?? 0) + 1) : least);
    }
  }
  return (cells[cells.length - 1] ?? 0) - (one.slice(0, 4) === two.slice(0, 4) ? COMMON_BEGINNING : 0);
}

/**
 * Say whether text holds four words of the receipt in a row, or three groups of its digits: people paste it into the
 * story by mistake, and then every reader has it.
 *
 * @param {string} text
 * @param {Uint8Array} entropy
 * @param {readonly (readonly string[])[]} lists
 */
export function holdsReceipt(text, entropy, lists) {
  const words = ` ${fold(text)
    .split(/[^\p{Letter}\p{Mark}]+/u)
    .join(" ")} `;
  const digits = text.replace(/[^0-9]/g, "");
  return (
    runs(digitsOf(entropy), 3).some((groups) => digits.includes(groups.join(""))) ||
    lists.some((list) => runs(wordsOf(entropy, list), 4).some((run) => words.includes(` ${run.map(fold).join(" ")} `)))
  );
}

/** @param {readonly string[]} parts @param {number} length */
const runs = (parts, length) => parts.slice(length - 1).map((_, at) => parts.slice(at, at + length));
