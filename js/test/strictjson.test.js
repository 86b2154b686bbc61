// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { text, utf8 } from "../src/bytes.js";
import { parseJson, parseObject, writeJson } from "../src/strictjson.js";

const read = (/** @type {string} */ source) => parseJson(utf8(source));
const plain = (/** @type {string} */ source) => JSON.parse(JSON.stringify(read(source)));
const nested = (/** @type {number} */ depth) => "[".repeat(depth) + "]".repeat(depth);

describe("reading", () => {
  for (const source of [
    "{}",
    "[]",
    " \t\r\n[ 1 , -2,\n3 ] ",
    '{"а": {"б": [true, false, null]}, "": ""}',
    '"\\u0430\\n\\"\\\\\\/\\ud83d\\ude00"',
    "9007199254740991",
    "-9007199254740991",
    "0",
    nested(16),
  ]) {
    test(`takes ${source.slice(0, 40)}`, () => assert.deepEqual(plain(source), JSON.parse(source)));
  }

  for (const [name, source] of Object.entries({
    "a doubled key": '{"a": 1, "a": 1}',
    "a key doubled by an escape": '{"a": 1, "\\u0061": 2}',
    "a fraction": "1.0",
    "an exponent": "1e3",
    "minus zero": "-0",
    "a leading zero": "01",
    "a plus": "+1",
    "a number above 2^53 - 1": "9007199254740992",
    "a number below -2^53 + 1": "-9007199254740992",
    "a very long number": "1".repeat(400),
    "17 levels": nested(17),
    "a deep bomb": "[".repeat(100_000),
    "a lone high surrogate": '"\\ud83d"',
    "a lone low surrogate": '"\\ude00x"',
    "a lone surrogate as a key": '{"\\ud83d": 1}',
    "a byte-order mark": "\ufeff{}",
    "two values": "{} {}",
    nothing: "",
    "a blank": " ",
    "a trailing comma": "[1,]",
    "an object with a trailing comma": '{"a":1,}',
    "a lone comma": "[,]",
    "a bare word": "undefined",
    "a longer word": "nulls",
    "single quotes": "'a'",
    "a raw newline in a string": '"a\nb"',
    "a raw tab in a string": '"a\tb"',
    "an unknown escape": '"\\x41"',
    "a cut escape": '"\\u00"',
    "an open string": '"abc',
    "a long open string, in linear time": `"${"a".repeat(100_000)}`,
    "a long open string of escapes, in linear time": `"${"a\\n".repeat(100_000)}`,
    "an open object": '{"a":1',
    "a number for a key": "{1: 2}",
    "a comment": "[1 /* one */]",
    "another kind of blank": "[\u00a01]",
    "a form feed": "\f1",
    NaN: "NaN",
  })) {
    test(`refuses ${name}`, () => assert.throws(() => read(source), { name: "FormatError", code: "bad-json" }));
  }

  test("refuses bytes that are not UTF-8", () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0x22, 0xc0, 0xa2, 0x22],
    ]) {
      assert.throws(() => parseJson(Uint8Array.from(bytes)), { code: "bad-json" });
    }
  });

  test("a key that is a name of the language is only a key", () => {
    const value = parseObject(utf8('{"__proto__": {"polluted": 1}, "constructor": 2}'));
    assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
    assert.equal(/** @type {any} */ ({}).polluted, undefined);
    assert.equal(value["toString"], undefined);
  });

  test("a string of a megabyte is read", () => {
    assert.equal(String(read(`"${"я".repeat(500_000)}"`)).length, 500_000);
  });

  test("where an object is expected nothing else will do", () => {
    for (const source of ["[]", "null", '"a"', "1"])
      assert.throws(() => parseObject(utf8(source)), { code: "bad-json" });
  });
});

describe("writing", () => {
  test("the form is the one of the protocol", () => {
    const value = { b: [1, "ё\n\u0007"], a: {}, "\u{1f600}": [], "\uffee": { z: null, y: true } };
    const expected =
      '{\n "a": {},\n "b": [\n  1,\n  "ё\\n\\u0007"\n ],\n "\uffee": {\n  "y": true,\n' +
      '  "z": null\n },\n "\u{1f600}": []\n}\n';
    assert.equal(text(writeJson(value)), expected);
  });

  test("what is written is read back and written the same", () => {
    const bytes = writeJson({ language: "ce", list: [[[]], {}, -5, "Ӏ", "\u2028\u007f"] });
    assert.deepEqual(writeJson(parseJson(bytes)), bytes);
  });

  test("fractions, minus zero, lone surrogates, holes and depth are refused", () => {
    for (const value of [1.5, -0, 2 ** 53, NaN, "\ud83d", { "\ud83d": 1 }, { a: undefined }, JSON.parse(nested(17))]) {
      assert.throws(() => writeJson(/** @type {any} */ (value)), { name: "FormatError" });
    }
  });
});
