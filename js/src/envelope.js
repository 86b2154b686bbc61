// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The identity envelope (docs/protocol.md, 6): a name that only k trustees together can open.
 *
 * The rules are:
 *   - The key is random and split; nothing that a person chose is ever split.
 *   - Each share lies in an age file to one trustee, and a salted commitment to it lies in the open part: a share that
 *     fails names its trustee, and none is combined that was not checked.
 *   - Every piece has one size, so that the length of a name shows nowhere.
 */
import { encrypt, encryptedSize, identityFromSeed, recipientKey, recipientOf } from "./age.js";
import { concat, equal, utf8 } from "./bytes.js";
import { padded, Reader, u16, u8 } from "./cursor.js";
import { identityDocument } from "./document.js";
import { FormatError, PlaintError } from "./errors.js";
import { hash, hkdfExpand, hkdfExtract, label } from "./hash.js";
import { randomBytes } from "./random.js";
import { SECRET_BYTES, SHARE_BYTES, split } from "./shamir.js";
import { writeJson } from "./strictjson.js";

/** @typedef {import("./entry.js").Seat} Seat */

const VERSION = 1;
const EID_BYTES = 16;
const BLIND_BYTES = 32;
const IDENTITY_BYTES = 2048;
const SHARE_PLAIN_BYTES = EID_BYTES + 1 + BLIND_BYTES + SHARE_BYTES;
const BOX_BYTES = encryptedSize(SHARE_PLAIN_BYTES, 1);
const SEALED_IDENTITY_BYTES = encryptedSize(IDENTITY_BYTES, 1);
const MAX_TRUSTEES = 8;

/**
 * Give the length of an envelope.
 *
 * @param {number} trustees
 */
export const envelopeSize = (trustees) => 52 + trustees * (1 + 32 + BOX_BYTES) + SEALED_IDENTITY_BYTES;

/**
 * Give the bytes by which an identity is too long for its one size; zero or less where it fits.
 *
 * @param {import("./document.js").Document} identity
 * @throws {import("./document.js").DocumentError}  where a field by itself is too long
 */
export const identityExcess = (identity) => writeJson(identityDocument(identity)).length + 2 - IDENTITY_BYTES;

/**
 * Derive the age identity that the name is sealed to.
 *
 * @param {Uint8Array} key  the key that is split
 * @param {Uint8Array} eid
 */
export function envelopeIdentity(key, eid) {
  return identityFromSeed(hkdfExpand(hkdfExtract(eid, key), utf8("plaint/v1 envelope identity")));
}

/**
 * Commit to a share.
 *
 * @param {Uint8Array} sharePlain  eid, slot, blind and share, as they lie in the trustee's box
 */
export const commitment = (sharePlain) => hash(label("share"), sharePlain);

/**
 * Seal an identity.
 *
 * @param {import("./document.js").Document} identity  `name`, and `contact`, `safe_contact`, `other` where given
 * @param {{ trustees: readonly Seat[], k: number, progress?: import("./entry.js").Progress }} how
 * @returns {Promise<Uint8Array>}  `envelopeSize(trustees.length)` bytes
 * @throws {PlaintError} `too-few-trustees`
 * @throws {import("./document.js").DocumentError}
 */
export async function sealEnvelope(identity, { trustees, k, progress }) {
  const seats = [...trustees].sort((one, two) => one.slot - two.slot);
  if (!Number.isInteger(k) || k < 2 || k > seats.length || seats.length > MAX_TRUSTEES || doubled(seats)) {
    throw new PlaintError("too-few-trustees", "Too few trustees are free of the matter, so no name can be sealed.");
  }
  const document = writeJson(identityDocument(identity));
  const plain = padded(concat(u16(document.length), document), IDENTITY_BYTES);
  const [key, eid] = [randomBytes(SECRET_BYTES), randomBytes(EID_BYTES)];
  const recipient = await recipientOf(envelopeIdentity(key, eid));
  const shares = await split(key, { shares: seats.length, threshold: k });
  const parts = [u8(VERSION), u8(k), u8(seats.length), u8(0), eid, hash(recipientKey(recipient))];
  for (const [at, seat] of seats.entries()) {
    await progress?.(at, seats.length + 1);
    const sharePlain = concat(eid, u8(seat.slot), randomBytes(BLIND_BYTES), shares[at] ?? new Uint8Array());
    parts.push(u8(seat.slot), commitment(sharePlain), await encrypt(sharePlain, [seat.recipient]));
  }
  await progress?.(seats.length, seats.length + 1);
  const envelope = concat(...parts, await encrypt(plain, [recipient]));
  parseEnvelope(envelope);
  return envelope;
}

/** @param {readonly Seat[]} seats  sorted */
function doubled(seats) {
  return seats.some(({ slot }, at) => slot === seats[at - 1]?.slot);
}

/**
 * @typedef {object} Envelope
 * @property {number} k
 * @property {Uint8Array} eid
 * @property {Uint8Array} recipientHash
 * @property {{ slot: number, commit: Uint8Array, box: Uint8Array }[]} shares
 * @property {Uint8Array} identity  age file
 */

/**
 * Take an envelope apart.
 *
 * @param {Uint8Array} bytes
 * @returns {Envelope}
 * @throws {FormatError} `bad-envelope`
 */
export function parseEnvelope(bytes) {
  const reader = new Reader(bytes, "bad-envelope");
  reader.exactly(VERSION);
  const [k, n] = [reader.u8(), reader.u8()];
  reader.zeros(1);
  if (k < 2 || k > n || n > MAX_TRUSTEES) reader.refuse();
  const [eid, recipientHash] = [reader.take(EID_BYTES), reader.take(32)];
  const shares = Array.from({ length: n }, () => {
    return { slot: reader.u8(), commit: reader.take(32), box: reader.take(BOX_BYTES) };
  });
  // One order leaves one spelling, and no trustee in twice.
  if (shares.some(({ slot }, at) => slot > 15 || slot <= Number(shares[at - 1]?.slot ?? -1))) reader.refuse();
  const identity = reader.take(SEALED_IDENTITY_BYTES);
  reader.end();
  return { k, eid, recipientHash, shares, identity };
}

/**
 * Check an opened share against the envelope it must belong to.
 *
 * @param {Envelope} envelope
 * @param {number} slot
 * @param {Uint8Array} sharePlain  as it came out of the box
 * @returns {Uint8Array}  the share
 * @throws {FormatError} `bad-share`
 */
export function checkShare(envelope, slot, sharePlain) {
  const seat = envelope.shares.find((each) => each.slot === slot);
  const belongs = seat !== undefined && equal(commitment(sharePlain), seat.commit);
  const own = equal(sharePlain.subarray(0, EID_BYTES), envelope.eid) && sharePlain[EID_BYTES] === slot;
  if (!belongs || !own || sharePlain.length !== SHARE_PLAIN_BYTES) {
    throw new FormatError("bad-share", "This share is not the one that was sealed; its trustee must look again.");
  }
  return sharePlain.subarray(SHARE_PLAIN_BYTES - SHARE_BYTES);
}
