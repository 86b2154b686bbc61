// SPDX-License-Identifier: AGPL-3.0-or-later
/** SHA-256, HKDF-SHA256 and the labels that keep one message from being taken for another (docs/protocol.md, 0). */
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "./bytes.js";
import { u8 } from "./cursor.js";
import { FormatError } from "./errors.js";

/**
 * Hash the joined parts with SHA-256.
 *
 * @param {...Uint8Array} parts
 * @returns {Uint8Array}
 */
export const hash = (...parts) => sha256(concat(...parts));

/**
 * Write a label: ASCII with one zero byte at its end, so that none is the beginning of another message.
 *
 * @param {string} name  for instance `record`
 */
export const label = (name) => utf8(`plaint/v1 ${name}\0`);

/**
 * HKDF-Extract (RFC 5869).
 *
 * @param {Uint8Array} salt
 * @param {Uint8Array} ikm
 * @returns {Uint8Array}
 */
export const hkdfExtract = (salt, ikm) => extract(sha256, ikm, salt);

/**
 * HKDF-Expand (RFC 5869) to 32 bytes.
 *
 * @param {Uint8Array} prk
 * @param {Uint8Array} info
 * @returns {Uint8Array}
 */
export const hkdfExpand = (prk, info) => expand(sha256, prk, info, 32);

/**
 * Write an origin with its length in front. Every signature and derivation holds it, so that nothing of one group is
 * valid in another.
 *
 * @param {string} origin
 * @throws {FormatError} `bad-origin`
 */
export function packedOrigin(origin) {
  return concat(u8(checkOrigin(origin).length), utf8(origin));
}

/**
 * Check the form of an origin (docs/protocol.md, 0).
 *
 * @param {string} origin
 * @returns {string}  the same
 * @throws {FormatError} `bad-origin`
 */
export function checkOrigin(origin) {
  const fits = typeof origin === "string" && /^[a-z0-9](?:[a-z0-9./-]{0,61}[a-z0-9])?$/.test(origin);
  if (!fits || origin.includes("//")) {
    throw new FormatError(
      "bad-origin",
      "The name of the group's ledger is not of the form expected; load the page again.",
    );
  }
  return origin;
}
