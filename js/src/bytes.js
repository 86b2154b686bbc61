// SPDX-License-Identifier: AGPL-3.0-or-later
/** Joining, comparing and writing bytes. */
import { FormatError } from "./errors.js";

const encoder = new TextEncoder();
// ignoreBOM keeps a byte-order mark in the text, where strict readers refuse it, instead of dropping it unseen.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Join byte arrays.
 *
 * @param {...Uint8Array} parts
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * Compare without stopping at the first difference.
 *
 * @param {Uint8Array} one
 * @param {Uint8Array} two
 */
export function equal(one, two) {
  if (one.length !== two.length) return false;
  let difference = 0;
  one.forEach((byte, at) => (difference |= byte ^ /** @type {number} */ (two[at])));
  return difference === 0;
}

/**
 * Encode text as UTF-8. A lone surrogate is refused: the encoder of the browser would replace it without a word.
 *
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {FormatError} `bad-text`
 */
export function utf8(text) {
  if (/\p{Surrogate}/u.test(text))
    throw new FormatError("bad-text", "The text holds half a character; type that place again.");
  return Uint8Array.from(encoder.encode(text));
}

/**
 * Decode UTF-8 strictly.
 *
 * @param {Uint8Array} bytes
 * @throws {FormatError} `bad-text`
 */
export function text(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FormatError("bad-text", "These bytes are not UTF-8 text.");
  }
}

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Read lower-case hex of an exact length. Upper case is refused: one value has one spelling.
 *
 * @param {string} digits
 * @param {number} length  in bytes
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {FormatError} `bad-hex`
 */
export function unhex(digits, length) {
  if (typeof digits !== "string" || digits.length !== 2 * length || !/^[0-9a-f]*$/.test(digits)) {
    throw new FormatError("bad-hex", `${length} bytes in lower-case hex were expected.`);
  }
  return Uint8Array.from({ length }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}
