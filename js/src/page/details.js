// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Saying in plain words what hidden details a photo carried (Exif 2.32). What is removed, and how, is `jpeg.js`; here
 * it only gets a name that tells something to a person who has never heard of EXIF.
 */

/** Kinds of detail, in the order in which the page names them. */
export const KINDS = ["place", "time", "camera", "serial", "preview", "edits", "comment", "more", "other"];

/** Exif tags by the kind of detail they give away; a tag not listed counts as "other". */
const TAGS = new Map([
  [0x010f, "camera"], [0x0110, "camera"], [0x0131, "edits"], [0x0132, "time"], [0x013b, "edits"], [0x010e, "edits"],
  [0x8298, "edits"], [0x8825, "place"], [0x9003, "time"], [0x9004, "time"], [0x9010, "time"], [0x9011, "time"],
  [0x9012, "time"], [0x829a, "camera"], [0x829d, "camera"], [0x8827, "camera"], [0x920a, "camera"], [0x927c, "camera"],
  [0x9286, "comment"], [0xa430, "serial"], [0xa431, "serial"], [0xa433, "camera"], [0xa434, "camera"],
  [0xa435, "serial"], [0x9c9b, "edits"], [0x9c9c, "comment"], [0x9c9d, "edits"], [0xc62f, "serial"],
]); // prettier-ignore
/** Sizes, resolutions, versions, orientation: not worth a word. */
const DULL = new Set([
  0x0100, 0x0101, 0x0112, 0x011a, 0x011b, 0x0128, 0x0213, 0x8769, 0x9000, 0x9101, 0xa000, 0xa001, 0xa002, 0xa003,
  0xa005,
]); // prettier-ignore
/** The tag of the block about the place: whatever stands in that block is about the place. */
const PLACE = 0x8825;
/** Tags whose value is where a further block lies: the camera's own, and the one of the place. */
const BLOCKS = new Set([0x8769, PLACE]);
const MOST_BLOCKS = 8;

/** What `jpeg.js` calls a removed segment, by kind. */
const SEGMENTS = new Map([
  ["XMP", "edits"], ["IPTC", "edits"], ["comment", "comment"], ["thumbnail", "preview"],
  ["further pictures", "more"], ["trailing bytes", "more"],
]); // prettier-ignore

/**
 * Name the details that were removed.
 *
 * @param {Uint8Array} bytes  the photo as it was
 * @param {readonly string[]} removed  what `cleanJpeg` says it removed
 * @returns {string[]}  of `KINDS`
 */
export function detailsOf(bytes, removed) {
  const found = new Set(removed.filter((what) => what !== "EXIF").map((what) => SEGMENTS.get(what) ?? "other"));
  if (removed.includes("EXIF")) readExif(exifOf(bytes), found);
  return KINDS.filter((kind) => found.has(kind));
}

/** Find the first Exif block of a photo. @param {Uint8Array} bytes */
function exifOf(bytes) {
  let at = 2;
  while (bytes[at] === 0xff && bytes[at + 1] !== 0xda && at + 4 < bytes.length) {
    const size = Number(bytes[at + 2]) * 256 + Number(bytes[at + 3]);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (bytes[at + 1] === 0xe1 && name === "Exif") return bytes.subarray(at + 10, at + 2 + size);
    at += bytes[at + 1] === 0xff ? 1 : 2 + size;
  }
  return new Uint8Array();
}

/**
 * @param {Uint8Array} tiff
 * @param {Set<string>} found
 */
function readExif(tiff, found) {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = tiff[0] === 0x49;
  try {
    const seen = new Set();
    const first = view.getUint32(4, little);
    const waiting = [{ at: first, place: false }];
    for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
      const { at, place } = block;
      if (seen.has(at) || seen.size >= MOST_BLOCKS) continue;
      seen.add(at);
      const entries = view.getUint16(at, little);
      for (let entry = at + 2; entry < at + 2 + 12 * entries; entry += 12) {
        const tag = view.getUint16(entry, little);
        if (place) found.add("place");
        else if (!DULL.has(tag)) found.add(TAGS.get(tag) ?? "other");
        if (!place && BLOCKS.has(tag)) waiting.push({ at: view.getUint32(entry + 8, little), place: tag === PLACE });
      }
      // The block after the first one describes the preview.
      if (at === first && view.getUint32(at + 2 + 12 * entries, little) !== 0) found.add("preview");
    }
  } catch {
    found.add("other"); // the block points outside itself; it was removed all the same
  }
}
