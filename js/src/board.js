// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The board and its window (docs/protocol.md, 10).
 *
 * The rules are:
 *   - The window is asked for before anything secret is typed; nothing in the answer depends on who asks.
 *   - A window is whole and of today, or it is refused: signed head, path, chain, its newest and its oldest blob. A
 *     board with a cell withheld would look like silence.
 */
import { equal } from "./bytes.js";
import { openCheckpoint } from "./checkpoint.js";
import { Reader } from "./cursor.js";
import { FormatError } from "./errors.js";
import { hash } from "./hash.js";
import { LEAF_KIND, leafBytes, leafHash, verifyInclusion } from "./merkle.js";
import { parseNote } from "./note.js";

export const CELL_BYTES = 1024;
const VERSION = 1;
const HEAD_BYTES = 56;
const MAGIC = Uint8Array.of(0x50, 0x4c, 0x42, 0x57);
const MAX_NOTE = 16_384;
const DAY = 86_400;
/** Seconds beyond two desk ticks: clocks differ, and a sequencer may be late. */
const PATIENCE = 3 * 3600;

/**
 * @typedef {{ number: number, deskTick: number, previous: Uint8Array, cells: Uint8Array[], hash: Uint8Array }} Board
 */
/** @typedef {import("./checkpoint.js").Checkpoint} Checkpoint */

/**
 * Read a board blob.
 *
 * @param {Uint8Array} bytes
 * @returns {Board}
 * @throws {FormatError} `bad-board`
 */
export function parseBoard(bytes) {
  const reader = new Reader(bytes, "bad-board");
  reader.exactly(VERSION);
  reader.zeros(3);
  const [number, deskTick, previous, count] = [reader.u64(), reader.u64(), reader.take(32), reader.u32()];
  // The count repeats the length; another one would leave it open how many cells there are.
  if (count === 0 || bytes.length !== HEAD_BYTES + count * CELL_BYTES || number === 0) reader.refuse();
  if ((number === 1) !== previous.every((byte) => byte === 0)) reader.refuse();
  const cells = Array.from({ length: count }, () => reader.take(CELL_BYTES));
  return { number, deskTick, previous, cells, hash: hash(bytes) };
}

/**
 * @typedef {object} Window
 * @property {Uint8Array} note
 * @property {number} index  of the newest board leaf
 * @property {Uint8Array[]} path
 * @property {Uint8Array[]} blobs  oldest first
 */

/**
 * Read a window; nothing of it is believed before `checkWindow`.
 *
 * @param {Uint8Array} bytes
 * @returns {Window}
 * @throws {FormatError} `bad-window`
 */
export function parseWindow(bytes) {
  const reader = new Reader(bytes, "bad-window");
  if (!MAGIC.every((byte) => reader.u8() === byte)) reader.refuse();
  reader.exactly(VERSION);
  reader.zeros(3);
  const length = reader.u32();
  if (length > MAX_NOTE) reader.refuse();
  const [note, index] = [reader.take(length), reader.u64()];
  const path = Array.from({ length: reader.u8() }, () => reader.take(32));
  const count = reader.u32();
  const blobs = [];
  for (let at = 0; at < count; at++) blobs.push(reader.take(reader.u32()));
  reader.end();
  return { note, index, path, blobs };
}

/** @param {string} why */
const notWhole = (why) =>
  new FormatError(
    `board-${why}`,
    "This board is not whole or not of today. Look again in some hours, or on another way.",
  );

/**
 * Check a window and give its blobs.
 *
 * @param {Uint8Array} bytes
 * @param {object} how
 * @param {import("./charter.js").Charter} how.charter
 * @param {number} how.days  that were asked for
 * @param {number} how.now  Unix seconds
 * @returns {{ checkpoint: Checkpoint, boards: Board[] }}  oldest first
 * @throws {FormatError} `bad-window`, `bad-board`, `bad-note`, `bad-signature`, `bad-checkpoint`, `bad-proof`, and
 *     `board-outdated`, `board-broken`, `board-newest-missing`, `board-stopped`, `board-oldest-missing`
 */
export function checkWindow(bytes, { charter, days, now }) {
  const window = parseWindow(bytes);
  const checkpoint = openCheckpoint(parseNote(window.note), charter.ledgerKey);
  const headTime = checkpoint.tick * charter.ledgerTick;
  if (Math.abs(now - headTime) > 2 * charter.deskTick + PATIENCE) throw notWhole("outdated");
  const boards = window.blobs.map(parseBoard);
  const [oldest, newest] = [boards[0], boards[boards.length - 1]];
  if (oldest === undefined || newest === undefined) {
    if (checkpoint.board !== 0 || window.path.length > 0 || window.index !== 0) throw notWhole("newest-missing");
    return { checkpoint, boards };
  }
  const leaf = leafHash(leafBytes(LEAF_KIND.BOARD, newest.hash));
  verifyInclusion(leaf, { index: window.index, size: checkpoint.size, path: window.path, root: checkpoint.root });
  boards.slice(1).forEach((after, at) => {
    if (!follows(/** @type {Board} */ (boards[at]), after)) throw notWhole("broken");
  });
  if (newest.number !== checkpoint.board) throw notWhole("newest-missing");
  // Fresh heads alone do not show that the board still goes on.
  if (newest.deskTick < Math.floor(headTime / charter.deskTick) - 2) throw notWhole("stopped");
  const oldEnough = oldest.deskTick * charter.deskTick <= headTime - days * DAY;
  if (oldest.number !== 1 && !oldEnough) throw notWhole("oldest-missing");
  return { checkpoint, boards };
}

/** @param {Board} before @param {Board} after */
const follows = (before, after) =>
  after.number === before.number + 1 && equal(after.previous, before.hash) && after.deskTick > before.deskTick;
