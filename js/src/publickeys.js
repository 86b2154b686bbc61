// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Public keys in a charter: only such as can be sealed to and verified with.
 *
 * A recipient to which nothing can be sealed would stop every page at the last step, after the person has written. An
 * Ed25519 key of small order would let anybody sign in its name.
 */
import { x25519 } from "@noble/curves/ed25519.js";
import { recipientKey } from "./age.js";
import { hex } from "./bytes.js";

const MLKEM_BYTES = 1184;
const MLKEM_SEED_BYTES = 32;
const MLKEM_MODULUS = 3329;
/** Any scalar will do: a point of small order gives zero with every clamped one. */
const SCALAR = new Uint8Array(32).fill(9);

/**
 * The y of the eight points of small order of edwards25519, in every encoding that some program takes, sign bit off.
 */
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/**
 * Say whether all 12-bit coefficients are below the modulus (FIPS 203, 7.2: the check of an encapsulation key).
 *
 * @param {Uint8Array} packed
 */
function belowModulus(packed) {
  for (let at = 0; at < packed.length; at += 3) {
    const [low, middle, high] = [Number(packed[at]), Number(packed[at + 1]), Number(packed[at + 2])];
    if ((low | ((middle & 15) << 8)) >= MLKEM_MODULUS || ((middle >> 4) | (high << 4)) >= MLKEM_MODULUS) return false;
  }
  return true;
}

/**
 * Recipients that were found usable. The same texts come again with every version of a charter, and each takes ten
 * milliseconds where the browser compiles nothing.
 *
 * @type {Set<string>}
 */
const usable = new Set();

/**
 * Take a recipient that one can seal to.
 *
 * @param {import("./fields.js").Fields} fields
 * @param {string} key
 * @returns {string}
 */
export function usableRecipient(fields, key) {
  const value = /** @type {string} */ (fields.take(key));
  if (usable.has(value)) return value;
  try {
    const raw = recipientKey(value);
    // The library refuses a point that leads to no secret.
    x25519.getSharedSecret(SCALAR, raw.subarray(MLKEM_BYTES));
    if (belowModulus(raw.subarray(0, MLKEM_BYTES - MLKEM_SEED_BYTES))) {
      usable.add(value);
      return value;
    }
  } catch {
    // Falls through to the refusal that names the field.
  }
  return fields.refuse(key);
}

/**
 * Take an Ed25519 public key that is not of small order.
 *
 * @param {import("./fields.js").Fields} fields
 * @param {string} key
 */
export function usableSigningKey(fields, key) {
  const raw = fields.digest(key);
  const unsigned = Uint8Array.from(raw);
  unsigned[31] = Number(unsigned[31]) & 0x7f;
  if (SMALL_ORDER.includes(hex(unsigned))) fields.refuse(key);
  return raw;
}
