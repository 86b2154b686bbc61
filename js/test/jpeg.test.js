// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { concat, utf8 } from "../src/bytes.js";
import { cleanJpeg } from "../src/jpeg.js";

const marker = (/** @type {number} */ code) => Uint8Array.of(0xff, code);
const segment = (/** @type {number} */ code, /** @type {Uint8Array} */ body) =>
  concat(marker(code), Uint8Array.of((body.length + 2) >> 8, (body.length + 2) & 255), body);
const text = (/** @type {string} */ value) => utf8(value);

/** @param {number} value @param {boolean} little */
function exif(value, little) {
  const [order, u16] = little
    ? ["II", (/** @type {number} */ n) => [n & 255, n >> 8]]
    : ["MM", (/** @type {number} */ n) => [n >> 8, n & 255]];
  const u32 = (/** @type {number} */ n) => (little ? [...u16(n), 0, 0] : [0, 0, ...u16(n)]);
  const make = [...u16(0x010f), ...u16(2), ...u32(20), ...u32(38)];
  const turn = [...u16(0x0112), ...u16(3), ...u32(1), ...u16(value), 0, 0];
  const tiff = [
    ...text(order),
    ...u16(42),
    ...u32(8),
    ...u16(2),
    ...make,
    ...turn,
    ...u32(0),
    ...text("CANARY camera 55.75N"),
  ];
  return segment(0xe1, concat(text("Exif\0\0"), Uint8Array.from(tiff)));
}

const jfif = segment(0xe0, concat(text("JFIF\0"), Uint8Array.of(1, 1, 0, 0, 72, 0, 72, 0, 0)));
const tables = concat(segment(0xdb, new Uint8Array(65).fill(1)), segment(0xc4, new Uint8Array(20).fill(2)));
const frame = segment(0xc0, Uint8Array.of(8, 0, 16, 0, 16, 1, 1, 0x11, 0));
const scan = (/** @type {number} */ fill) =>
  concat(
    segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)),
    Uint8Array.of(fill, 0xff, 0, fill, 0xff, 0xd0, fill, 0xff, 0xd7, 0xff, 0),
  );
const SOI = marker(0xd8);
const EOI = marker(0xd9);
const bare = concat(SOI, jfif, tables, frame, scan(7), EOI);
const canary = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).includes("CANARY");
const named = (/** @type {{ removed: { what: string }[] }} */ { removed }) => removed.map(({ what }) => what);

describe("cleaning a JPEG", () => {
  test("a bare picture stays as it is, byte for byte", () => {
    assert.deepEqual(cleanJpeg(bare), { bytes: bare, removed: [] });
  });

  test("every known hiding place is emptied and named", () => {
    const places = {
      EXIF: exif(1, true),
      XMP: segment(0xe1, text("http://ns.adobe.com/xap/1.0/\0<x>CANARY</x>")),
      "APP1 of nobody": segment(0xe1, text("CANARY")),
      IPTC: segment(0xed, text("Photoshop 3.0\x008BIM CANARY")),
      "further pictures": segment(0xe2, text("MPF\0CANARY")),
      comment: segment(0xfe, text("CANARY")),
      thumbnail: segment(0xe0, text("JFXX\0CANARY")),
      APP12: segment(0xec, text("Ducky CANARY")),
      APP11: segment(0xeb, text("JP CANARY c2pa")),
    };
    for (const [name, hidden] of Object.entries(places)) {
      const cleaned = cleanJpeg(concat(SOI, jfif, hidden, tables, frame, scan(7), EOI));
      assert.deepEqual(cleaned.bytes, bare, name);
      assert.deepEqual(named(cleaned), [name === "APP1 of nobody" ? "APP1" : name]);
    }
    const all = cleanJpeg(concat(SOI, ...Object.values(places), jfif, tables, frame, scan(7), EOI));
    assert.ok(!canary(all.bytes));
    assert.equal(all.removed.length, 9);
    assert.ok(all.removed.every(({ bytes }) => bytes > 0));
  });

  test("metadata between two scans of a progressive picture goes too", () => {
    const between = concat(segment(0xfe, text("CANARY")), segment(0xc4, new Uint8Array(9)));
    const cleaned = cleanJpeg(concat(SOI, tables, frame, scan(7), between, scan(9), EOI));
    assert.deepEqual(
      cleaned.bytes,
      concat(SOI, tables, frame, scan(7), segment(0xc4, new Uint8Array(9)), scan(9), EOI),
    );
  });

  test("what follows the picture goes: a film, a second picture", () => {
    const cleaned = cleanJpeg(concat(bare, text("CANARY ftypmp42"), bare));
    assert.deepEqual(cleaned.bytes, bare);
    assert.deepEqual(named(cleaned), ["trailing bytes"]);
  });

  test("a JFIF thumbnail and what hides behind the Adobe mark go, the marks stay", () => {
    const withThumb = segment(0xe0, concat(text("JFIF\0"), Uint8Array.of(1, 1, 0, 0, 72, 0, 72, 1, 1), text("CANARY")));
    const adobe = Uint8Array.of(...text("Adobe"), 0, 100, 0, 0, 0, 0, 1);
    const long = segment(0xee, concat(adobe, text("CANARY")));
    const cleaned = cleanJpeg(concat(SOI, withThumb, long, tables, frame, scan(7), EOI));
    assert.deepEqual(cleaned.bytes, concat(SOI, jfif, segment(0xee, adobe), tables, frame, scan(7), EOI));
    assert.deepEqual(named(cleaned), ["thumbnail", "APP14"]);
  });

  test("a colour profile stays", () => {
    const profile = segment(0xe2, text("ICC_PROFILE\0\u0001\u0001 colours"));
    const picture = concat(SOI, jfif, profile, tables, frame, scan(7), EOI);
    assert.deepEqual(cleanJpeg(picture), { bytes: picture, removed: [] });
  });

  test("of EXIF only the orientation comes back, in either byte order", () => {
    for (const little of [true, false]) {
      for (const value of [3, 6, 8]) {
        const { bytes } = cleanJpeg(concat(SOI, exif(value, little), tables, frame, scan(7), EOI));
        assert.ok(!canary(bytes));
        assert.equal(bytes.length, concat(SOI, tables, frame, scan(7), EOI).length + 36);
        const again = cleanJpeg(bytes);
        assert.deepEqual(again.bytes, bytes, "cleaning twice changes nothing more");
        assert.equal(Buffer.from(bytes).readUInt16BE(2 + 4 + 6 + 18), value);
      }
      for (const value of [0, 1, 9, 255]) {
        const { bytes } = cleanJpeg(concat(SOI, exif(value, little), tables, frame, scan(7), EOI));
        assert.equal(bytes.length, concat(SOI, tables, frame, scan(7), EOI).length);
      }
    }
  });

  test("a broken EXIF head goes without a word about orientation", () => {
    const broken = segment(0xe1, concat(text("Exif\0\0MM"), Uint8Array.of(0, 42, 255, 255, 255, 255)));
    assert.deepEqual(cleanJpeg(concat(SOI, jfif, broken, tables, frame, scan(7), EOI)).bytes, bare);
  });

  test("fill bytes before a marker are taken", () => {
    const filled = concat(SOI, jfif, tables, Uint8Array.of(0xff, 0xff), frame, scan(7), EOI);
    assert.deepEqual(cleanJpeg(filled).bytes, bare);
  });

  test("what is no whole JPEG is refused, so that nobody takes it for clean", () => {
    for (let length = 0; length < bare.length; length++) {
      assert.throws(() => cleanJpeg(bare.subarray(0, length)), { code: "bad-jpeg" }, `cut at ${length}`);
    }
    for (const bad of [text("\x89PNG"), concat(SOI, text("xx"), EOI), concat(SOI, marker(0xd8), EOI)]) {
      assert.throws(() => cleanJpeg(bad), { code: "bad-jpeg" });
    }
  });

  test("any changed byte either cleans or is refused with the one error", () => {
    const picture = concat(SOI, exif(6, true), jfif, tables, frame, scan(7), EOI);
    for (let at = 0; at < picture.length; at++) {
      for (const value of [0, 1, 0xda, 0xff]) {
        const changed = Uint8Array.from(picture);
        changed[at] = value;
        try {
          cleanJpeg(changed);
        } catch (error) {
          assert.equal(/** @type {{ code?: string }} */ (error).code, "bad-jpeg");
        }
      }
    }
  });
});
