// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Messages to a complainant, once their parts are joined (docs/protocol.md, 10).
 *
 * Each begins with the author's role in the reader's language: a role, never a person's name.
 */
import { encryptedSize } from "./age.js";
import { signedCheckpoint } from "./checkpoint.js";
import { Reader } from "./cursor.js";
import { MESSAGE } from "./cell.js";
import { LEAF_KIND, leafBytes, leafHash, verifyInclusion } from "./merkle.js";

const MAX_PATH = 63;
const KEY_BYTES = 32;

/**
 * @typedef {object} Received
 * @property {"received"} kind
 * @property {string} role
 * @property {Uint8Array} recordId
 * @property {number} readers  bitmap of slots
 * @property {number} index
 * @property {Uint8Array} blobHash
 * @property {number} size
 * @property {Uint8Array} root
 * @property {number} tick
 * @property {number} board
 * @property {Uint8Array} signature  of the checkpoint
 * @property {Uint8Array[]} path
 */

/** @typedef {{ kind: "reply" | "notice", role: string, day: number, language: string, text: string }} Reply */
/** @typedef {{ kind: "rekey", role: string, sealedKey: Uint8Array }} Rekey */
/** @typedef {{ kind: "unknown", number: number }} Unknown  of a newer program: "update needed" */

/**
 * Read a message.
 *
 * @param {number} kind
 * @param {Uint8Array} bytes
 * @returns {Received | Reply | Rekey | Unknown}
 * @throws {import("./errors.js").FormatError} `bad-message`
 */
export function parseMessage(kind, bytes) {
  const reader = new Reader(bytes, "bad-message");
  if (kind < MESSAGE.RECEIVED || kind > MESSAGE.NOTICE) return { kind: "unknown", number: kind };
  const role = reader.text(reader.u8());
  if (kind === MESSAGE.RECEIVED) return received(reader, role);
  if (kind === MESSAGE.REKEY) {
    const rekey = { kind: /** @type {const} */ ("rekey"), role, sealedKey: reader.take(encryptedSize(KEY_BYTES, 1)) };
    reader.end();
    return rekey;
  }
  const [day, language] = [reader.u32(), reader.text(2)];
  if (!/^[a-z]{2}$/.test(language)) reader.refuse();
  return { kind: kind === MESSAGE.REPLY ? "reply" : "notice", role, day, language, text: reader.text(reader.left) };
}

/**
 * @param {Reader} reader
 * @param {string} role
 * @returns {Received}
 */
function received(reader, role) {
  const [recordId, readers, index, blobHash] = [reader.take(16), reader.u16(), reader.u64(), reader.take(32)];
  const [size, root, tick, board] = [reader.u64(), reader.take(32), reader.u64(), reader.u64()];
  const [signature, count] = [reader.take(64), reader.u8()];
  if (count > MAX_PATH || index >= size) reader.refuse();
  const path = Array.from({ length: count }, () => reader.take(32));
  reader.end();
  return { kind: "received", role, recordId, readers, index, blobHash, size, root, tick, board, signature, path };
}

/**
 * Say whether "received" is proven: the entry lies in the ledger under a head that the ledger signed, and nobody but
 * the holder of this receipt can have it erased.
 *
 * @param {Received} message
 * @param {object} how
 * @param {Uint8Array} how.eraseCommit  commitment to the receipt's erase token of that record
 * @param {readonly import("./note.js").VerifierKey[]} how.ledgerKeys  of the charter versions at hand
 */
export function provenReceived(message, { eraseCommit, ledgerKeys }) {
  const { index, size, path, root, tick, board, signature, blobHash } = message;
  const signed = ledgerKeys.some((key) =>
    signedCheckpoint({ origin: key.name, size, root, tick, board }, signature, key),
  );
  if (!signed) return false;
  try {
    verifyInclusion(leafHash(leafBytes(LEAF_KIND.ENTRY, blobHash, eraseCommit)), { index, size, path, root });
    return true;
  } catch {
    return false;
  }
}
