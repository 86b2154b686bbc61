// SPDX-License-Identifier: AGPL-3.0-or-later
/** Finding, showing and filling parts of the page. Text goes in as text: there is no HTML from strings anywhere. */
import { fill } from "./texts.js";

/** @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new TypeError(`the page has no ${id}`);
  return found;
}

/** @param {string} id */
export const input = (id) => /** @type {HTMLInputElement} */ (byId(id));

/** Give what stands in a field, or an empty text where the page has no such field. @param {string} id */
export const valueOf = (id) => /** @type {HTMLInputElement | null} */ (document.getElementById(id))?.value ?? "";

/** Say whether a box is ticked. @param {string} id */
export const ticked = (id) => /** @type {HTMLInputElement | null} */ (document.getElementById(id))?.checked ?? false;

/**
 * Find all elements below `root`.
 *
 * @param {ParentNode} root
 * @param {string} css
 */
export const all = (root, css) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(css)]);

/**
 * Find the first element below `root`.
 *
 * @param {ParentNode} root
 * @param {string} css
 */
export function one(root, css) {
  const found = root.querySelector(css);
  if (!(found instanceof HTMLElement)) throw new TypeError(`the page has no ${css}`);
  return found;
}

/**
 * Show or hide the parts of the page that stand under a condition.
 *
 * @param {ParentNode} root
 * @param {string} condition  the `data-if` of those parts
 * @param {boolean} shown
 */
export function show(root, condition, shown) {
  for (const part of all(root, `[data-if="${condition}"]`)) part.hidden = !shown;
}

/**
 * Make an element that holds a text.
 *
 * @param {string} tag
 * @param {string} text
 */
export function make(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/**
 * Mark what is in another language than the page, for who has it read aloud (WCAG 3.1.2).
 *
 * @template {HTMLElement} E
 * @param {E} place
 * @param {string} language
 */
export function spokenIn(place, language) {
  if (language !== document.documentElement.lang) place.lang = language;
  return place;
}

/**
 * Take what a `<template>` holds, as often as wanted.
 *
 * @param {HTMLElement} template
 */
export const copyOf = (template) =>
  document.importNode(/** @type {HTMLTemplateElement} */ (template).content, true);

/**
 * Copy the first element that a `<template>` holds.
 *
 * @param {ParentNode} root
 * @param {string} css
 */
export const elementOf = (root, css) => /** @type {HTMLElement} */ (copyOf(one(root, css)).firstElementChild);

/**
 * Put parts into a place instead of what is there.
 *
 * @param {HTMLElement} place
 * @param {readonly (Node | string)[]} parts
 */
export function put(place, parts) {
  place.textContent = ""; // `replaceChildren` is younger than the phones this page has to work on
  place.append(...parts);
}

/**
 * Make a row with a box to tick.
 *
 * @param {{ id: string, value: string, label: string, type?: string, name?: string }} row
 */
export function pick({ id, value, label, type = "checkbox", name = "f0" }) {
  const row = document.createElement("div");
  row.className = "pick";
  const box = Object.assign(document.createElement("input"), { type, id, value, name, autocomplete: "off" });
  const text = Object.assign(document.createElement("label"), { htmlFor: id, textContent: label });
  const beside = document.createElement("div");
  beside.append(text);
  row.append(box, beside);
  return row;
}

/** Give a field's label without the word "optional". @param {string} id */
export function captionOf(id) {
  const label = /** @type {HTMLElement} */ (one(document, `label[for="${id}"]`).cloneNode(true));
  for (const extra of all(label, ".soft")) extra.remove();
  return label.textContent?.trim() ?? "";
}

/**
 * Put each line of a text into a paragraph of its own.
 *
 * @param {HTMLElement} place
 * @param {string} text
 */
export function paragraphs(place, text) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  put(
    place,
    lines.map((line) => make("p", line)),
  );
}

/**
 * Fill the texts with places in braces below `root`, as often as wanted: each keeps what it was before.
 *
 * @param {ParentNode} root
 * @param {Readonly<Record<string, string | number>>} values
 */
export function refill(root, values) {
  for (const place of all(root, "[data-fill]")) {
    place.dataset["text"] = place.dataset["text"] ?? place.textContent ?? "";
    place.textContent = fill(place.dataset["text"], values);
  }
}

/**
 * Offer the ways out of a step: other languages and the first page only where nothing can be lost by going there.
 *
 * @param {{ languages: boolean, home: boolean, safety: boolean }} offered
 */
export function offerWays({ languages, home, safety }) {
  byId("languages").hidden = !languages;
  for (const link of all(document, "footer [data-home]")) link.hidden = !home;
  for (const link of all(document, 'footer [data-show="safety"]')) link.hidden = !safety;
}
