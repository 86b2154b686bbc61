// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * age v1 files to hybrid post-quantum recipients (C2SP age.md, `mlkem768x25519`), and nothing else of age.
 *
 * The rules are:
 *   - Recipients are `age1pq1…` only. The library mixes them with X25519 ones silently, which would cost every reader
 *     the post-quantum half; stock age refuses such a file. Tag recipients carry a key hint and would cost anonymity.
 *   - Stanzas stand in the order of the recipients given. Their place is the slot.
 *   - No path needs `crypto.subtle` (missing over http onions) or WebAssembly (off in hardened browsers): X25519
 *     through WebCrypto is used by the library only for X25519 recipients, which are refused here.
 *   - Randomness is checked before the library is called.
 */
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { bech32 } from "@scure/base";
import { FormatError, PlaintError } from "./errors.js";
import { randomBytes, requireRandomness } from "./random.js";

/** X-Wing public key: ML-KEM-768 (1184) and X25519 (32). */
const PUBLIC_KEY_BYTES = 1216;
const SEED_BYTES = 32;
const RECIPIENT_PREFIX = "age1pq1";
const IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-1";

/** "age-encryption.org/v1\n" and "--- " with a 43-character MAC and a newline. */
const HEADER_FIXED = 22 + 48;
/** "-> mlkem768x25519 ", 1120 bytes of encapsulated key in base64, newline, 32 bytes of body in base64, newline. */
const STANZA_BYTES = 18 + 1494 + 1 + 43 + 1;
const NONCE_BYTES = 16;
const CHUNK_BYTES = 65536;
const TAG_BYTES = 16;

/**
 * Give the exact length of an age file.
 *
 * @param {number} plaintextBytes
 * @param {number} recipients  number of stanzas
 */
export function encryptedSize(plaintextBytes, recipients) {
  const chunks = Math.max(1, Math.ceil(plaintextBytes / CHUNK_BYTES));
  return HEADER_FIXED + recipients * STANZA_BYTES + NONCE_BYTES + plaintextBytes + chunks * TAG_BYTES;
}

/**
 * Check the form of a recipient and give its 1216 key bytes.
 *
 * Upper or mixed case is refused although bech32 allows upper: one key has one spelling, so that equal strings mean
 * equal keys.
 *
 * @param {string} recipient
 * @returns {Uint8Array}
 * @throws {FormatError} `bad-recipient`
 */
export function recipientKey(recipient) {
  const refuse = () =>
    new FormatError("bad-recipient", "A recipient is not of the form age1pq1…; load the page again.");
  if (typeof recipient !== "string" || !recipient.startsWith(RECIPIENT_PREFIX)) throw refuse();
  if (recipient !== recipient.toLowerCase()) throw refuse();
  /** @type {Uint8Array} */
  let key;
  try {
    // Without the 90 characters of BIP-173: C2SP age.md lifts them for these keys.
    const { prefix, words } = bech32.decode(/** @type {`${string}1${string}`} */ (recipient), false);
    if (prefix !== "age1pq") throw refuse();
    key = bech32.fromWords(words);
  } catch {
    throw refuse();
  }
  if (key.length !== PUBLIC_KEY_BYTES) throw refuse();
  return key;
}

/**
 * Write a 32-byte seed as a hybrid age identity (`AGE-SECRET-KEY-PQ-1…`).
 *
 * @param {Uint8Array} seed
 * @throws {FormatError} `bad-seed`
 */
export function identityFromSeed(seed) {
  if (seed.length !== SEED_BYTES) throw new FormatError("bad-seed", "An identity seed is 32 bytes long.");
  return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
}

/**
 * Give the recipient of an identity.
 *
 * @param {string} identity
 * @returns {Promise<string>}
 */
export async function recipientOf(identity) {
  requireHybrid(identity);
  return identityToRecipient(identity);
}

/**
 * Make a recipient whose identity is forgotten at once: it stands in the slot of a member who may not read.
 *
 * @returns {Promise<string>}
 */
export async function throwAwayRecipient() {
  return identityToRecipient(identityFromSeed(randomBytes(SEED_BYTES)));
}

/**
 * Seal bytes to recipients, in their order.
 *
 * @param {Uint8Array} plaintext
 * @param {readonly string[]} recipients  `age1pq1…`, all different
 * @param {{ progress?: (done: number, all: number) => void | Promise<void> }} [options]  `progress` is called before
 *     the first and after each recipient; a promise it returns is awaited, so it may yield to the screen
 * @returns {Promise<Uint8Array>}  exactly `encryptedSize(plaintext.length, recipients.length)` bytes
 * @throws {FormatError} `bad-recipient`
 * @throws {PlaintError} `no-recipients`, `doubled-recipient`, `no-randomness`
 */
export async function encrypt(plaintext, recipients, { progress } = {}) {
  if (recipients.length === 0)
    throw new PlaintError("no-recipients", "There is nobody to seal to; choose at least one reader.");
  recipients.forEach(recipientKey);
  if (new Set(recipients).size !== recipients.length) {
    throw new PlaintError("doubled-recipient", "One key stands in two places of the charter; load the page again.");
  }
  requireRandomness();
  const encrypter = new Encrypter();
  // A recipient that adds no stanza: the library awaits it between two encapsulations, which is the moment to report
  // progress.
  const pause = (/** @type {number} */ done) => ({
    wrapFileKey: async () => (await progress?.(done, recipients.length), []),
  });
  encrypter.addRecipient(pause(0));
  recipients.forEach((recipient, at) => {
    encrypter.addRecipient(recipient);
    encrypter.addRecipient(pause(at + 1));
  });
  const file = await encrypter.encrypt(plaintext);
  if (file.length !== encryptedSize(plaintext.length, recipients.length)) {
    throw new PlaintError(
      "wrong-size",
      "Sealing gave a file of unexpected length and was stopped. Use another browser.",
    );
  }
  return file;
}

/**
 * Open an age file with one hybrid identity.
 *
 * The whole plaintext is returned only after its last chunk verified.
 *
 * @param {Uint8Array} file
 * @param {string} identity  `AGE-SECRET-KEY-PQ-1…`
 * @returns {Promise<Uint8Array>}
 * @throws {FormatError} `cannot-open`: wrong key, or damaged; the two are not told apart
 */
export async function decrypt(file, identity) {
  requireHybrid(identity);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(file);
  } catch {
    // The library's text may name a stanza; which one failed is nobody's business.
    throw new FormatError(
      "cannot-open",
      "This could not be opened with the key given: it is for someone else, or damaged.",
    );
  }
}

/** @param {string} identity */
function requireHybrid(identity) {
  if (typeof identity !== "string" || !identity.startsWith(IDENTITY_PREFIX)) {
    throw new FormatError("bad-identity", "An identity is not of the form AGE-SECRET-KEY-PQ-1…");
  }
}
