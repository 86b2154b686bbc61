// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Packets as text, for a textarea, a messenger, paper or a file (docs/protocol.md, 4).
 *
 * Messengers break lines and add blanks; a reader forgives that and nothing else. The checksum tells a damaged paste
 * from a foreign text.
 */
import { base64urlnopad } from "@scure/base";
import { concat, equal } from "./bytes.js";
import { FormatError } from "./errors.js";
import { hash } from "./hash.js";
import { parsePacket } from "./packet.js";

const BEGIN = "-----BEGIN PLAINT PACKET-----";
const END = "-----END PLAINT PACKET-----";
const WIDTH = 64;
const CHECK_BYTES = 4;

/** @param {Uint8Array} packet */
const checksum = (packet) => hash(packet).subarray(0, CHECK_BYTES);

/**
 * Write packets as text.
 *
 * @param {readonly Uint8Array[]} packets
 */
export function armor(packets) {
  return packets
    .map((packet) => {
      const lines = base64urlnopad.encode(concat(packet, checksum(packet))).match(new RegExp(`.{1,${WIDTH}}`, "g"));
      return [BEGIN, ...(lines ?? []), END, ""].join("\n");
    })
    .join("");
}

/**
 * Read the packets of a text.
 *
 * @param {string} text
 * @returns {Uint8Array[]}  at least one
 * @throws {FormatError} `bad-armor` where the text is foreign or incomplete, `damaged-armor` where a checksum fails,
 *     `bad-packet` where what is inside is no packet
 */
export function unarmor(text) {
  const packets = readArmor(text);
  packets.forEach(parsePacket);
  return packets;
}

/**
 * Read what was armored, whatever it is.
 *
 * @param {string} text
 * @returns {Uint8Array[]}  at least one, none of them empty
 * @throws {FormatError} `bad-armor`, `damaged-armor`
 */
export function readArmor(text) {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  /** @type {Uint8Array[]} */
  const packets = [];
  /** @type {string[] | null} */
  let inside = null;
  for (const line of lines) {
    if ((line === BEGIN) !== (inside === null)) throw foreign();
    if (line === END) packets.push(decoded((inside ?? []).join("")));
    if (line === BEGIN || line === END) inside = line === BEGIN ? [] : null;
    else inside?.push(line);
  }
  if (inside !== null || packets.length === 0) throw foreign();
  return packets;
}

/** @param {string} characters */
function decoded(characters) {
  /** @type {Uint8Array} */
  let bytes;
  try {
    bytes = base64urlnopad.decode(characters);
  } catch {
    throw damaged();
  }
  const packet = bytes.subarray(0, -CHECK_BYTES);
  if (bytes.length <= CHECK_BYTES || !equal(bytes.subarray(-CHECK_BYTES), checksum(packet))) throw damaged();
  return packet;
}

const foreign = () =>
  new FormatError("bad-armor", "This is not a whole packet; copy it again from the first line of dashes to the last.");
const damaged = () => new FormatError("damaged-armor", "The packet was damaged on its way; copy the whole text again.");
