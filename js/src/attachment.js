// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Attachments (docs/protocol.md, 7): files cut into chunks of one size, each sealed by itself and sent as soon as it is
 * sealed, so that a phone never holds the whole file twice and a broken connection costs one chunk.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { encrypt, encryptedSize, identityFromSeed, recipientOf } from "./age.js";
import { concat, hex, utf8 } from "./bytes.js";
import { padded, Reader, u16, u32, u64, u8 } from "./cursor.js";
import { FormatError, PlaintError } from "./errors.js";
import { hash } from "./hash.js";
import { CHUNK_BYTES, LEAF, makePacket } from "./packet.js";
import { randomBytes } from "./random.js";

const VERSION = 1;
const CHUNK_HEAD = 32;
/** 16 STREAM chunks of 64 KiB and their tags, a header of one recipient and the nonce fill exactly 1 MiB. */
const CHUNK_PLAIN = 1_046_677;
export const CHUNK_CONTENT = CHUNK_PLAIN - CHUNK_HEAD;
export const MAX_TOTAL = 26_214_400;
const MAX_ATTACHMENTS = 16;
const ORIGINAL = 1;
const BAD_NAME = /[/\\\u0000-\u001f\u007f-\u009f]/;
const MEDIA_TYPE = /^[\x21-\x7e]{0,255}$/;

/**
 * @typedef {object} Source  a file that is read in pieces
 * @property {number} size
 * @property {(offset: number, length: number) => Promise<Uint8Array>} read
 */

/**
 * @typedef {object} Attachment
 * @property {Uint8Array} id
 * @property {Uint8Array} seed  age identity of its chunks
 * @property {boolean} original  untouched, with its metadata
 * @property {number} size
 * @property {Uint8Array} hash
 * @property {string} name
 * @property {string} mediaType
 * @property {Uint8Array[]} chunks  hash of each chunk blob
 */

/**
 * Read a Blob or File of the browser in pieces.
 *
 * @param {Blob} blob
 * @returns {Source}
 */
export const blobSource = (blob) => ({
  size: blob.size,
  read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
});

/**
 * Bring the name of a file into the form that is sealed; the end, with its extension, is what is kept of a long one.
 *
 * @param {string} name
 */
export function tidyName(name) {
  const clean = name.replace(/\p{Surrogate}/gu, "\ufffd").replace(new RegExp(BAD_NAME, "g"), "_");
  let letters = Array.from(clean === "" ? "file" : clean);
  while (utf8(letters.join("")).length > 255) letters = letters.slice(1);
  return letters.join("");
}

/**
 * Seal a file chunk by chunk and hand over each packet as it is ready.
 *
 * @param {Source} source
 * @param {object} how
 * @param {string} how.name
 * @param {string} how.mediaType
 * @param {boolean} how.original
 * @param {(attachmentId: Uint8Array, number: number) => Uint8Array | Promise<Uint8Array>} how.chunkToken  of the
 *     receipt
 * @param {number} how.workBits
 * @param {(packet: Uint8Array, blobHash: Uint8Array) => Promise<void>} how.deliver  awaited before the next chunk
 * @param {import("./entry.js").Progress} [how.progress]  in chunks
 * @returns {Promise<Attachment>}
 * @throws {PlaintError} `bad-file`
 */
export async function sealAttachment(source, { name, mediaType, original, chunkToken, workBits, deliver, progress }) {
  if (source.size === 0 || source.size > MAX_TOTAL) {
    throw new PlaintError("bad-file", "A file must hold something, and all files together at most 25 MiB.");
  }
  const [id, seed] = [randomBytes(16), randomBytes(32)];
  const recipient = await recipientOf(identityFromSeed(seed));
  const count = Math.ceil(source.size / CHUNK_CONTENT);
  const whole = sha256.create();
  const chunks = [];
  for (let number = 0; number < count; number++) {
    await progress?.(number, count);
    const offset = number * CHUNK_CONTENT;
    const content = await source.read(offset, Math.min(CHUNK_CONTENT, source.size - offset));
    whole.update(content);
    const blob = await encrypt(chunkPlain(id, { number, count, content }), [recipient]);
    const token = await chunkToken(id, number);
    const blobHash = hash(blob);
    await deliver(await makePacket(blob, { kind: LEAF.CHUNK, token, workBits }), blobHash);
    chunks.push(blobHash);
  }
  await progress?.(count, count);
  return { id, seed, original, size: source.size, hash: whole.digest(), name: tidyName(name), mediaType, chunks };
}

/**
 * @param {Uint8Array} id
 * @param {{ number: number, count: number, content: Uint8Array }} chunk
 */
function chunkPlain(id, { number, count, content }) {
  const head = concat(u8(VERSION), new Uint8Array(3), id, u32(number), u32(count), u32(content.length));
  if (encryptedSize(CHUNK_PLAIN, 1) !== CHUNK_BYTES) throw new PlaintError("wrong-size", "Chunks lost their size.");
  return padded(concat(head, content), CHUNK_PLAIN);
}

/**
 * Read an opened chunk.
 *
 * @param {Uint8Array} plain
 * @returns {{ id: Uint8Array, number: number, count: number, content: Uint8Array }}
 * @throws {FormatError} `bad-chunk`
 */
export function parseChunk(plain) {
  const reader = new Reader(plain, "bad-chunk");
  if (plain.length !== CHUNK_PLAIN) reader.refuse();
  reader.exactly(VERSION);
  reader.zeros(3);
  const [id, number, count, length] = [reader.take(16), reader.u32(), reader.u32(), reader.u32()];
  if (number >= count || length === 0 || length > CHUNK_CONTENT) reader.refuse();
  const content = reader.take(length);
  reader.zeros(reader.left);
  return { id, number, count, content };
}

/**
 * Write the attachments section.
 *
 * @param {readonly Attachment[]} attachments  1 to 16
 * @throws {FormatError} `bad-attachments`
 */
export function encodeAttachments(attachments) {
  const parts = attachments.map((each) => {
    const [name, type] = [utf8(each.name), utf8(each.mediaType)];
    const head = [each.id, each.seed, u8(each.original ? ORIGINAL : 0), u64(each.size), each.hash];
    return concat(...head, u16(name.length), name, u8(type.length), type, u16(each.chunks.length), ...each.chunks);
  });
  const section = concat(u8(attachments.length), ...parts);
  parseAttachments(section);
  return section;
}

/**
 * Read the attachments section.
 *
 * @param {Uint8Array} bytes
 * @returns {Attachment[]}
 * @throws {FormatError} `bad-attachments`
 */
export function parseAttachments(bytes) {
  const reader = new Reader(bytes, "bad-attachments");
  const count = reader.u8();
  if (count < 1 || count > MAX_ATTACHMENTS) reader.refuse();
  const attachments = Array.from({ length: count }, () => parseAttachment(reader));
  reader.end();
  const distinct = new Set(attachments.map(({ id }) => hex(id))).size === count;
  if (!distinct || attachments.reduce((sum, { size }) => sum + size, 0) > MAX_TOTAL) reader.refuse();
  return attachments;
}

/**
 * @param {Reader} reader
 * @returns {Attachment}
 */
function parseAttachment(reader) {
  const [id, seed, flags, size, digest] = [
    reader.take(16),
    reader.take(32),
    reader.u8(),
    reader.u64(),
    reader.take(32),
  ];
  const name = reader.text(reader.u16());
  const mediaType = reader.text(reader.u8());
  const chunks = Array.from({ length: reader.u16() }, () => reader.take(32));
  const named = name !== "" && utf8(name).length <= 255 && !BAD_NAME.test(name) && MEDIA_TYPE.test(mediaType);
  if (flags > ORIGINAL || !named || size === 0 || chunks.length !== Math.ceil(size / CHUNK_CONTENT)) reader.refuse();
  return { id, seed, original: flags === ORIGINAL, size, hash: digest, name, mediaType, chunks };
}
