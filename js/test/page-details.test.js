// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a photo's hidden details are called. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cleanJpeg } from "../src/jpeg.js";
import { detailsOf } from "../src/page/details.js";

/** @param {string} text */
const ascii = (text) => Array.from(text, (letter) => letter.charCodeAt(0));
/** @param {number} marker @param {number[]} body */
const segment = (marker, body) => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
const PICTURE = [...segment(0xdb, [0, ...Array(64).fill(1)]), ...segment(0xda, [1, 1, 0, 0, 63, 0]), 0x12, 0x34];
const END = [0xff, 0xd9];

/** @param {[number, number][]} tags  tag and value @param {{ next?: number, after?: number[] }} [more] */
function exif(tags, { next = 0, after = [] } = {}) {
  const u16 = (/** @type {number} */ n) => [n >> 8, n & 255];
  const u32 = (/** @type {number} */ n) => [0, 0, ...u16(n)];
  const entries = tags.flatMap(([tag, value]) =>
    tag === 0x8825 || tag === 0x8769
      ? [...u16(tag), 0, 4, ...u32(1), ...u32(value)]
      : [...u16(tag), 0, 3, ...u32(1), ...u16(value), 0, 0],
  );
  const tiff = [...ascii("MM"), 0, 42, ...u32(8), ...u16(tags.length), ...entries, ...u32(next), ...after];
  return segment(0xe1, [...ascii("Exif\0\0"), ...tiff]);
}

/** @param {...number[]} parts */
const jpeg = (...parts) => Uint8Array.from([0xff, 0xd8, ...parts.flat(), ...PICTURE, ...END]);
/** @param {Uint8Array} bytes */
const told = (bytes) =>
  detailsOf(
    bytes,
    cleanJpeg(bytes).removed.map(({ what }) => what),
  );

describe("requirement 35: the hidden details of a photo are named in plain words", () => {
  test("place, time, camera, serial number, editing and comment", () => {
    const block = [0, 1, 0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]; // the place's own block, at offset 62
    const tags = exif([[0x8825, 62], [0x9003, 1], [0x0110, 2], [0xa431, 3]], { after: block }); // prettier-ignore
    const photo = jpeg(tags, segment(0xed, ascii("Photoshop 3.0\0")), segment(0xfe, ascii("hi")));
    assert.deepEqual(told(photo), ["place", "time", "camera", "serial", "edits", "comment"]);
  });

  test("a preview, a second picture, and what nobody has heard of", () => {
    const photo = jpeg(exif([], { next: 14 }), segment(0xe2, ascii("MPF\0")), segment(0xe7, ascii("??")));
    assert.deepEqual(told(photo), ["preview", "more", "other"]);
    assert.deepEqual(told(Uint8Array.from([...jpeg(), ...ascii("ftypmp42")])), ["more"]);
  });

  test("a photo without any, or with its orientation only, has nothing to name", () => {
    assert.deepEqual(told(jpeg()), []);
    assert.deepEqual(told(jpeg(exif([[0x0112, 6]]))), []);
  });

  test("a block that points at itself or beyond its end is named, and reading it ends", () => {
    assert.deepEqual(told(jpeg(exif([[0x8769, 60000]]))), ["other"]);
    assert.deepEqual(told(jpeg(exif([[0x8769, 8]]))), []);
  });

  test("every kind has its place in the order of the page", () => {
    const photo = jpeg(exif([[0xbeef, 1]]), segment(0xe1, ascii("http://ns.adobe.com/xap/1.0/\0")));
    assert.deepEqual(told(photo), ["edits", "other"]);
  });
});
