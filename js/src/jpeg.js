// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Taking the metadata out of a JPEG photograph (ITU-T T.81 annex B), without touching the picture.
 *
 * The rules are:
 *   - What is kept is named, all else goes: tables, frames and scans; the JFIF head without its thumbnail; the Adobe
 *     colour mark; the colour profile. Cameras hide places, serial numbers and owners in segments nobody has heard of.
 *   - Of EXIF only the orientation comes back, in a head of our own, or pictures would lie on their side.
 *   - What follows the end of the picture goes: second pictures, films, depth maps.
 *   - The picture's own bytes stay, and with them what they give away: what is seen, the camera's tables and noise.
 */
import { concat, utf8 } from "./bytes.js";
import { u16 } from "./cursor.js";
import { FormatError } from "./errors.js";

/** @typedef {{ what: string, bytes: number }} Removed  a kind of metadata and how much there was of it */

const [SOI, EOI, SOS, APP0, APP1, APP2, APP13, APP14, COM] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xfe];
const JFIF_HEAD = 14;
const ADOBE = 12;

const refusal = () =>
  new FormatError("bad-jpeg", "This is not a whole JPEG picture, so nothing can be taken out of it.");

/** @param {Uint8Array} bytes @param {string} sign */
const startsWith = (bytes, sign) => utf8(sign).every((byte, at) => bytes[at] === byte);

/** Frame, tables, restart interval, scan, number of lines, expansion: what a decoder needs. @param {number} marker */
function isPicture(marker) {
  const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8;
  return frame || (marker >= SOS && marker <= 0xdf);
}

/**
 * Say what a segment that goes is called.
 *
 * @param {number} marker
 * @param {Uint8Array} body
 */
function nameOf(marker, body) {
  if (marker === COM) return "comment";
  if (marker === APP1 && startsWith(body, "Exif\0")) return "EXIF";
  if (marker === APP1 && startsWith(body, "http://ns.adobe.com/")) return "XMP";
  if (marker === APP13) return "IPTC";
  if (marker === APP2 && startsWith(body, "MPF\0")) return "further pictures";
  if (marker === APP0) return "thumbnail";
  return `APP${marker - APP0}`;
}

/**
 * Give what is kept of a segment, or null where all of it goes.
 *
 * @param {number} marker
 * @param {Uint8Array} body
 * @returns {Uint8Array | null}
 */
function kept(marker, body) {
  if (isPicture(marker)) return body;
  if (marker === APP0 && startsWith(body, "JFIF\0") && body.length >= JFIF_HEAD) {
    return concat(body.subarray(0, JFIF_HEAD - 2), new Uint8Array(2));
  }
  if (marker === APP14 && startsWith(body, "Adobe") && body.length >= ADOBE) return body.subarray(0, ADOBE);
  if (marker === APP2 && startsWith(body, "ICC_PROFILE\0")) return body;
  return null;
}

/**
 * Find the orientation in a body of EXIF, 1 where none is said.
 *
 * @param {Uint8Array} body  of the APP1 segment
 */
function orientation(body) {
  const tiff = body.subarray(6);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = tiff[0] === 0x49;
  try {
    const at = view.getUint32(4, little);
    const count = view.getUint16(at, little);
    for (let entry = at + 2; entry < at + 2 + 12 * count; entry += 12) {
      if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little);
    }
  } catch {
    // A head that points outside itself says nothing about how the picture stands.
  }
  return 1;
}

/**
 * Write an EXIF segment with one entry: the orientation.
 *
 * @param {number} value  2 to 8
 */
function orientationSegment(value) {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0];
  return segment(APP1, concat(utf8("Exif\0\0"), Uint8Array.from(tiff)));
}

/** @param {number} marker @param {Uint8Array} body */
const segment = (marker, body) => concat(Uint8Array.of(0xff, marker), u16(body.length + 2), body);

/**
 * Find the end of entropy-coded bytes: the next marker that is no stuffed byte and no restart.
 *
 * @param {Uint8Array} bytes
 * @param {number} from
 */
function endOfScan(bytes, from) {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = Number(bytes[at + 1]);
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw refusal();
}

/**
 * Take the metadata out of a JPEG.
 *
 * @param {Uint8Array} bytes
 * @returns {{ bytes: Uint8Array, removed: Removed[] }}  `removed` names each kind once, in the order met
 * @throws {FormatError} `bad-jpeg`
 */
export function cleanJpeg(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw refusal();
  const parts = [bytes.subarray(0, 2)];
  /** @type {Map<string, number>} */
  const removed = new Map();
  const remove = (/** @type {string} */ what, /** @type {number} */ length) =>
    removed.set(what, (removed.get(what) ?? 0) + length);
  let turned = 1;
  let at = 2;
  for (;;) {
    const found = nextSegment(bytes, at);
    at = found.end;
    if (found.marker === EOI) break;
    const body = kept(found.marker, found.body);
    if (body !== null) parts.push(segment(found.marker, body));
    const lost = found.body.length - (body?.length ?? 0);
    if (lost > 0 || body === null) remove(nameOf(found.marker, found.body), lost);
    if (startsWith(found.body, "Exif\0") && found.marker === APP1) turned = orientation(found.body);
    if (found.marker === SOS) {
      at = endOfScan(bytes, found.end);
      parts.push(bytes.subarray(found.end, at));
    }
  }
  if (bytes.length > at) remove("trailing bytes", bytes.length - at);
  // Readers look for EXIF right behind the first marker.
  if (turned >= 2 && turned <= 8) parts.splice(1, 0, orientationSegment(turned));
  const cleaned = concat(...parts, Uint8Array.of(0xff, EOI));
  return { bytes: cleaned, removed: [...removed].map(([what, length]) => ({ what, bytes: length })) };
}

/**
 * Read the segment at a place.
 *
 * @param {Uint8Array} bytes
 * @param {number} from
 * @returns {{ marker: number, body: Uint8Array, end: number }}
 */
function nextSegment(bytes, from) {
  let at = from;
  if (bytes[at] !== 0xff) throw refusal();
  // Any number of fill bytes may stand in front of a marker (T.81, B.1.1.2).
  while (bytes[at + 1] === 0xff) at += 1;
  const marker = bytes[at + 1] ?? 0;
  if (marker === EOI) return { marker, body: new Uint8Array(), end: at + 2 };
  const length = Number(bytes[at + 2]) * 256 + Number(bytes[at + 3]);
  const end = at + 2 + length;
  const standing = marker === 0 || marker === 0x01 || (marker >= 0xd0 && marker <= SOI);
  if (standing || !(length >= 2) || end > bytes.length) throw refusal();
  return { marker, body: bytes.subarray(at + 4, end), end };
}
