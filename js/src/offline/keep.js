// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What becomes of a sealed complaint on a page without a network: it is shown as text, to be copied or saved, and
 * carried to intake by whoever comes there (docs/protocol.md, 4).
 *
 * The rules are:
 *   - The sealed text comes before the words: words without a complaint would be waited on in vain.
 *   - With files it is too long for a textarea; then there is the file alone.
 *   - Whoever goes on without having taken it is told once what would be lost, and not held back.
 */
import { armor } from "../armor.js";
import { byId, input, one, show } from "../page/dom.js";
import { SEALED_BY } from "../record.js";

/** Names that tell nothing, like the title of the page. */
const NAMES = { text: "form.txt", packets: "form.bin" };

/** Give the ending of the offline page. */
export function keeping() {
  /** @type {{ text: string, file: Blob, name: string } | null} */
  let sealed = null;
  let taken = false;
  let warned = false;
  return {
    sealedBy: SEALED_BY.OFFLINE_PAGE,
    step: "parcel",
    /** @param {import("../page/carry.js").Parcel} parcel */
    take: async (parcel) => {
      sealed = sealedText(parcel);
      [taken, warned] = [false, false];
      input("parcel").value = sealed.text;
      show(document, "pasted", sealed.text !== "");
      show(document, "with-files", sealed.text === "");
    },
    check: () => {
      if (taken || warned) return [];
      warned = true;
      return [{ field: sealed?.text ? "parcel" : "", text: "parcel_left" }];
    },
    /** What was sealed last. */
    get sealed() {
      return sealed;
    },
    took: () => {
      taken = true;
    },
  };
}

/**
 * Give a parcel as the text to be pasted, empty where it has files, and as the file to be saved.
 *
 * @param {import("../page/carry.js").Parcel} parcel
 */
function sealedText({ chunks, entries }) {
  if (chunks.length === 0) {
    const text = armor(entries);
    return { text, file: new Blob([text], { type: "text/plain" }), name: NAMES.text };
  }
  const packets = [...chunks.map(({ packet }) => packet), ...entries];
  const file = new Blob(/** @type {BlobPart[]} */ (packets), { type: "application/octet-stream" });
  return { text: "", file, name: NAMES.packets };
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    input("parcel").select();
    return document.execCommand("copy"); // older phones, and browsers that keep the clipboard from files
  }
}

/** @param {Blob} file @param {string} name */
function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser reads the file while it saves it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Let the parcel be taken with the buttons of its section.
 *
 * @param {HTMLElement} root
 * @param {ReturnType<typeof keeping>} ending
 * @param {(how: "copied" | "saved") => void} told
 */
export function offerParcel(root, ending, told) {
  const took = (/** @type {"copied" | "saved"} */ how) => {
    ending.took();
    told(how);
  };
  one(root, "[data-copy]").addEventListener("click", async () => {
    if (await copy(ending.sealed?.text ?? "")) took("copied");
  });
  one(root, "[data-save]").addEventListener("click", () => {
    if (!ending.sealed) return;
    save(ending.sealed.file, ending.sealed.name);
    took("saved");
  });
  // Whoever marks and copies the text by hand has it, too.
  byId("parcel").addEventListener("copy", () => took("copied"));
}
