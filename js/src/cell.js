// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Reply cells: trial opening, the author's signature, and joining of parts (docs/protocol.md, 10).
 *
 * The rules are:
 *   - Every cell is tried, whatever was found before: the work says nothing.
 *   - A cell that opens and is not signed by the member whose slot it names is dropped: a reader of the case holds the
 *     thread key too, and must not speak in another's name.
 *   - A cell may come twice, since unread replies are posted again.
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concat, equal } from "./bytes.js";
import { padded, Reader, u16, u32, u8 } from "./cursor.js";
import { FormatError } from "./errors.js";
import { label, packedOrigin } from "./hash.js";
import { randomBytes } from "./random.js";
import { ED25519, sign, SIGNATURE_BYTES, verify } from "./signing.js";

const VERSION = 1;
const NONCE_BYTES = 12;
const MAX_CONTENT = 903;
const MAX_PARTS = 32;
const SIGNED_BYTES = 931;

/** Kinds of message to a complainant. */
export const MESSAGE = Object.freeze({ RECEIVED: 1, REPLY: 2, REKEY: 3, NOTICE: 4 });

/**
 * @typedef {object} Part
 * @property {number} kind
 * @property {number} author  slot
 * @property {number} part
 * @property {number} parts
 * @property {number} charterVersion
 * @property {Uint8Array} messageId
 * @property {Uint8Array} content
 */

/** @typedef {{ origin: string, threadKey: Uint8Array, caseId: Uint8Array }} Thread */

/** @param {string} origin */
const associated = (origin) => concat(label("cell"), packedOrigin(origin));

/** @param {Thread} thread @param {Uint8Array} unsigned */
const signedBytes = ({ origin, caseId }, unsigned) =>
  concat(label("cell signature"), packedOrigin(origin), caseId, unsigned);

/**
 * Seal one part of a message into a cell. The page never does; it is the twin that tests and demonstrations need.
 *
 * @param {Part} part
 * @param {{ thread: Thread, seed: Uint8Array, nonce?: Uint8Array }} how  `seed`: Ed25519 key of the author
 */
export function sealCell(part, { thread, seed, nonce = randomBytes(NONCE_BYTES) }) {
  const head = concat(u8(VERSION), u8(part.kind), u8(part.author), u8(part.part), u8(part.parts), u8(0));
  const filled = concat(head, u32(part.charterVersion), part.messageId, u16(part.content.length), part.content);
  const unsigned = padded(filled, SIGNED_BYTES);
  const plain = concat(unsigned, u8(ED25519), sign(signedBytes(thread, unsigned), seed));
  parsePart(plain);
  return concat(nonce, chacha20poly1305(thread.threadKey, nonce, associated(thread.origin)).encrypt(plain));
}

/**
 * @param {Uint8Array} plain  996 bytes
 * @returns {Part & { unsigned: Uint8Array, signature: Uint8Array }}
 * @throws {FormatError} `bad-cell`
 */
export function parsePart(plain) {
  const reader = new Reader(plain, "bad-cell");
  reader.exactly(VERSION);
  const [kind, author, part, parts] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()];
  reader.zeros(1);
  const [charterVersion, messageId, length] = [reader.u32(), reader.take(16), reader.u16()];
  if (length > MAX_CONTENT || author > 15 || parts < 1 || parts > MAX_PARTS || part >= parts) reader.refuse();
  const content = reader.take(length);
  reader.zeros(MAX_CONTENT - length);
  reader.exactly(ED25519);
  const signature = reader.take(SIGNATURE_BYTES);
  reader.end();
  const unsigned = plain.subarray(0, SIGNED_BYTES);
  return { kind, author, part, parts, charterVersion, messageId, content, unsigned, signature };
}

/**
 * Try a cell with a thread key.
 *
 * @param {Uint8Array} cell  1,024 bytes
 * @param {Thread} thread
 * @param {(charterVersion: number, slot: number) => Uint8Array | null} keyOf  a member's Ed25519 key in that version
 * @returns {Part | null}  null where it is a dummy, someone else's, of wrong form or wrongly signed
 */
export function openCell(cell, thread, keyOf) {
  const nonce = cell.subarray(0, NONCE_BYTES);
  try {
    const cipher = chacha20poly1305(thread.threadKey, nonce, associated(thread.origin));
    const part = parsePart(cipher.decrypt(cell.subarray(NONCE_BYTES)));
    const key = keyOf(part.charterVersion, part.author);
    return key !== null && verify(part.signature, signedBytes(thread, part.unsigned), key) ? part : null;
  } catch {
    return null;
  }
}

/**
 * Join parts to messages, in the order in which their first part was met.
 *
 * @param {readonly Part[]} parts  opened and verified
 * @returns {{ kind: number, author: number, charterVersion: number, messageId: Uint8Array, bytes: Uint8Array | null,
 *     have: number, parts: number }[]}  `bytes` is null until all parts have come, and where parts contradict each
 *     other
 */
export function joinParts(parts) {
  /** @type {Part[][]} */
  const groups = [];
  for (const part of parts) {
    const group = groups.find(([one]) => one?.author === part.author && equal(one.messageId, part.messageId));
    if (group === undefined) groups.push([part]);
    else if (!group.some((one) => same(one, part))) group.push(part);
  }
  return groups.map((group) => {
    const [{ kind, author, charterVersion, messageId, parts: count }] = /** @type {[Part]} */ (group);
    const numbered = new Map(group.map((one) => [one.part, one]));
    const agree = group.every(
      (one) => one.kind === kind && one.parts === count && one.charterVersion === charterVersion,
    );
    const whole = agree && numbered.size === group.length && group.length === count;
    const inOrder = [...group].sort((one, two) => one.part - two.part).map(({ content }) => content);
    const bytes = whole ? concat(...inOrder) : null;
    return { kind, author, charterVersion, messageId, bytes, have: numbered.size, parts: count };
  });
}

/** @param {Part} one @param {Part} two */
const same = (one, two) =>
  one.kind === two.kind &&
  one.part === two.part &&
  one.parts === two.parts &&
  one.charterVersion === two.charterVersion &&
  equal(one.content, two.content);

/**
 * Cut the bytes of a message into parts.
 *
 * @param {Uint8Array} bytes
 * @param {Pick<Part, "kind" | "author" | "charterVersion" | "messageId">} head
 * @returns {Part[]}
 */
export function cutMessage(bytes, head) {
  const parts = Math.max(1, Math.ceil(bytes.length / MAX_CONTENT));
  if (parts > MAX_PARTS) throw new FormatError("too-long", "This is too long for one reply; send it as several.");
  return Array.from({ length: parts }, (_, part) => {
    return { ...head, part, parts, content: bytes.subarray(part * MAX_CONTENT, (part + 1) * MAX_CONTENT) };
  });
}
