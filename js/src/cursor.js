// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Reading and writing the binary forms of docs/protocol.md: unsigned, big-endian.
 *
 * A reader takes from the front, refuses to run over the end, and must be told when nothing may follow: what is left
 * over would be a second spelling of the same content.
 */
import { concat, text } from "./bytes.js";
import { FormatError } from "./errors.js";

export class Reader {
  /**
   * @param {Uint8Array} bytes
   * @param {string} code  code of the one error of this form, for instance `bad-packet`
   */
  constructor(bytes, code) {
    /** @private */
    this.bytes = bytes;
    /** @private */
    this.code = code;
    /** @private */
    this.at = 0;
  }

  /** How many bytes are left. */
  get left() {
    return this.bytes.length - this.at;
  }

  /**
   * Take bytes.
   *
   * @param {number} length
   * @returns {Uint8Array}  a view
   */
  take(length) {
    if (length > this.left) this.refuse();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /**
   * @private
   * @param {number} width
   */
  integer(width) {
    return this.take(width).reduce((value, byte) => value * 256 + byte, 0);
  }

  u8() {
    return this.integer(1);
  }

  u16() {
    return this.integer(2);
  }

  u32() {
    return this.integer(4);
  }

  /** Take 64 bits. Above 2^53 - 1 a number of this language is not exact, and no index or tick is that large. */
  u64() {
    const value = this.integer(8);
    if (!Number.isSafeInteger(value)) this.refuse();
    return value;
  }

  /**
   * Take bytes that must be zero.
   *
   * @param {number} length
   */
  zeros(length) {
    if (this.take(length).some((byte) => byte !== 0)) this.refuse();
  }

  /**
   * Take one byte that must have this value.
   *
   * @param {number} value
   */
  exactly(value) {
    if (this.u8() !== value) this.refuse();
  }

  /**
   * Take UTF-8 text.
   *
   * @param {number} length  in bytes
   */
  text(length) {
    try {
      return text(this.take(length));
    } catch {
      return this.refuse();
    }
  }

  /** Refuse whatever is left over. */
  end() {
    if (this.left !== 0) this.refuse();
  }

  /**
   * @returns {never}
   * @throws {FormatError}
   */
  refuse() {
    throw new FormatError(this.code, `These bytes are not of the form expected (${this.code}); get them again.`);
  }
}

/** @param {number} value @param {number} width */
function integer(value, width) {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** width) {
    throw new FormatError("bad-number", `A number does not fit ${width} bytes.`);
  }
  const bytes = new Uint8Array(width);
  for (let at = width - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return bytes;
}

/** @param {number} value */
export const u8 = (value) => integer(value, 1);
/** @param {number} value */
export const u16 = (value) => integer(value, 2);
/** @param {number} value */
export const u32 = (value) => integer(value, 4);
/** @param {number} value */
export const u64 = (value) => integer(value, 8);

/**
 * Pad with zeros to a fixed length.
 *
 * @param {Uint8Array} bytes
 * @param {number} length
 */
export function padded(bytes, length) {
  if (bytes.length > length) throw new FormatError("too-long", "This is too long for one piece; make it shorter.");
  return concat(bytes, new Uint8Array(length - bytes.length));
}
