// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The receipt: 128 random bits, shown as 12 words or 13 groups of digits, and the keys that come out of them
 * (docs/protocol.md, 5).
 *
 * The rules are:
 *   - The bits are random and full: nothing is stretched, nobody chooses words.
 *   - Neither the entropy nor the words nor any hash of them leaves the device. What leaves is derived by HKDF and
 *     public by nature: a recipient, an Ed25519 key, a hash of a token.
 *   - Words are found by their place in the list, so that the list has no say in the keys.
 */
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { ed25519 } from "@noble/curves/ed25519.js";
import { identityFromSeed, recipientKey, recipientOf } from "./age.js";
import { concat, utf8 } from "./bytes.js";
import { u32 } from "./cursor.js";
import { FormatError } from "./errors.js";
import { hash, hkdfExpand, hkdfExtract, label, packedOrigin } from "./hash.js";
import { randomBytes, requireRandomness } from "./random.js";

export const ENTROPY_BYTES = 16;
export const WORD_COUNT = 12;
const LIST_LENGTH = 2048;
/** From A to а. */
export const CYRILLIC = 0x430 - 0x41;
const CHECK_DIGITS = 10_000;

/** A list of "words" that are their own places, so that the library's BIP-39 coding gives and takes places. */
const PLACES = Array.from({ length: LIST_LENGTH }, (_, place) => String(place));

/** Draw the entropy of a new receipt. */
export function newEntropy() {
  requireRandomness();
  return randomBytes(ENTROPY_BYTES);
}

/**
 * Give the place (from 0) in any list of each of the 12 words (BIP-39; the last one carries 4 check bits).
 *
 * @param {Uint8Array} entropy  16 bytes
 */
export function placesOf(entropy) {
  if (entropy.length !== ENTROPY_BYTES) throw new FormatError("bad-receipt", "A receipt holds 16 bytes.");
  return entropyToMnemonic(entropy, PLACES).split(" ").map(Number);
}

/**
 * Give the entropy of 12 places, or null where the check bits do not fit.
 *
 * @param {readonly number[]} places  each from 0 to 2047
 */
export function entropyOf(places) {
  if (places.length !== WORD_COUNT || !places.every((place) => PLACES[place] === String(place))) return null;
  try {
    return mnemonicToEntropy(places.join(" "), PLACES);
  } catch {
    return null;
  }
}

/**
 * Take apart a file of words as the build makes it: before each word stands how many letters it shares with the one
 * before ("0abandon2ility1le"), and A to ` stand for а to я. Two kilobytes less over a slow line.
 *
 * @param {string} file
 * @throws {FormatError} `bad-words`
 */
export function wordList(file) {
  /** @type {string[]} */
  const words = [];
  for (const [, shared, rest] of file.trim().matchAll(/(\d+)(\D*)/g)) {
    const own = String(rest).replace(/[A-`]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + CYRILLIC));
    words.push((words[words.length - 1] ?? "").slice(0, Number(shared)) + own);
  }
  if (new Set(words).size !== LIST_LENGTH || words.length !== LIST_LENGTH) {
    throw new FormatError("bad-words", "The list of words did not arrive whole; load the page again.");
  }
  return words;
}

/**
 * Write a receipt as words of a list.
 *
 * @param {Uint8Array} entropy
 * @param {readonly string[]} list
 */
export const wordsOf = (entropy, list) => placesOf(entropy).map((place) => list[place] ?? "");

/**
 * Write a receipt as 13 groups of four digits: each word's place from 1, then a check group.
 *
 * @param {Uint8Array} entropy
 */
export function digitsOf(entropy) {
  const groups = placesOf(entropy).map((place) => place + 1);
  return [...groups, checkGroup(entropy)].map((group) => String(group).padStart(4, "0"));
}

/** @param {Uint8Array} entropy */
export function checkGroup(entropy) {
  const [high = 0, low = 0] = hash(label("digits"), entropy);
  return (high * 256 + low) % CHECK_DIGITS;
}

/**
 * @typedef {object} Keys  what a receipt gives in one group
 * @property {Uint8Array} threadKey  32 bytes, key of the cells
 * @property {string} threadIdentity  `AGE-SECRET-KEY-PQ-1…`
 * @property {Uint8Array} followUpSeed  Ed25519 private key
 * @property {Uint8Array} authorKey  its public half
 * @property {Uint8Array} caseId  16 bytes
 * @property {(recordId: Uint8Array) => Uint8Array} eraseToken
 * @property {(attachmentId: Uint8Array, number: number) => Uint8Array} chunkToken
 */

/**
 * Derive the keys of a receipt for one group.
 *
 * @param {Uint8Array} entropy
 * @param {string} origin
 * @returns {Keys}
 */
export function keysOf(entropy, origin) {
  if (entropy.length !== ENTROPY_BYTES) throw new FormatError("bad-receipt", "A receipt holds 16 bytes.");
  const prk = hkdfExtract(hash(label("receipt"), packedOrigin(origin)), entropy);
  const derive = (/** @type {string} */ name, /** @type {Uint8Array[]} */ ...rest) =>
    hkdfExpand(prk, concat(utf8(`plaint/v1 ${name}`), ...rest));
  const followUpSeed = derive("follow-up key");
  const authorKey = ed25519.getPublicKey(followUpSeed);
  return {
    threadKey: derive("thread key"),
    threadIdentity: identityFromSeed(derive("thread identity")),
    followUpSeed,
    authorKey,
    caseId: caseIdOf(authorKey),
    eraseToken: (recordId) => derive("erase token", recordId),
    chunkToken: (attachmentId, number) => derive("chunk token", attachmentId, u32(number)),
  };
}

/**
 * Give the case that a complainant's key belongs to.
 *
 * @param {Uint8Array} authorKey
 */
export const caseIdOf = (authorKey) => hash(label("case"), authorKey).subarray(0, 16);

/**
 * Write the thread section of a complaint: thread key and raw thread recipient.
 *
 * @param {Keys} keys
 */
export async function threadSection(keys) {
  return concat(keys.threadKey, recipientKey(await recipientOf(keys.threadIdentity)));
}
