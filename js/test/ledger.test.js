// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { text, utf8 } from "../src/bytes.js";
import { openCheckpoint, parseCheckpoint, writeCheckpoint } from "../src/checkpoint.js";
import { leafBytes, leafHash, verifyInclusion } from "../src/merkle.js";
import { parseNote, parseVerifierKey, signersOf } from "../src/note.js";
import { randomBytes } from "../src/random.js";
import { ledgerKey, pathOf, rootOf, signedHead } from "./support/ledger.js";

const published = process.env["PLAINT_SHARED"] ?? fileURLToPath(new URL("../../../shared", import.meta.url));
const merkle = join(published, "data/merkle/inclusion");
const there = existsSync(merkle);

describe(
  "inclusion proofs published with transparency-dev/merkle",
  { skip: there ? false : `${merkle} is not here` },
  () => {
    const paths = there ? readdirSync(merkle, { recursive: true, encoding: "utf8" }) : [];
    const bytes = (/** @type {string | null} */ base64) => Uint8Array.from(Buffer.from(base64 ?? "", "base64"));
    for (const path of paths.filter((each) => each.endsWith(".json")).sort()) {
      test(path, () => {
        const vector = JSON.parse(readFileSync(join(merkle, path), "utf8"));
        const proof = {
          index: vector.leafIdx,
          size: vector.treeSize,
          path: (vector.proof ?? []).map(bytes),
          root: bytes(vector.root),
        };
        const check = () => verifyInclusion(bytes(vector.leafHash), proof);
        if (vector.wantErr) assert.throws(check, { code: "bad-proof" });
        // One vector uses roots that are no SHA-256 hashes: we are stricter.
        else if (proof.root.length !== 32) assert.throws(check, { code: "bad-proof" });
        else check();
      });
    }
  },
);

describe("inclusion", () => {
  test("every leaf of every tree up to 40 leaves is proven, and nothing else is", () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = Array.from({ length: size }, () => randomBytes(32));
      const root = rootOf(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const path = pathOf(leaves, index);
        verifyInclusion(leaf, { index, size, path, root });
        const wrong = [
          { index: (index + 1) % (size + 1), size, path, root },
          { index, size, path: [...path, root], root },
          { index, size, path: path.slice(1), root: size === 1 ? randomBytes(32) : root },
          { index, size, path, root: randomBytes(32) },
          { index: -1, size, path, root },
          { index: size, size, path, root },
        ];
        for (const proof of wrong) assert.throws(() => verifyInclusion(leaf, proof), { code: "bad-proof" });
        assert.throws(() => verifyInclusion(randomBytes(32), { index, size, path, root }), { code: "bad-proof" });
      }
    }
  });

  test("indices beyond 32 bits are proven", () => {
    const size = 2 ** 40;
    const path = Array.from({ length: 40 }, () => randomBytes(32));
    const leaf = randomBytes(32);
    assert.throws(() => verifyInclusion(leaf, { index: 2 ** 39 + 5, size, path, root: randomBytes(32) }));
    assert.throws(() => verifyInclusion(leaf, { index: 0, size: 2 ** 60, path, root: leaf }), { code: "bad-proof" });
  });

  test("a leaf is 72 bytes and no node", () => {
    const leaf = leafBytes(1, randomBytes(32));
    assert.equal(leaf.length, 72);
    assert.equal(text(leaf.subarray(0, 3)), "PLT");
    assert.notDeepEqual(leafHash(leaf), rootOf([leaf, leaf]));
  });
});

describe("signed notes", () => {
  // The example of c2sp.org/signed-note.
  const example =
    "This is an example message.\n\n" +
    "— example.com/foo gS4VUMEl8Zcl/jXs7WEu1f+tuZpN1JHTcL9wIAh9o5mEXdDa0bhlBkSWjKnGqqwSNLJgmArkGvIXUl5tjFyD0Ei7LAY=\n";
  const vkey = "example.com/foo+812e1550+AdlGYRKZvzUWEUMBXtl9lO2oJZnIlZKyrXErkBEfHNHO";

  test("the example of the specification is read, whether or not its key is known", () => {
    const note = parseNote(utf8(example));
    assert.equal(text(note.text), "This is an example message.\n");
    assert.equal(note.lines[0]?.name, "example.com/foo");
    assert.equal(signersOf(note, []).length, 0);
  });

  test("a verifier key whose id does not fit is refused", () => {
    for (const bad of [
      "",
      "a+b",
      "example.com/foo+812e1551+AdlGYRKZvzUWEUMBXtl9lO2oJZnIlZKyrXErkBEfHNHO",
      `${vkey}=`,
    ]) {
      assert.throws(() => parseVerifierKey(bad), { code: "bad-note" });
    }
  });

  const checkpoint = { origin: "plaint.example/north", size: 8, root: new Uint8Array(32).fill(4), tick: 7, board: 2 };
  const genuine = text(signedHead(checkpoint));
  const key = ledgerKey();
  const verified = (/** @type {string} */ note) => signersOf(parseNote(utf8(note)), [key]);

  test("a genuine signature is found, a changed text refuses all", () => {
    assert.deepEqual(verified(genuine), [key]);
    assert.throws(() => verified(genuine.replace("tick 7", "tick 8")), { code: "bad-signature" });
  });

  test("a key that signed twice refuses all, an unknown one is ignored", () => {
    const line = genuine.slice(genuine.indexOf("— "));
    assert.throws(() => verified(genuine + line), { code: "bad-signature" });
    assert.deepEqual(verified(genuine.replace(line, line + line.replace("north", "south"))), [key]);
    assert.deepEqual(verified(genuine.replace(line, line.replace("north", "south"))), []);
  });

  test("one note has one spelling", () => {
    const line = genuine.slice(genuine.indexOf("— "));
    for (const bad of [
      "",
      "no signatures\n",
      genuine.trimEnd(),
      genuine.replace(/\n/g, "\r\n"),
      genuine.replace("— ", "- "),
      genuine.replace(/=\n$/, "\n"),
      genuine + "\n",
      genuine.replace(line, `${line}x\n`),
      genuine.replace("\n\n", "\n\n\n— x"),
      genuine.replace("— plaint", "— pla\u00a0int"),
      genuine.replace("— plaint", "— pla+int"),
      genuine.replace(line, line.repeat(65)),
      "\u0001" + genuine,
    ]) {
      assert.throws(() => parseNote(utf8(bad)), { code: "bad-note" }, JSON.stringify(bad.slice(-60)));
    }
    assert.throws(() => parseNote(Uint8Array.of(0xff)), { code: "bad-note" });
    assert.throws(() => parseNote(new Uint8Array(600_000)), { code: "bad-note" });
  });

  test("a head comes back as it was written, under its own ledger's key only", () => {
    assert.deepEqual(openCheckpoint(parseNote(utf8(genuine)), key), checkpoint);
    assert.throws(() => openCheckpoint(parseNote(utf8(genuine)), ledgerKey("plaint.example/south")), {
      code: "bad-signature",
    });
    const stranger = signedHead(checkpoint, new Uint8Array(32).fill(1));
    assert.throws(() => openCheckpoint(parseNote(stranger), key), { code: "bad-signature" });
  });

  test("a head is written in one way only", () => {
    const written = text(writeCheckpoint(checkpoint));
    assert.deepEqual(parseCheckpoint(utf8(written)), checkpoint);
    for (const bad of [
      written + "\n",
      written + "extra\n",
      written.replace("\n8\n", "\n08\n"),
      written.replace("\n8\n", "\n-8\n"),
      written.replace("tick 7", "tick  7"),
      written.replace("board 2\n", ""),
      written.replace("tick 7", "tick 99999999999999999"),
      written.replace("BAQE", "BAQ"),
      written.replace("=\n", "=\r\n"),
    ]) {
      assert.throws(() => parseCheckpoint(utf8(bad)), { code: "bad-checkpoint" }, JSON.stringify(bad));
    }
  });
});
