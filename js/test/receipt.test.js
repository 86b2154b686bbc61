// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { createHash, hkdfSync } from "node:crypto";
import { describe, test } from "node:test";
import { entropyToMnemonic } from "@scure/bip39";
import { hex } from "../src/bytes.js";
import { randomBytes } from "../src/random.js";
import { digitsOf, entropyOf, keysOf, newEntropy, placesOf, threadSection, wordList, wordsOf } from "../src/receipt.js";
import { english, russian } from "./support/lists.js";

const ORIGIN = "plaint.example/moscow-2017";
const seven = new Uint8Array(16).fill(7);

describe("words and digits", () => {
  test("known answers of BIP-39 hold for the English list", () => {
    const known = {
      "00000000000000000000000000000000":
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
      "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f": "legal winner thank year wave sausage worth useful legal winner thank yellow",
      ffffffffffffffffffffffffffffffff: "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
      "9e885d952ad362caeb4efe34a8e91bd2":
        "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic",
    };
    for (const [entropy, words] of Object.entries(known)) {
      assert.equal(wordsOf(Buffer.from(entropy, "hex"), english).join(" "), words);
    }
  });

  test("both lists give the places that the library gives, and places give the entropy back", () => {
    for (let round = 0; round < 200; round++) {
      const entropy = randomBytes(16);
      assert.deepEqual(wordsOf(entropy, english), entropyToMnemonic(entropy, english).split(" "));
      assert.deepEqual(wordsOf(entropy, russian), entropyToMnemonic(entropy, russian).split(" "));
      assert.deepEqual(entropyOf(placesOf(entropy)), entropy);
    }
  });

  test("words are shown in NFC, й as one letter", () => {
    for (const list of [russian, english]) {
      for (const word of list) assert.equal(word, word.normalize("NFC"));
    }
    assert.ok(russian.some((word) => word.includes("й")));
  });

  test("digits are the places from 1 and a check group", () => {
    const digits = digitsOf(seven);
    assert.equal(digits.length, 13);
    assert.deepEqual(
      digits.slice(0, 12).map(Number),
      placesOf(seven).map((place) => place + 1),
    );
    const check = createHash("sha256").update("plaint/v1 digits\0").update(seven).digest().readUInt16BE() % 10_000;
    assert.equal(Number(digits[12]), check);
    assert.ok(digits.every((group) => /^[0-9]{4}$/.test(group)));
  });

  test("of all last words 128 fit eleven given ones, so 15 of 16 mistakes are noticed", () => {
    const places = placesOf(seven);
    let fitting = 0;
    for (let last = 0; last < 2048; last++) fitting += Number(entropyOf([...places.slice(0, 11), last]) !== null);
    assert.equal(fitting, 128);
  });

  test("places out of range, fractions and other counts are no receipt", () => {
    const places = placesOf(seven);
    for (const bad of [[...places, 0], places.slice(1), [], [2048, ...places.slice(1)], [0.5, ...places.slice(1)]]) {
      assert.equal(entropyOf(bad), null);
    }
  });

  test("new receipts differ", () => {
    assert.notDeepEqual(newEntropy(), newEntropy());
    assert.equal(newEntropy().length, 16);
  });

  test("a list that is cut or doubled is refused", () => {
    const whole = russian.map((word) => `0${word}`);
    assert.deepEqual(wordList(whole.join("")), russian);
    for (const file of ["", "a b c", "0a1b0c", Array(2048).fill("0a").join(""), whole.slice(1).join("")]) {
      assert.throws(() => wordList(file), { code: "bad-words" });
    }
  });
});

describe("derivations", () => {
  const keys = keysOf(seven, ORIGIN);
  const salt = createHash("sha256")
    .update("plaint/v1 receipt\0")
    .update(Buffer.concat([Buffer.from([ORIGIN.length]), Buffer.from(ORIGIN)]))
    .digest();
  const derived = (/** @type {string} */ info, rest = Buffer.alloc(0)) =>
    Buffer.from(hkdfSync("sha256", seven, salt, Buffer.concat([Buffer.from(info), rest]), 32)).toString("hex");

  test("every key is the HKDF of the protocol, computed a second way", () => {
    assert.equal(hex(keys.threadKey), derived("plaint/v1 thread key"));
    assert.equal(hex(keys.followUpSeed), derived("plaint/v1 follow-up key"));
    const id = new Uint8Array(16).fill(9);
    assert.equal(hex(keys.eraseToken(id)), derived("plaint/v1 erase token", Buffer.from(id)));
    const numbered = Buffer.concat([Buffer.from(id), Buffer.from([0, 0, 1, 2])]);
    assert.equal(hex(keys.chunkToken(id, 258)), derived("plaint/v1 chunk token", numbered));
  });

  test("another group or another receipt shares no key", () => {
    for (const other of [keysOf(seven, "plaint.example/other"), keysOf(new Uint8Array(16), ORIGIN)]) {
      assert.notEqual(hex(other.threadKey), hex(keys.threadKey));
      assert.notEqual(hex(other.authorKey), hex(keys.authorKey));
      assert.notEqual(other.threadIdentity, keys.threadIdentity);
      assert.notEqual(hex(other.caseId), hex(keys.caseId));
    }
  });

  test("the thread section is the key and the raw recipient", async () => {
    const section = await threadSection(keys);
    assert.equal(section.length, 32 + 1216);
    assert.deepEqual(section.subarray(0, 32), keys.threadKey);
  });

  test("nothing derived holds a run of the entropy", () => {
    const entropy = randomBytes(16);
    const made = keysOf(entropy, ORIGIN);
    const out = [made.threadKey, made.followUpSeed, made.authorKey, made.caseId, made.eraseToken(seven)]
      .map(hex)
      .join();
    for (let at = 0; at <= 12; at++) assert.ok(!out.includes(hex(entropy.subarray(at, at + 4))));
  });
});
