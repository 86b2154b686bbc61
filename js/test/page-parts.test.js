// SPDX-License-Identifier: AGPL-3.0-or-later
/** Small parts of the page that need no page: texts, files, the two words asked for. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { placesToAsk, wrongPlaces } from "../src/page/confirm.js";
import { BYTES_MOST, chosenOf, fileProblems, look, nextToRead } from "../src/page/files.js";
import { cleanJpeg } from "../src/jpeg.js";
import { dayOf, fill, inLanguage, sizeOf, speaker, spoken } from "../src/page/texts.js";

const say = speaker(new Map(Object.entries({ size_kb: "{n} KB", size_mb: "{n} MB" })));

describe("texts", () => {
  test("a value is not filled again, and an unknown place stays", () => {
    assert.equal(fill("{a} {b} {c}", { a: "{b}", b: 2 }), "{b} 2 {c}");
  });

  test("a missing text is an error and not an empty place", () => {
    assert.throws(() => say("nonesuch"), /nonesuch/);
  });

  test("a language that the charter does not list is answered with its first, whatever a single text holds", () => {
    const charter = { languages: ["ru", "en"] };
    assert.deepEqual(["ce", "en", "ru"].map((wanted) => spoken(charter, wanted)), ["ru", "en", "ru"]); // prettier-ignore
    assert.equal(inLanguage({ ce: "хӀаъ", en: "yes", ru: "да" }, spoken(charter, "ce")), "да");
    assert.equal(inLanguage({}, "ru"), "");
  });

  test("sizes and days are written for people", () => {
    assert.deepEqual([0, 10, 5000, 999 * 1024].map((n) => sizeOf(n, say)), ["0 KB", "1 KB", "5 KB", "999 KB"]); // prettier-ignore
    assert.deepEqual([BYTES_MOST, BYTES_MOST + 1].map((n) => sizeOf(n, say)), ["25 MB", "26 MB"]);
    assert.equal(dayOf(17291, "en-GB"), "5 May 2017");
  });
});

describe("the two words asked for", () => {
  const words = "а б в г д е ж з и к л м".split(" ");

  test("requirement 30: they are two different ones of the twelve, in their order, for every draw", () => {
    const seen = new Set();
    for (let one = 0; one < 256; one++) {
      for (let two = 0; two < 256; two++) {
        const [first, second] = placesToAsk(Uint8Array.of(one, two));
        assert.ok(1 <= first && first < second && second <= 12);
        seen.add(`${first} ${second}`);
      }
    }
    assert.equal(seen.size, 66);
  });

  test("a wrong word is named by its place; blanks, numbers and capitals do not matter", () => {
    const fold = (/** @type {string} */ text) => text.toLowerCase();
    assert.deepEqual(wrongPlaces(words, [2, 5], [" 2. Б ", "д"], fold), []);
    assert.deepEqual(wrongPlaces(words, [2, 5], ["в", ""], fold), [2, 5]);
  });
});

describe("files", () => {
  const photo = Uint8Array.from([0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2, 0xff, 0xd9]);
  const chosen = (/** @type {string} */ name, /** @type {string} */ type, /** @type {Uint8Array} */ bytes) =>
    look({ name, type }, bytes, cleanJpeg);

  test("requirement 35: a photo is cleaned, and its untouched original is sealed only when wanted", () => {
    const picked = chosen("p.jpg", "image/jpeg", photo);
    assert.deepEqual(picked.cleaned?.removed, ["comment"]);
    assert.deepEqual(chosenOf([picked]).map(({ bytes, original }) => [bytes.length, original]), [[4, false]]); // prettier-ignore
    const both = chosenOf([{ ...picked, withOriginal: true }]);
    assert.deepEqual(both.map(({ bytes, original }) => [bytes.length, original]), [[4, false], [10, true]]); // prettier-ignore
  });

  test("a file of another kind goes as it is, marked as untouched", () => {
    const [file] = chosenOf([chosen("a.pdf", "application/pdf", Uint8Array.of(1))]);
    assert.equal(file?.original, true);
  });

  test("too many, too large and empty files are named", () => {
    const file = chosen("a", "", Uint8Array.of(1));
    assert.equal(fileProblems(Array(16).fill(file), say).length, 0);
    assert.equal(fileProblems(Array(17).fill(file), say)[0]?.text, "files_many");
    const large = { ...file, size: BYTES_MOST + 1, bytes: null };
    assert.equal(fileProblems([large], say)[0]?.text, "files_large");
    assert.equal(fileProblems([chosen("a", "", new Uint8Array())], say)[0]?.text, "file_empty");
  });

  test("an untouched original counts beside its cleaned photo", () => {
    const both = { ...chosen("p.jpg", "image/jpeg", photo), withOriginal: true };
    assert.equal(fileProblems(Array(8).fill(both), say).length, 0);
    assert.equal(fileProblems(Array(9).fill(both), say)[0]?.text, "files_many");
    assert.equal(fileProblems([{ ...both, size: BYTES_MOST }], say)[0]?.text, "files_large");
  });

  test("files are read in their order, and none that does not fit beside those that were", () => {
    const file = (/** @type {number} */ size, read = false) =>
      ({ ...chosen("a", "", Uint8Array.of(1)), size, bytes: read ? Uint8Array.of(1) : null }); // prettier-ignore
    const [film, one, two] = [file(BYTES_MOST), file(1), file(2)];
    assert.equal(nextToRead([one, two]), one);
    assert.equal(nextToRead([file(1, true), film, two]), two);
    assert.equal(nextToRead([file(1, true), film]), undefined);
    assert.equal(nextToRead([film]), film);
    assert.equal(nextToRead([file(BYTES_MOST + 1)]), undefined);
  });

  test("a file that stays unread is one too much: none is left out without a word", () => {
    // Photos that carry a film behind them lose most of their size when they are cleaned.
    const photoOf = (/** @type {number} */ size, /** @type {number} */ left, withOriginal = false) =>
      ({ ...chosen("p.jpg", "image/jpeg", photo), size, cleaned: { bytes: new Uint8Array(left), removed: ["other"] }, withOriginal }); // prettier-ignore
    const waiting = { ...chosen("a", "", Uint8Array.of(1)), size: BYTES_MOST / 2, bytes: null };
    for (const picked of [photoOf(BYTES_MOST, 9), photoOf(BYTES_MOST / 2 + 1, 9), photoOf(BYTES_MOST / 2 + 1, 9, true)]) {
      const files = [picked, waiting];
      const refused = fileProblems(files, say).some(({ text }) => text === "files_large");
      assert.equal(nextToRead(files) === undefined, refused);
    }
  });
});
