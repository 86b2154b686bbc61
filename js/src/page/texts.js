// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The texts that scripts put on the page. They come with the page, in its language, from the same catalogue as all
 * others (`src/plaint/locale`).
 */

/**
 * Fill the places of a text; a value is never filled again.
 *
 * @param {string} text
 * @param {Readonly<Record<string, string | number>>} values
 */
export function fill(text, values) {
  return text.replace(/\{([a-z]+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

/**
 * Read the texts of a page.
 *
 * @param {ParentNode} root  what holds elements with `data-k`
 * @returns {Map<string, string>}
 */
export function readTexts(root) {
  const texts = new Map();
  for (const element of root.querySelectorAll("[data-k]")) {
    texts.set(element.getAttribute("data-k"), element.textContent);
  }
  return texts;
}

/**
 * Give the function that says a text by its key.
 *
 * @param {ReadonlyMap<string, string>} texts
 */
export const speaker = (texts) => {
  /**
   * @param {string} key
   * @param {Readonly<Record<string, string | number>>} [values]
   */
  return (key, values = {}) => {
    const text = texts.get(key);
    if (text === undefined) throw new TypeError(`the page has no text ${key}`);
    return fill(text, values);
  };
};

/** @typedef {ReturnType<typeof speaker>} Say */

/**
 * Give a text of the charter; of one that there is none of, an empty text.
 *
 * @param {Readonly<Record<string, string>>} names
 * @param {string} language  of those that the charter lists: `spoken`
 */
export const inLanguage = (names, language) => names[language] ?? "";

/**
 * Give the language in which a charter's texts are shown to who reads another (docs/protocol.md, 9): every text is
 * there in the languages that it lists, and only in them for certain.
 *
 * @param {{ languages: readonly string[] }} charter
 * @param {string} wanted
 */
export const spoken = ({ languages }, wanted) => (languages.includes(wanted) ? wanted : (languages[0] ?? ""));

/**
 * Write a number of bytes for people: rounded up, so that what is a little too much never reads like what fits.
 *
 * @param {number} bytes
 * @param {Say} say
 */
export function sizeOf(bytes, say) {
  const kb = Math.ceil(bytes / 1024);
  return kb < 1000 ? say("size_kb", { n: kb }) : say("size_mb", { n: Math.ceil(bytes / 1024 ** 2) });
}

/**
 * Write a day of the protocol (days since 1970-01-01 UTC) for people.
 *
 * @param {number} day
 * @param {string} tag  BCP 47
 */
export function dayOf(day, tag) {
  const form = new Intl.DateTimeFormat(tag, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return form.format(day * 86_400_000);
}
