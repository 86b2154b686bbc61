// SPDX-License-Identifier: AGPL-3.0-or-later
/** Leaves of the ledger and proofs that they are in it (docs/protocol.md, 8; RFC 6962, 2.1; RFC 9162, 2.1.3.2). */
import { concat, equal, utf8 } from "./bytes.js";
import { FormatError } from "./errors.js";
import { hash } from "./hash.js";

export const LEAF_KIND = Object.freeze({ ENTRY: 1, CHUNK: 2, BOARD: 3, CHARTER: 4, TOMBSTONE: 5 });
const HASH_BYTES = 32;
const VERSION = 1;

/**
 * Write the 72 bytes of a leaf.
 *
 * @param {number} kind
 * @param {Uint8Array} blobHash
 * @param {Uint8Array} [eraseCommit]  zero for board, charter and tombstone
 */
export const leafBytes = (kind, blobHash, eraseCommit = new Uint8Array(HASH_BYTES)) =>
  concat(utf8("PLT"), Uint8Array.of(VERSION, kind, 0, 0, 0), blobHash, eraseCommit);

/**
 * Hash a leaf. Its prefix differs from a node's, so that no node can pass for a leaf.
 *
 * @param {Uint8Array} leaf
 */
export const leafHash = (leaf) => hash(Uint8Array.of(0), leaf);

/** @param {Uint8Array} left @param {Uint8Array} right */
const nodeHash = (left, right) => hash(Uint8Array.of(1), left, right);

/**
 * Refuse a path that does not lead from a leaf to the root.
 *
 * @param {Uint8Array} leaf  hash of the leaf
 * @param {{ index: number, size: number, path: readonly Uint8Array[], root: Uint8Array }} proof
 * @throws {FormatError} `bad-proof`
 */
export function verifyInclusion(leaf, { index, size, path, root }) {
  const whole = [leaf, root, ...path].every(({ length }) => length === HASH_BYTES);
  if (!whole || !Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size)
    throw wrong();
  // Division, not shifts: a ledger may outgrow the 32 bits of the language's bit operators.
  let [node, last] = [index, size - 1];
  let at = leaf;
  for (const sibling of path) {
    if (last === 0) throw wrong();
    if (node % 2 === 1 || node === last) {
      at = nodeHash(sibling, at);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      at = nodeHash(at, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0 || !equal(at, root)) throw wrong();
}

const wrong = () =>
  new FormatError("bad-proof", "The proof does not lead to the ledger's head; look again in some hours.");
