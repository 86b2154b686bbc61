// SPDX-License-Identifier: AGPL-3.0-or-later
/** Photos and files: chosen, cleaned where that can be done, and listed with what was found. */
import { byId, elementOf, make, one, put } from "./dom.js";
import { detailsOf } from "./details.js";
import { sizeOf } from "./texts.js";

/** docs/protocol.md, 7. */
export const FILES_MOST = 16;
export const BYTES_MOST = 26_214_400;

/**
 * @typedef {object} Chosen  one file as it will be sealed
 * @property {string} name
 * @property {string} type  media type, may be empty
 * @property {Uint8Array} bytes
 * @property {boolean} original  an untouched original with its hidden details
 */

/**
 * @typedef {object} Picked  one file as it was chosen
 * @property {string} name
 * @property {string} type
 * @property {Uint8Array} bytes
 * @property {{ bytes: Uint8Array, removed: string[] } | null} cleaned  null: hidden details cannot be removed
 * @property {boolean} withOriginal
 */

/** @typedef {(bytes: Uint8Array) => { bytes: Uint8Array, removed: { what: string }[] }} Cleaner */

/** @typedef {import("./answers.js").Problem} Problem */

/**
 * Look at what was chosen.
 *
 * @param {{ name: string, type: string }} file
 * @param {Uint8Array} bytes
 * @param {Cleaner} cleanJpeg  fails on what is no JPEG
 * @returns {Picked}
 */
export function look({ name, type }, bytes, cleanJpeg) {
  const media = /^[\x21-\x7e]{1,255}$/.test(type) ? type : "";
  let cleaned = null;
  try {
    const made = cleanJpeg(bytes);
    const what = made.removed.map((each) => each.what);
    cleaned = { bytes: made.bytes, removed: detailsOf(bytes, what) };
  } catch {
    // Not a photo that is wholly understood: it stays as it is, and the page says so.
  }
  return { name, type: media, bytes, cleaned, withOriginal: false };
}

/**
 * Give the files to seal: each cleaned where it could be, and untouched as well where that is wanted.
 *
 * @param {readonly Picked[]} picked
 * @returns {Chosen[]}
 */
export function chosenOf(picked) {
  return picked.flatMap(({ name, type, bytes, cleaned, withOriginal }) => {
    const file = { name, type, bytes: cleaned?.bytes ?? bytes, original: cleaned === null };
    return cleaned && withOriginal ? [file, { name, type, bytes, original: true }] : [file];
  });
}

/**
 * Say what is wrong with the files as a whole.
 *
 * @param {readonly Picked[]} picked
 * @param {import("./texts.js").Say} say
 * @returns {Problem[]}
 */
export function fileProblems(picked, say) {
  const files = chosenOf(picked);
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const empty = files.find((file) => file.bytes.length === 0);
  /** @type {Problem[]} */
  const found = [];
  if (files.length > FILES_MOST) found.push({ field: "choose", text: "files_many" });
  if (bytes > BYTES_MOST) found.push({ field: "choose", text: "files_large", values: { size: sizeOf(bytes, say) } });
  if (empty) found.push({ field: "choose", text: "file_empty", values: { name: empty.name } });
  return found;
}

/**
 * Let files be chosen on the page.
 *
 * @param {HTMLElement} section
 * @param {Cleaner} cleanJpeg
 * @param {import("./texts.js").Say} say
 * @param {(problems: Problem[]) => void} complain
 * @returns {{ picked: Picked[] }}  what is chosen at the moment
 */
export function offerFiles(section, cleanJpeg, say, complain) {
  /** @type {{ picked: Picked[] }} */
  const state = { picked: [] };
  const field = /** @type {HTMLInputElement} */ (byId("choose"));
  const display = () => put(byId("files"), state.picked.map((file, at) => row(file, at)));
  /** @param {Picked} file @param {number} at */
  const row = (file, at) => {
    const item = rowOf(section, file, at, say);
    one(item, "[data-out]").addEventListener("click", () => {
      state.picked = state.picked.filter((each) => each !== file);
      display();
      field.focus();
    });
    return item;
  };
  field.addEventListener("change", async () => {
    const problems = [];
    for (const file of field.files ?? []) {
      try {
        state.picked = [...state.picked, look(file, new Uint8Array(await file.arrayBuffer()), cleanJpeg)];
      } catch {
        problems.push({ field: "choose", text: "file_unread", values: { name: file.name } });
      }
    }
    field.value = ""; // the browser would show a name that may have been taken out again
    display();
    if (problems.length > 0) complain(problems);
  });
  return state;
}

/**
 * @param {HTMLElement} section
 * @param {Picked} file
 * @param {number} at
 * @param {import("./texts.js").Say} say
 */
function rowOf(section, file, at, say) {
  const item = elementOf(section, "template[data-file]");
  const { name, bytes, cleaned } = file;
  one(item, "[data-name]").textContent = say("file_size", { name, size: sizeOf(bytes.length, say) });
  one(item, "[data-unclean]").hidden = cleaned !== null;
  one(item, "[data-clean]").hidden = cleaned === null || cleaned.removed.length > 0;
  const removed = cleaned?.removed ?? [];
  one(item, "[data-removed]").hidden = removed.length === 0;
  one(item, "[data-removed] span").textContent = removed.map((kind) => say(`metadata.${kind}`)).join(", ");
  one(item, "[data-original]").hidden = removed.length === 0;
  const box = /** @type {HTMLInputElement} */ (one(item, "[data-original] input"));
  Object.assign(box, { id: `original-${at}`, checked: file.withOriginal });
  Object.assign(one(item, "label"), { htmlFor: box.id });
  const hint = one(item, "[data-original] .hint");
  hint.id = `original-${at}-hint`;
  box.setAttribute("aria-describedby", hint.id);
  box.addEventListener("change", () => (file.withOriginal = box.checked));
  one(item, "[data-out]").append(Object.assign(make("span", `: ${name}`), { className: "away" }));
  return item;
}
