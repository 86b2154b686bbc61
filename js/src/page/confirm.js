// SPDX-License-Identifier: AGPL-3.0-or-later
/** Asking for two of the twelve words, to see that they were copied. */

/**
 * Choose two different places out of twelve, in their order.
 *
 * @param {Uint8Array} random  2 random bytes; a slight leaning towards early places does no harm here
 * @returns {[number, number]}  from 1
 */
export function placesToAsk(random) {
  const first = Number(random[0]) % 12;
  const second = (first + 1 + (Number(random[1]) % 11)) % 12;
  return first < second ? [first + 1, second + 1] : [second + 1, first + 1];
}

/**
 * Give the places whose typed word is not the one asked for.
 *
 * @param {readonly string[]} words  the twelve
 * @param {readonly number[]} places  asked for, from 1
 * @param {readonly string[]} typed
 * @param {(text: string) => string} fold  as receipts are folded
 */
export function wrongPlaces(words, places, typed, fold) {
  const plain = (/** @type {string} */ word) => fold(word).replace(/[^\p{Letter}\p{Mark}]+/gu, "");
  return places.filter((place, at) => plain(words[place - 1] ?? "") !== plain(typed[at] ?? ""));
}
