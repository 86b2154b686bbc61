// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The record: signed content, complete in itself (docs/protocol.md, 3.1).
 *
 * age does not say who sealed. The signature inside does, over the group, the kind, the case, the readers, the charter
 * and the body, so that nothing of one record can be moved into another.
 */
import { concat, equal } from "./bytes.js";
import { Reader, u16, u32, u8 } from "./cursor.js";
import { FormatError } from "./errors.js";
import { hash, label, packedOrigin } from "./hash.js";
import { caseIdOf } from "./receipt.js";
import { ED25519, publicKeyOf, sign, SIGNATURE_BYTES, verify } from "./signing.js";

const VERSION = 1;
const MAX_HEADS = 8;
/** Everything of a record but heads and body: the fixed part, the length of the body, algorithm and signature. */
export const RECORD_FIXED = 153 + 4 + 1 + SIGNATURE_BYTES;
export const COMPLAINANT = 254;
const MAX_SLOT = 15;

/** Kinds of record that the browser half writes. */
export const KIND = Object.freeze({ COMPLAINT: 1, FOLLOW_UP: 2, PART: 3 });
/** Where a record was sealed. */
export const SEALED_BY = Object.freeze({ BROWSER: 1, OFFLINE_PAGE: 2, TERMINAL: 3, DESK: 4, COSIGNER: 5 });

/**
 * @typedef {object} Fields
 * @property {number} kind
 * @property {number} sealedBy
 * @property {number} author  0–15 a member's slot, 254 the complainant
 * @property {number} charterVersion
 * @property {Uint8Array} charterHash
 * @property {number} readers  bitmap of slots
 * @property {Uint8Array} caseId
 * @property {Uint8Array} recordId
 * @property {Uint8Array} device
 * @property {number} seq
 * @property {Uint8Array} previous
 * @property {Uint8Array} authorKey
 * @property {readonly Uint8Array[]} heads
 * @property {Uint8Array} body
 */

/**
 * @param {Omit<Fields, "authorKey">} fields
 * @param {Uint8Array} authorKey
 */
function unsigned(fields, authorKey) {
  return concat(
    u8(VERSION),
    u8(fields.kind),
    u8(fields.sealedBy),
    u8(fields.author),
    u32(fields.charterVersion),
    sized(fields.charterHash, 32),
    u16(fields.readers),
    u16(0),
    sized(fields.caseId, 16),
    sized(fields.recordId, 16),
    sized(fields.device, 8),
    u32(fields.seq),
    sized(fields.previous, 32),
    authorKey,
    u8(fields.heads.length),
    ...fields.heads.map((head) => sized(head, 32)),
    u32(fields.body.length),
    fields.body,
  );
}

/** @param {Uint8Array} bytes @param {number} length */
function sized(bytes, length) {
  if (bytes.length !== length) throw new FormatError("bad-record", `A field of a record must be ${length} bytes long.`);
  return bytes;
}

/** @param {string} origin */
const signedPrefix = (origin) => concat(label("record"), packedOrigin(origin));

/**
 * Write and sign a record.
 *
 * @param {Omit<Fields, "authorKey">} fields
 * @param {{ origin: string, seed: Uint8Array }} how  `seed`: Ed25519 private key of the author
 * @throws {FormatError} `bad-record`
 */
export function encodeRecord(fields, { origin, seed }) {
  const content = unsigned(fields, publicKeyOf(seed));
  const record = concat(content, u8(ED25519), sign(concat(signedPrefix(origin), content), seed));
  parseRecord(record, origin);
  return record;
}

/**
 * Read a record and check what it says of itself: form, signature, and that a complainant's case and key fit. Whether a
 * member's key is that of the charter is the caller's to check.
 *
 * @param {Uint8Array} record
 * @param {string} origin
 * @returns {Fields & { hash: Uint8Array }}
 * @throws {FormatError} `bad-record`
 */
export function parseRecord(record, origin) {
  const reader = new Reader(record, "bad-record");
  reader.exactly(VERSION);
  const [kind, sealedBy, author, charterVersion] = [reader.u8(), reader.u8(), reader.u8(), reader.u32()];
  const charterHash = reader.take(32);
  const readers = reader.u16();
  reader.zeros(2);
  const [caseId, recordId, device] = [reader.take(16), reader.take(16), reader.take(8)];
  const [seq, previous, authorKey] = [reader.u32(), reader.take(32), reader.take(32)];
  const heads = Array.from({ length: reader.u8() }, () => reader.take(32));
  const body = reader.take(reader.u32());
  reader.exactly(ED25519);
  const signature = reader.take(SIGNATURE_BYTES);
  reader.end();
  const signed = concat(signedPrefix(origin), record.subarray(0, -1 - SIGNATURE_BYTES));
  const fields = { kind, sealedBy, author, charterVersion, charterHash, readers, caseId, recordId, device };
  const whole = { ...fields, seq, previous, authorKey, heads, body, hash: hash(signed) };
  if (!consistent(whole) || !verify(signature, signed, authorKey)) reader.refuse();
  return whole;
}

/** @param {Fields} fields */
function consistent({ kind, sealedBy, author, caseId, device, seq, previous, authorKey, heads }) {
  const zero = (/** @type {Uint8Array} */ bytes) => bytes.every((byte) => byte === 0);
  if (sealedBy < SEALED_BY.BROWSER || sealedBy > SEALED_BY.COSIGNER) return false;
  if (heads.length > MAX_HEADS || !strictlyAscending(heads)) return false;
  if ((seq === 0) !== zero(previous)) return false;
  // Below 16 a complainant's, from 16 to 127 a member's; parts are either's, and kinds from 128 on are not given out
  // yet.
  if (kind < 128 && kind !== KIND.PART && kind < 16 !== (author === COMPLAINANT)) return false;
  if (author <= MAX_SLOT) return true;
  // Nothing in a complainant's record may continue a chain: it would have to be stored somewhere.
  const rootless = seq === 0 && heads.length === 0 && zero(device);
  return author === COMPLAINANT && rootless && equal(caseId, caseIdOf(authorKey));
}

/** @param {readonly Uint8Array[]} hashes */
function strictlyAscending(hashes) {
  return hashes.every((hash, at) => at === 0 || before(/** @type {Uint8Array} */ (hashes[at - 1]), hash));
}

/** @param {Uint8Array} one @param {Uint8Array} two */
function before(one, two) {
  const at = one.findIndex((byte, place) => byte !== two[place]);
  return at >= 0 && Number(one[at]) < Number(two[at]);
}
