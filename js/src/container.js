// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The container: records in a fixed length, padded with zeros, so that all entries of a charter are equally long
 * (docs/protocol.md, 3).
 */
import { encryptedSize } from "./age.js";
import { concat, equal } from "./bytes.js";
import { padded, Reader, u32, u8 } from "./cursor.js";

export const ENTRY_BYTES = 65536;
const VERSION = 1;
/** Version, count, reserved. */
export const CONTAINER_HEAD = 4;
/** Where charter version, charter hash and readers stand in a record of version 1. */
const SHARED = { from: 4, to: 42 };

/**
 * Give the length of a container: what is left of an entry after header, nonce and tag.
 *
 * @param {number} slots  8 or 16
 */
export const containerSize = (slots) => ENTRY_BYTES - encryptedSize(0, slots);

/**
 * Pack records; none makes cover.
 *
 * @param {readonly Uint8Array[]} records
 * @param {number} slots
 * @throws {import("./errors.js").FormatError} `too-long`, `bad-container`
 */
export function packContainer(records, slots) {
  const body = records.flatMap((record) => [u32(record.length), record]);
  if (!forSameReaders(records)) new Reader(new Uint8Array(), "bad-container").refuse();
  return padded(concat(u8(VERSION), u8(records.length), new Uint8Array(2), ...body), containerSize(slots));
}

/**
 * Take records out of a container.
 *
 * @param {Uint8Array} container
 * @param {number} slots
 * @returns {Uint8Array[]}
 * @throws {import("./errors.js").FormatError} `bad-container`
 */
export function unpackContainer(container, slots) {
  const reader = new Reader(container, "bad-container");
  if (container.length !== containerSize(slots)) reader.refuse();
  reader.exactly(VERSION);
  const count = reader.u8();
  reader.zeros(2);
  const records = Array.from({ length: count }, () => reader.take(reader.u32()));
  if (!forSameReaders(records)) reader.refuse();
  // Padding that is not zero would be a hidden channel, and a second spelling of the same entry.
  reader.zeros(reader.left);
  return records;
}

/**
 * Records for other readers or under another charter would be shown to members whom their author left out.
 *
 * @param {readonly Uint8Array[]} records
 */
function forSameReaders(records) {
  const known = records
    .filter((record) => record[0] === VERSION)
    .map((record) => record.subarray(SHARED.from, SHARED.to));
  return records.every(({ length }) => length > 0) && known.every((part) => equal(part, known[0] ?? part));
}
