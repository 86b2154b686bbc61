// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The packet: what travels from a person's side to intake, the same for a complaint, for cover and for a desk
 * (docs/protocol.md, 4).
 */
import { concat } from "./bytes.js";
import { ENTRY_BYTES } from "./container.js";
import { Reader, u16, u8 } from "./cursor.js";
import { FormatError } from "./errors.js";
import { hash, label } from "./hash.js";
import { solveWork, workSeed } from "./work.js";

export const CHUNK_BYTES = 1_048_576;
/** Kinds of leaf that a packet may carry. */
export const LEAF = Object.freeze({ ENTRY: 1, CHUNK: 2 });
/** @type {Readonly<Record<number, number>>} */
const BLOB_BYTES = Object.freeze({ [LEAF.ENTRY]: ENTRY_BYTES, [LEAF.CHUNK]: CHUNK_BYTES });
const MAGIC = Uint8Array.of(0x50, 0x4c, 0x54, 0x50);
const VERSION = 1;
export const HEAD_BYTES = 48;

/**
 * Commit to an erase token.
 *
 * @param {Uint8Array} token  32 bytes
 */
export const eraseCommit = (token) => hash(label("erase"), token);

/**
 * Make a packet, with its work.
 *
 * @param {Uint8Array} blob
 * @param {{ kind: number, token: Uint8Array, workBits: number, progress?: (tried: number) => void | Promise<void> }}
 *     how
 * @returns {Promise<Uint8Array>}
 * @throws {FormatError} `bad-packet`
 */
export async function makePacket(blob, { kind, token, workBits, progress }) {
  if (blob.length !== BLOB_BYTES[kind]) throw new FormatError("bad-packet", "A packet holds one blob of its one size.");
  const commit = eraseCommit(token);
  const nonce = await solveWork(workSeed(hash(blob), commit), workBits, progress);
  return concat(MAGIC, u8(VERSION), u8(kind), u16(0), nonce, commit, blob);
}

/**
 * Take a packet apart. Its work is not looked at.
 *
 * @param {Uint8Array} packet
 * @returns {{ kind: number, nonce: Uint8Array, eraseCommit: Uint8Array, blob: Uint8Array }}
 * @throws {FormatError} `bad-packet`
 */
export function parsePacket(packet) {
  const reader = new Reader(packet, "bad-packet");
  if (!MAGIC.every((byte) => reader.u8() === byte)) reader.refuse();
  reader.exactly(VERSION);
  const kind = reader.u8();
  reader.zeros(2);
  const [nonce, commit] = [reader.take(8), reader.take(32)];
  const blob = reader.take(BLOB_BYTES[kind] ?? reader.refuse());
  reader.end();
  return { kind, nonce, eraseCommit: commit, blob };
}
