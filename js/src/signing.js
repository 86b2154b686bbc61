// SPDX-License-Identifier: AGPL-3.0-or-later
/** Ed25519 (RFC 8032), signing and strict verification. */
import { ed25519 } from "@noble/curves/ed25519.js";

export const SEED_BYTES = 32;
export const PUBLIC_BYTES = 32;
export const SIGNATURE_BYTES = 64;
/** Algorithm byte in front of a signature: 1 is Ed25519. */
export const ED25519 = 1;

/**
 * Sign a message.
 *
 * @param {Uint8Array} message
 * @param {Uint8Array} seed  32 bytes
 */
export const sign = (message, seed) => ed25519.sign(message, seed);

/**
 * Say whether a signature is good.
 *
 * The library's default follows ZIP 215 and takes points that other implementations refuse. Both halves must give one
 * answer on one signature, so the strict rules of RFC 8032 are asked for.
 *
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 * @param {Uint8Array} publicKey
 */
export function verify(signature, message, publicKey) {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== PUBLIC_BYTES) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/**
 * Give the public key of a seed.
 *
 * @param {Uint8Array} seed
 */
export const publicKeyOf = (seed) => ed25519.getPublicKey(seed);
