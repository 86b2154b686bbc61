// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Strict reading of a JSON object, key by key; every refusal names the field (docs/protocol.md, 9 and 9.2).
 *
 * A key is taken once, with its one type and its bounds. What nobody took is unknown, not wrong. Texts that people will
 * read hold no control or bidirectional formatting characters: a name must show as it is stored.
 */
import { unhex, utf8 } from "./bytes.js";
import { FormatError } from "./errors.js";
import { byCodePoint } from "./strictjson.js";

/** @typedef {import("./strictjson.js").Json} Json */
/** @typedef {{ [language: string]: string }} Names  a text in several languages */

export const ID = /^[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?$/;
const DAY = /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/;
const LANGUAGE = /^[a-z]{2}$/;
const UNSHOWN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const MAX_WORDS = 64;

/** A charter is refused; the code is one of docs/protocol.md, 9.2. */
export class CharterError extends FormatError {
  /**
   * @param {string} code
   * @param {string} [field]  path of the key that is wrong, such as `members[2].slot`
   */
  constructor(code, field = "") {
    super(code, `The group's charter is refused (${code}${field === "" ? "" : `: ${field}`}); nothing was sent.`);
    this.name = "CharterError";
    this.field = field;
  }
}

export class Fields {
  /**
   * @param {Json | undefined} value
   * @param {string} [path]
   */
  constructor(value, path = "") {
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw new CharterError("form", path);
    /** @private */
    this.members = new Map(Object.entries(value));
    this.path = path;
  }

  /** @param {string} key */
  where(key) {
    return this.path === "" ? key : `${this.path}.${key}`;
  }

  /** @param {string} key @param {string} [code] @returns {never} */
  refuse(key, code = "form") {
    throw new CharterError(code, key === "" ? this.path : this.where(key));
  }

  /** @param {string} key */
  has(key) {
    return this.members.has(key);
  }

  /** @param {string} key @returns {Json} */
  take(key) {
    const value = this.members.get(key);
    if (value === undefined) this.refuse(key);
    this.members.delete(key);
    return /** @type {Json} */ (value);
  }

  /** Give the paths of the keys that nobody took. */
  unknown() {
    return [...this.members.keys()].sort(byCodePoint).map((key) => this.where(key));
  }

  /** @param {string} key @param {number} low @param {number} high  both included */
  number(key, low, high) {
    const value = this.take(key);
    if (typeof value !== "number" || value < low || value > high) this.refuse(key);
    return /** @type {number} */ (value);
  }

  /** @param {string} key */
  flag(key) {
    const value = this.take(key);
    if (typeof value !== "boolean") this.refuse(key);
    return /** @type {boolean} */ (value);
  }

  /** @param {string} key @param {RegExp} form */
  word(key, form) {
    return matched(this.take(key), form, this.where(key));
  }

  /** @param {string} key */
  id(key) {
    return this.word(key, ID);
  }

  /** @param {string} key */
  idOrNull(key) {
    return this.members.get(key) === null ? (this.take(key), null) : this.id(key);
  }

  /** @param {string} key */
  day(key) {
    return this.word(key, DAY);
  }

  /** @param {string} key @param {readonly string[]} allowed */
  choice(key, allowed) {
    const value = this.take(key);
    if (typeof value !== "string" || !allowed.includes(value)) this.refuse(key);
    return /** @type {string} */ (value);
  }

  /** @param {string} key  32 bytes in hex */
  digest(key) {
    try {
      return unhex(/** @type {string} */ (this.take(key)), 32);
    } catch {
      return this.refuse(key);
    }
  }

  /** @param {string} key */
  digestOrNull(key) {
    return this.members.get(key) === null ? (this.take(key), null) : this.digest(key);
  }

  /** @param {string} key @param {number} limit @returns {Json[]} */
  list(key, limit) {
    const value = this.take(key);
    if (!Array.isArray(value) || value.length > limit) this.refuse(key);
    return /** @type {Json[]} */ (value);
  }

  /** @param {string} key @param {RegExp} form @param {readonly string[]} [allowed] */
  words(key, form, allowed) {
    /** @type {string[]} */
    const words = [];
    for (const [number, value] of this.list(key, MAX_WORDS).entries()) {
      const path = `${this.where(key)}[${number}]`;
      const word = matched(value, form, path);
      if (allowed !== undefined && !allowed.includes(word)) throw new CharterError("form", path);
      if (words.includes(word)) throw new CharterError("double", path);
      words.push(word);
    }
    return words;
  }

  /** @param {string} key */
  ids(key) {
    return this.words(key, ID);
  }

  /** @param {string} key  one or more two-letter codes */
  languages(key) {
    const codes = this.words(key, LANGUAGE);
    if (codes.length === 0) this.refuse(key);
    return codes;
  }

  /** @param {string} key @param {readonly string[]} allowed  null means any; an empty list is an error */
  choicesOrNull(key, allowed) {
    if (this.members.get(key) === null) return (this.take(key), null);
    const words = this.words(key, ID, allowed);
    if (words.length === 0) this.refuse(key);
    return words;
  }

  /**
   * Take a text in each of the languages; more are kept.
   *
   * @param {string} key
   * @param {readonly string[]} languages
   * @param {number} limit  in code points
   * @param {{ lines?: boolean, bytes?: number }} [bounds]
   * @returns {Names}
   */
  names(key, languages, limit, { lines = false, bytes = Infinity } = {}) {
    const path = this.where(key);
    const value = this.take(key);
    const inner = new Fields(value, path);
    for (const language of languages) if (!inner.has(language)) inner.refuse(language);
    const texts = /** @type {{ [language: string]: Json }} */ (value);
    for (const language of Object.keys(texts)) matched(language, LANGUAGE, path);
    for (const language of Object.keys(texts)) shown(texts[language], `${path}.${language}`, limit, lines);
    for (const language of Object.keys(texts)) {
      if (utf8(String(texts[language])).length > bytes) throw new CharterError("form", `${path}.${language}`);
    }
    return /** @type {Names} */ (texts);
  }

  /** @param {string} key */
  inner(key) {
    return new Fields(this.take(key), this.where(key));
  }

  /** @param {string} key @param {number} limit */
  objects(key, limit) {
    return this.list(key, limit).map((value, number) => new Fields(value, `${this.where(key)}[${number}]`));
  }
}

/** @param {Json} value @param {RegExp} form @param {string} path */
function matched(value, form, path) {
  if (typeof value !== "string" || !form.test(value)) throw new CharterError("form", path);
  return value;
}

/** @param {Json | undefined} value @param {string} path @param {number} limit @param {boolean} lines */
function shown(value, path, limit, lines) {
  const length = typeof value === "string" ? Array.from(value).length : 0;
  const text = String(value);
  if (length < 1 || length > limit || /^[ \n]*$/.test(text)) throw new CharterError("form", path);
  if (UNSHOWN.test(text) || (!lines && text.includes("\n"))) throw new CharterError("form", path);
}
