// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Strict JSON (docs/protocol.md, 0).
 *
 * `JSON.parse` takes the last of two equal keys, rounds large numbers and passes lone surrogates; other readers choose
 * otherwise, and two readers of one signed text must not see two different things. Objects come back without a
 * prototype, so that a key such as `__proto__` or `constructor` is only a key.
 */
import { text as decode, utf8 } from "./bytes.js";
import { FormatError } from "./errors.js";

/** @typedef {null | boolean | number | string | Json[] | { [key: string]: Json }} Json */

const MAX_DEPTH = 16;
const BLANK = /[ \t\n\r]*/y;
// Unrolled: each character can be matched in one way only, so that a string without an end costs no more than its
// length.
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const INTEGER = /-?(?:0|[1-9][0-9]{0,15})(?![0-9.eE])/y;
const WORD = /true|false|null/y;
/** @type {Record<string, boolean | null>} */
const WORDS = { true: true, false: false, null: null };

const refusal = () => new FormatError("bad-json", "This is not strict JSON; get it again from where it came.");

class Parser {
  /** @param {string} source */
  constructor(source) {
    /** @private */
    this.source = source;
    /** @private */
    this.at = 0;
  }

  /** @returns {Json} */
  whole() {
    const value = this.value(0);
    if (this.at !== this.source.length) throw refusal();
    return value;
  }

  /**
   * @private
   * @param {RegExp} form  sticky
   * @returns {string | null}
   */
  match(form) {
    form.lastIndex = this.at;
    const found = form.exec(this.source)?.[0] ?? null;
    this.at += found?.length ?? 0;
    return found;
  }

  /**
   * @private
   * @param {string} sign
   */
  sign(sign) {
    this.match(BLANK);
    if (this.source[this.at] !== sign) return false;
    this.at += 1;
    this.match(BLANK);
    return true;
  }

  /**
   * @private
   * @param {number} depth  of what encloses this value
   * @returns {Json}
   */
  value(depth) {
    this.match(BLANK);
    const value = this.bare(depth);
    this.match(BLANK);
    return value;
  }

  /**
   * @private
   * @param {number} depth
   * @returns {Json}
   */
  bare(depth) {
    if (this.source[this.at] === '"') return this.string();
    if (this.sign("{")) return this.object(depth + 1);
    if (this.sign("[")) return this.array(depth + 1);
    const word = this.match(WORD);
    if (word !== null) return WORDS[word] ?? null;
    const digits = this.match(INTEGER);
    const number = Number(digits);
    // -0 and 0 would be two spellings of one number.
    if (digits === null || digits === "-0" || !Number.isSafeInteger(number)) throw refusal();
    return number;
  }

  /** @private */
  string() {
    const token = this.match(STRING);
    if (token === null) throw refusal();
    const value = /** @type {string} */ (JSON.parse(token));
    if (/\p{Surrogate}/u.test(value)) throw refusal();
    return value;
  }

  /**
   * @private
   * @param {number} depth
   * @returns {Json[]}
   */
  array(depth) {
    if (depth > MAX_DEPTH) throw refusal();
    /** @type {Json[]} */
    const items = [];
    if (this.sign("]")) return items;
    do items.push(this.value(depth));
    while (this.sign(","));
    if (!this.sign("]")) throw refusal();
    return items;
  }

  /**
   * @private
   * @param {number} depth
   * @returns {{ [key: string]: Json }}
   */
  object(depth) {
    if (depth > MAX_DEPTH) throw refusal();
    /** @type {{ [key: string]: Json }} */
    const members = Object.create(null);
    if (this.sign("}")) return members;
    do {
      this.match(BLANK);
      const key = this.string();
      if (key in members || !this.sign(":")) throw refusal();
      members[key] = this.value(depth);
    } while (this.sign(","));
    if (!this.sign("}")) throw refusal();
    return members;
  }
}

/**
 * Read strict JSON.
 *
 * @param {Uint8Array} bytes
 * @returns {Json}
 * @throws {FormatError} `bad-json`
 */
export function parseJson(bytes) {
  /** @type {string} */
  let source;
  try {
    source = decode(bytes);
  } catch {
    throw refusal();
  }
  return new Parser(source).whole();
}

/**
 * Read strict JSON that must be an object.
 *
 * @param {Uint8Array} bytes
 * @returns {{ [key: string]: Json }}
 * @throws {FormatError} `bad-json`
 */
export function parseObject(bytes) {
  const value = parseJson(bytes);
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw refusal();
  return value;
}

/**
 * Order strings by code point. The language's own order is by UTF-16 unit and differs above U+FFFF.
 *
 * @param {string} one
 * @param {string} two
 */
export function byCodePoint(one, two) {
  const [left, right] = [Array.from(one), Array.from(two)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = Number(left[at]?.codePointAt(0)) - Number(right[at]?.codePointAt(0));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/**
 * Write strict JSON in the one written form: keys sorted by code point, one space of indent, a newline at the end.
 *
 * @param {Json} value
 * @returns {Uint8Array}
 * @throws {FormatError} `bad-json`, `bad-text`
 */
export function writeJson(value) {
  return utf8(`${written(value, 0)}\n`);
}

/**
 * @param {Json | undefined} value
 * @param {number} depth
 * @returns {string}
 */
function written(value, depth) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (typeof value === "string") {
    utf8(value);
    return JSON.stringify(value);
  }
  if (typeof value !== "object" || depth >= MAX_DEPTH) throw refusal();
  const inner = Array.isArray(value)
    ? value.map((item) => written(item, depth + 1))
    : Object.keys(value)
        .sort(byCodePoint)
        .map((key) => `${written(key, depth)}: ${written(value[key], depth + 1)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (inner.length === 0) return `${open}${close}`;
  const indent = `\n${" ".repeat(depth + 1)}`;
  return `${open}${indent}${inner.join(`,${indent}`)}\n${" ".repeat(depth)}${close}`;
}
