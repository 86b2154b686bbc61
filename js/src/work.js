// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Work in front of a packet (docs/protocol.md, 4). It prices a flood and proves nothing else.
 *
 * The nonce is the smallest that fits. Two programs that counted differently would mark their packets: cover must not
 * be told from a complaint by the numbers it happens to try.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat } from "./bytes.js";
import { u64 } from "./cursor.js";
import { PlaintError } from "./errors.js";
import { hash, label } from "./hash.js";

export const MAX_BITS = 20;
/** Tries between two reports: some tenths of a second in the slowest browser. */
const STRIDE = 1024;

/**
 * Give the seed of the work.
 *
 * @param {Uint8Array} blobHash
 * @param {Uint8Array} eraseCommit
 */
export const workSeed = (blobHash, eraseCommit) => hash(label("work"), blobHash, eraseCommit);

/**
 * Say whether a nonce is enough work.
 *
 * @param {Uint8Array} seed
 * @param {Uint8Array} nonce  8 bytes
 * @param {number} bits
 */
export const enoughWork = (seed, nonce, bits) => leadingZeros(sha256(concat(seed, nonce))) >= bits;

/** @param {Uint8Array} digest */
function leadingZeros(digest) {
  const at = digest.findIndex((byte) => byte !== 0);
  return at < 0 ? 8 * digest.length : 8 * at + Math.clz32(Number(digest[at])) - 24;
}

/**
 * Find the smallest nonce with enough work.
 *
 * @param {Uint8Array} seed
 * @param {number} bits  0 to 20
 * @param {(tried: number) => void | Promise<void>} [progress]  called every 1,024 tries
 * @returns {Promise<Uint8Array>}  8 bytes
 * @throws {PlaintError} `too-much-work`
 */
export async function solveWork(seed, bits, progress) {
  if (!Number.isInteger(bits) || bits < 0 || bits > MAX_BITS) {
    throw new PlaintError("too-much-work", "The server asks for more work than any group may; load the page again.");
  }
  const tried = concat(seed, new Uint8Array(8));
  for (let nonce = 0; ; nonce++) {
    tried.set(u64(nonce), seed.length);
    if (leadingZeros(sha256(tried)) >= bits) return u64(nonce);
    if (nonce % STRIDE === STRIDE - 1) await progress?.(nonce + 1);
  }
}
