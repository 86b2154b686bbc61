// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The body of a record: sections with strictly ascending tags (docs/protocol.md, 3.3).
 *
 * Ascending tags leave one spelling for one content. A tag nobody knows is kept with its bytes.
 */
import { concat } from "./bytes.js";
import { Reader, u32, u8 } from "./cursor.js";
import { FormatError } from "./errors.js";

/** Tags of sections. */
export const TAG = Object.freeze({ DOCUMENT: 1, THREAD: 2, ENVELOPE: 3, ATTACHMENTS: 4, SLICE: 5, RELAYED: 6 });

/** @typedef {{ tag: number, bytes: Uint8Array }} Section */

/**
 * Write sections; they must be in order.
 *
 * @param {readonly Section[]} sections
 * @throws {FormatError} `bad-body`
 */
export function encodeBody(sections) {
  if (!ascending(sections)) throw new FormatError("bad-body", "Sections must stand in the order of their tags.");
  return concat(...sections.flatMap(({ tag, bytes }) => [u8(tag), u32(bytes.length), bytes]));
}

/**
 * Read sections.
 *
 * @param {Uint8Array} bytes
 * @returns {Section[]}
 * @throws {FormatError} `bad-body`
 */
export function parseBody(bytes) {
  const reader = new Reader(bytes, "bad-body");
  /** @type {Section[]} */
  const sections = [];
  while (reader.left > 0) {
    const tag = reader.u8();
    sections.push({ tag, bytes: reader.take(reader.u32()) });
  }
  if (!ascending(sections)) reader.refuse();
  return sections;
}

/** @param {readonly Section[]} sections */
function ascending(sections) {
  return sections.every(({ tag }, at) => at === 0 || tag > Number(sections[at - 1]?.tag));
}
