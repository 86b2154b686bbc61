// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The only door to randomness.
 *
 * Every key and nonce of the browser half comes from `crypto.getRandomValues`. It exists in insecure contexts too (an
 * onion service over http), unlike `crypto.subtle`. Where it is missing the page stops: there is no weaker second
 * source.
 */
import { PlaintError } from "./errors.js";

/** Web Cryptography API, section 10.1.1: one call gives at most this many bytes. */
const QUOTA = 65536;

/**
 * Refuse to go on where the browser gives no randomness, or gives a constant.
 *
 * A page may carry a broken shim of `crypto`; two equal draws of 32 bytes mean one (chance otherwise 2^-256).
 *
 * @throws {PlaintError} `no-randomness`
 */
export function requireRandomness() {
  const source = globalThis.crypto;
  if (typeof source?.getRandomValues !== "function") throw noRandomness();
  const [one, two] = [new Uint8Array(32), new Uint8Array(32)];
  source.getRandomValues(one);
  source.getRandomValues(two);
  if (one.every((byte, at) => byte === two[at])) throw noRandomness();
}

/**
 * Draw random bytes.
 *
 * @param {number} length  in bytes, any size
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {PlaintError} `no-randomness`
 */
export function randomBytes(length) {
  if (typeof globalThis.crypto?.getRandomValues !== "function") throw noRandomness();
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += QUOTA) globalThis.crypto.getRandomValues(bytes.subarray(at, at + QUOTA));
  return bytes;
}

function noRandomness() {
  return new PlaintError(
    "no-randomness",
    "This browser gives no randomness, so nothing can be sealed in it. Use another browser.",
  );
}
