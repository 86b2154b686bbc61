// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * k-of-n shares over GF(256), polynomial 0x11b, share = y bytes then one x byte: the form of Vault's shares and of
 * pyshamir.
 *
 * The library combines wrong or too few shares to garbage without a word, so nothing here is trusted without a
 * commitment beside it. It is not constant-time: only random keys are split, on the owner's own machine.
 */
import { combine as combineShares, split as splitSecret } from "shamir-secret-sharing";
import { PlaintError } from "./errors.js";
import { requireRandomness } from "./random.js";

/** The only secret ever split is a 32-byte key. */
export const SECRET_BYTES = 32;
export const SHARE_BYTES = SECRET_BYTES + 1;

/**
 * Split a 32-byte key so that any k of n shares give it back.
 *
 * @param {Uint8Array} secret
 * @param {{ shares: number, threshold: number }} how  2 ≤ threshold ≤ shares ≤ 255
 * @returns {Promise<Uint8Array[]>}
 * @throws {PlaintError} `bad-shares`
 */
export async function split(secret, { shares, threshold }) {
  const whole = Number.isInteger(shares) && Number.isInteger(threshold);
  if (secret.length !== SECRET_BYTES || !whole || threshold < 2 || shares < threshold || shares > 255) {
    throw new PlaintError(
      "bad-shares",
      "A key can be shared among at least two trustees, and no fewer than must agree.",
    );
  }
  requireRandomness();
  // The library compares constructors: a subclass or a view of another realm would be refused.
  return splitSecret(Uint8Array.from(secret), shares, threshold);
}

/**
 * Combine shares. Check every share against its commitment first, and the result against what was sealed afterwards.
 *
 * @param {readonly Uint8Array[]} shares  at least two, of 33 bytes, with different non-zero x
 * @returns {Promise<Uint8Array>}
 * @throws {PlaintError} `bad-shares`
 */
export async function combine(shares) {
  const places = shares.map((share) => share[SHARE_BYTES - 1]);
  const wrong = shares.some((share) => share.length !== SHARE_BYTES);
  // x = 0 would be the secret itself; two shares of one x are one share.
  if (wrong || shares.length < 2 || places.includes(0) || new Set(places).size !== places.length) {
    throw new PlaintError("bad-shares", "These are not different shares of one key; ask the trustees again.");
  }
  return combineShares(shares.map((share) => Uint8Array.from(share)));
}
