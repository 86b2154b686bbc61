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
 * @property {number} size  in bytes
 * @property {Uint8Array | null} bytes  null: not read (yet)
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
  return { name, type: media, size: bytes.length, bytes, cleaned, withOriginal: false };
}

/**
 * Give the files to seal: each cleaned where it could be, and untouched as well where that is wanted.
 *
 * @param {readonly Picked[]} picked
 * @returns {Chosen[]}
 */
export function chosenOf(picked) {
  return picked.flatMap(({ name, type, bytes, cleaned, withOriginal }) => {
    if (bytes === null) return [];
    const file = { name, type, bytes: cleaned?.bytes ?? bytes, original: cleaned === null };
    return cleaned && withOriginal ? [file, { name, type, bytes, original: true }] : [file];
  });
}

/** Give the sizes of what would be sealed of a file: itself, and its untouched original. @param {Picked} file */
const sizesOf = ({ size, cleaned, withOriginal }) => [
  cleaned?.bytes.length ?? size,
  ...(cleaned && withOriginal ? [size] : []),
];

/** @param {readonly Picked[]} picked */
const sealedSize = (picked) => picked.flatMap(sizesOf).reduce((sum, size) => sum + size, 0);

/**
 * Say what is wrong with the files as a whole.
 *
 * @param {readonly Picked[]} picked
 * @param {import("./texts.js").Say} say
 * @returns {Problem[]}
 */
export function fileProblems(picked, say) {
  const bytes = sealedSize(picked);
  const empty = picked.find(({ size }) => size === 0);
  /** @type {Problem[]} */
  const found = [];
  if (picked.flatMap(sizesOf).length > FILES_MOST) found.push({ field: "choose", text: "files_many" });
  if (bytes > BYTES_MOST) found.push({ field: "choose", text: "files_large", values: { size: sizeOf(bytes, say) } });
  if (empty) found.push({ field: "choose", text: "file_empty", values: { name: empty.name } });
  return found;
}

/**
 * Give the next file to read. One that does not fit beside those that were read waits until another is taken out: a
 * film chosen by mistake would fill the memory, and the page with what was written would be gone. Room is counted as in
 * `fileProblems`: one that stays unread is one too much there, and never left out without a word.
 *
 * @param {readonly Picked[]} picked
 */
export function nextToRead(picked) {
  const room = BYTES_MOST - sealedSize(picked.filter(({ bytes }) => bytes !== null));
  return picked.find(({ size, bytes }) => bytes === null && size <= room);
}

/**
 * Let files be chosen on the page. They are read one after another.
 *
 * @param {HTMLElement} section
 * @param {Cleaner} cleanJpeg
 * @param {import("./texts.js").Say} say
 * @param {(problems: Problem[]) => void} changed  called after each change, with what could not be read
 */
export function offerFiles(section, cleanJpeg, say, changed) {
  const state = {
    /** What is chosen at the moment. @type {Picked[]} */
    picked: [],
    /** Is there something that is still being read? */
    busy: false,
    /** What could not be read, once all is. @type {Promise<Problem[]>} */
    read: Promise.resolve([]),
  };
  /** @type {Map<Picked, File>} */
  const files = new Map();
  const field = /** @type {HTMLInputElement} */ (byId("choose"));
  /** @param {Problem[]} problems */
  const display = (problems) => {
    put(byId("files"), state.picked.map((file, at) => row(file, at)));
    changed(problems);
  };
  /** @param {Picked} file @param {number} at */
  const row = (file, at) => {
    const item = rowOf(section, file, at, say);
    one(item, "[data-out]").addEventListener("click", () => {
      change(state.picked.filter((each) => each !== file));
      field.focus();
    });
    // Without its original there may be room for one that waits.
    one(item, "[data-original] input").addEventListener("change", readOn);
    return item;
  };
  const readOn = () => {
    if (!state.busy && nextToRead(state.picked)) state.read = readAll();
  };
  const readAll = async () => {
    const line = byId("reading");
    /** @type {Problem[]} */
    const problems = [];
    state.busy = true;
    for (let file = nextToRead(state.picked); file; file = nextToRead(state.picked)) {
      const waiting = file;
      const all = state.picked.length;
      line.textContent = say("reading", { done: state.picked.filter(({ bytes }) => bytes !== null).length, all });
      try {
        const bytes = new Uint8Array(await /** @type {File} */ (files.get(waiting)).arrayBuffer());
        Object.assign(waiting, look(waiting, bytes, cleanJpeg));
      } catch {
        problems.push({ field: "choose", text: "file_unread", values: { name: waiting.name } });
        state.picked = state.picked.filter((each) => each !== waiting);
      }
      files.delete(waiting);
    }
    state.busy = false;
    line.textContent = "";
    display(problems);
    return problems;
  };
  /** @param {Picked[]} picked */
  const change = (picked) => {
    state.picked = picked;
    display([]);
    readOn();
  };
  field.addEventListener("change", () => {
    const chosen = [...(field.files ?? [])].map((file) => {
      const { name, type, size } = file;
      /** @type {Picked} */
      const picked = { name, type, size, bytes: null, cleaned: null, withOriginal: false };
      files.set(picked, file);
      return picked;
    });
    field.value = ""; // the browser would show a name that may have been taken out again
    change([...state.picked, ...chosen]);
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
  const { name, size, bytes, cleaned } = file;
  one(item, "[data-name]").textContent = say("file_size", { name, size: sizeOf(size, say) });
  one(item, "[data-unclean]").hidden = cleaned !== null || bytes === null;
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
