// SPDX-License-Identifier: AGPL-3.0-or-later
/** A ledger in small, for tests: trees, signed heads, boards and windows. */
import { concat, utf8 } from "../../src/bytes.js";
import { base64 } from "@scure/base";
import { CELL_BYTES } from "../../src/board.js";
import { parseCharter } from "../../src/charter.js";
import { writeCheckpoint } from "../../src/checkpoint.js";
import { u32, u64, u8 } from "../../src/cursor.js";
import { hash } from "../../src/hash.js";
import { LEAF_KIND, leafBytes, leafHash } from "../../src/merkle.js";
import { keyId } from "../../src/note.js";
import { randomBytes } from "../../src/random.js";
import { publicKeyOf, sign } from "../../src/signing.js";
import { writeJson } from "../../src/strictjson.js";
import { hex } from "../../src/bytes.js";
import { seats } from "./cast.js";
import { shared } from "./vectors.js";

export const LEDGER_SEED = new Uint8Array(32).fill(0xed);
const ORIGIN = "plaint.example/north";

/** @param {number} slot */
export const signingSeed = (slot) => new Uint8Array(32).fill(0x50 + slot);

/** @param {string} origin */
export const ledgerKey = (origin = ORIGIN) => ({ name: origin, type: 1, key: publicKeyOf(LEDGER_SEED) });

/**
 * Make a charter whose members hold the keys of the cast.
 *
 * @param {(tree: any) => void} [change]
 */
export async function charterOf(change = () => {}) {
  const note = shared("charter.json").notes.v1;
  const tree = JSON.parse(note.slice(0, note.lastIndexOf("\n\n")));
  const own = await seats(...tree.members.map((/** @type {{ slot: number }} */ { slot }) => slot));
  for (const [at, member] of tree.members.entries()) {
    member.recipient = own[at]?.recipient;
    member.ed25519 = hex(publicKeyOf(signingSeed(member.slot)));
  }
  const key = ledgerKey(tree.origin);
  tree.ledger_key = `${key.name}+${hex(keyId(key))}+${base64.encode(concat(u8(1), key.key))}`;
  change(tree);
  return parseCharter(writeJson(tree));
}

/** @param {readonly Uint8Array[]} leaves  hashes @returns {Uint8Array} */
export function rootOf(leaves) {
  if (leaves.length === 1) return /** @type {Uint8Array} */ (leaves[0]);
  const half = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return hash(u8(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

/** @param {readonly Uint8Array[]} leaves @param {number} index @returns {Uint8Array[]} */
export function pathOf(leaves, index) {
  if (leaves.length === 1) return [];
  const half = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return index < half
    ? [...pathOf(leaves.slice(0, half), index), rootOf(leaves.slice(half))]
    : [...pathOf(leaves.slice(half), index - half), rootOf(leaves.slice(0, half))];
}

/** @param {import("../../src/checkpoint.js").Checkpoint} checkpoint @param {Uint8Array} [seed] */
export function signedHead(checkpoint, seed = LEDGER_SEED) {
  const text = writeCheckpoint(checkpoint);
  const key = { name: checkpoint.origin, type: 1, key: publicKeyOf(seed) };
  const line = `— ${key.name} ${base64.encode(concat(keyId(key), sign(text, seed)))}\n`;
  return concat(text, utf8("\n"), utf8(line));
}

/**
 * Make board blobs, chained; cells that are not given are random.
 *
 * @param {object} how
 * @param {number} how.first  number of the first
 * @param {number} how.tick  desk tick of the first
 * @param {number} how.count
 * @param {number} how.cells  in each
 * @param {Map<number, Uint8Array[]>} [how.given]  cells by number of the board
 */
export function boardBlobs({ first, tick, count, cells, given = new Map() }) {
  /** @type {Uint8Array[]} */
  const blobs = [];
  for (let at = 0; at < count; at++) {
    const before = blobs[at - 1];
    const previous = before ? hash(before) : first === 1 ? new Uint8Array(32) : new Uint8Array(32).fill(7);
    const own = given.get(first + at) ?? [];
    const filled = Array.from({ length: cells }, (_, cell) => own[cell] ?? randomBytes(CELL_BYTES));
    const head = concat(u8(1), new Uint8Array(3), u64(first + at), u64(tick + at), previous, u32(cells));
    blobs.push(concat(head, ...filled));
  }
  return blobs;
}

/**
 * @typedef {object} WindowParts
 * @property {Uint8Array} note
 * @property {number} index
 * @property {readonly Uint8Array[]} path
 * @property {readonly Uint8Array[]} blobs
 */

/** @param {WindowParts} parts */
export function windowBytes({ note, index, path, blobs }) {
  const counted = blobs.flatMap((blob) => [u32(blob.length), blob]);
  const head = concat(utf8("PLBW"), u8(1), new Uint8Array(3), u32(note.length), note);
  return concat(head, u64(index), u8(path.length), ...path, u32(blobs.length), ...counted);
}

/**
 * Put board blobs into a ledger of some leaves and give the parts of a genuine window.
 *
 * @param {readonly Uint8Array[]} blobs
 * @param {{ origin: string, tick: number, board: number, others?: number }} how
 */
export function windowParts(blobs, { origin, tick, board, others = 5 }) {
  const newest = blobs[blobs.length - 1];
  const filler = Array.from({ length: others }, () => leafHash(leafBytes(LEAF_KIND.ENTRY, randomBytes(32))));
  const own = newest ? [leafHash(leafBytes(LEAF_KIND.BOARD, hash(newest)))] : [];
  const leaves = [...filler, ...own, ...filler.slice(1, 3)];
  const index = newest ? others : 0;
  const checkpoint = { origin, size: leaves.length, root: rootOf(leaves), tick, board };
  return { note: signedHead(checkpoint), index, path: newest ? pathOf(leaves, index) : [], blobs };
}
