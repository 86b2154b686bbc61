// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What the browser half raises.
 *
 * `code` is a stable key: the page shows the sentence of that key in the person's own language. `message` is English
 * and says what to do next. Neither ever quotes what the person wrote, words, keys or addresses.
 */

export class PlaintError extends Error {
  /**
   * @param {string} code  stable key, lower case with hyphens
   * @param {string} message  one English sentence with the next step
   */
  constructor(code, message) {
    super(message);
    this.name = "PlaintError";
    this.code = code;
  }
}

/** Bytes or text from outside have the wrong form. */
export class FormatError extends PlaintError {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(code, message);
    this.name = "FormatError";
  }
}
