// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The shared vectors of charters: what both halves take and what they refuse, with which code. The bundle, which went
 * through two minifiers, is held to them as well.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import vm from "node:vm";
import { coreFile } from "../build.mjs";
import {
  fingerprintOf,
  parsePin,
  readSigned,
  verifyFirst,
  verifyFreshness,
  verifyFrom,
  verifyNext,
} from "../src/chain.js";
import { unhex, utf8 } from "../src/bytes.js";
import { parseCharter } from "../src/charter.js";
import { evaluate } from "../src/conflict.js";
import { wordsOf } from "../src/receipt.js";
import { writeJson } from "../src/strictjson.js";
import { english, russian } from "./support/lists.js";
import { shared } from "./support/vectors.js";

vm.runInThisContext(readFileSync(await coreFile(), "utf8"), { filename: "core.js" });
/** @type {typeof import("../src/index.js")} */
const bundle = /** @type {any} */ (globalThis).PlaintCore;
const charters = shared("charter.json");
const conflicts = shared("conflict.json");

/**
 * @typedef {{ text: string, patch: [number, number, string], lines?: string[] }} Spelled  a change of a genuine text
 */

/** @param {Spelled} spelled */
function textOf({ text, patch: [start, end, put] }) {
  const note = charters.notes[text];
  const letters = Array.from(note.slice(0, note.lastIndexOf("\n\n") + 1));
  return [...letters.slice(0, start), put, ...letters.slice(end)].join("");
}

/** @param {string | Spelled} spelled */
function noteOf(spelled) {
  if (typeof spelled === "string") return utf8(charters.notes[spelled]);
  const note = charters.notes[spelled.text];
  const genuine = note.slice(note.lastIndexOf("\n\n") + 2, -1).split("\n");
  const lines = (spelled.lines ?? genuine).map((/** @type {string} */ line) => `${line}\n`);
  return utf8(`${textOf(spelled)}\n${lines.join("")}`);
}

/** @param {string | null} error @param {() => unknown} check */
function expecting(error, check) {
  if (error === null) check();
  else assert.throws(check, { name: "CharterError", code: error });
}

describe("texts of charters", () => {
  for (const { name, unknown, error, field, ...spelled } of charters.parse) {
    test(name, () => {
      const bytes = new TextEncoder().encode(textOf(spelled));
      if (unknown !== undefined) assert.deepEqual([...parseCharter(bytes).unknown].sort(), [...unknown].sort());
      else assert.throws(() => parseCharter(bytes), { name: "CharterError", code: error, field });
    });
    // The bundle reads whole notes, in which no carriage return may stand.
    if (textOf(spelled).includes("\r")) continue;
    test(`${name}, in the bundle`, () => {
      const read = () => bundle.readSigned(noteOf({ text: spelled.text, patch: spelled.patch })).charter;
      if (unknown !== undefined) assert.deepEqual([...read().unknown].sort(), [...unknown].sort());
      else assert.throws(read, { name: "CharterError", code: error, field });
    });
  }
});

describe("a version 1", () => {
  for (const { name, note, root, error } of charters.first) {
    test(name, () => expecting(error, () => verifyFirst(readSigned(noteOf(note)), root && unhex(root, 32))));
  }
});

describe("a next version", () => {
  for (const { name, before, after, error } of charters.next) {
    test(name, () => expecting(error, () => verifyNext(readSigned(noteOf(before)), readSigned(noteOf(after)))));
  }
});

describe("a page with a pin", () => {
  const sources = { parsePin, readSigned, verifyFreshness, verifyFrom };
  for (const [where, half] of Object.entries({ sources, bundle })) {
    for (const { name, pin, notes, freshness, now, version, error } of charters.page) {
      test(`${name}, ${where}`, () => {
        const take = () => {
          const known = half.parsePin(writeJson(charters.pins[pin]));
          const newest = half.verifyFrom(known, notes.map(noteOf).map(half.readSigned));
          half.verifyFreshness(freshness === null ? null : utf8(freshness), newest, now);
          return newest.charter.version;
        };
        if (version !== undefined) assert.equal(take(), version);
        else expecting(error, take);
      });
    }
  }
});

test("the fingerprint of the group is the same words", () => {
  const fingerprint = fingerprintOf(unhex(charters.root, 32));
  assert.deepEqual(wordsOf(fingerprint, russian), charters.fingerprint.ru);
  assert.deepEqual(wordsOf(fingerprint, english), charters.fingerprint.en);
});

describe("who reads", () => {
  const parsed = new Map(
    Object.entries(conflicts.charters).map(([name, text]) => [name, parseCharter(utf8(String(text)))]),
  );
  for (const { name, charter, about, included, left_out: leftOut, result, error } of conflicts.cases) {
    test(name, () => {
      const decide = () => evaluate(/** @type {any} */ (parsed.get(charter)), about, { included, leftOut });
      if (result !== undefined) assert.deepEqual(decide(), result);
      else expecting(error, decide);
      const rule = () => bundle.evaluate(/** @type {any} */ (parsed.get(charter)), about, { included, leftOut });
      if (result !== undefined) assert.deepEqual(rule(), result);
      else expecting(error, rule);
    });
  }
});
