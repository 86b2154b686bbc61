// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encodeBody, parseBody } from "../src/body.js";
import { concat } from "../src/bytes.js";
import { containerSize, packContainer, unpackContainer } from "../src/container.js";
import { keysOf } from "../src/receipt.js";
import { encodeRecord, parseRecord, RECORD_FIXED } from "../src/record.js";
import { CHARTER_HASH, ENTROPY, ORIGIN } from "./support/cast.js";

const keys = keysOf(ENTROPY, ORIGIN);
const zero = (/** @type {number} */ length) => new Uint8Array(length);
const complaint = {
  kind: 1,
  sealedBy: 1,
  author: 254,
  charterVersion: 1,
  charterHash: CHARTER_HASH,
  readers: 0b101,
  caseId: keys.caseId,
  recordId: zero(16).fill(3),
  device: zero(8),
  seq: 0,
  previous: zero(32),
  heads: [],
  body: encodeBody([{ tag: 1, bytes: zero(10) }]),
};
const reply = {
  ...complaint,
  kind: 17,
  author: 2,
  caseId: zero(16).fill(1),
  device: zero(8).fill(5),
  seq: 3,
  previous: zero(32).fill(9),
  heads: [zero(32).fill(1), zero(32).fill(2)],
};
const own = { origin: ORIGIN, seed: keys.followUpSeed };
const member = { origin: ORIGIN, seed: zero(32).fill(77) };

describe("records", () => {
  test("a complainant's record comes back as it was written", () => {
    const record = encodeRecord(complaint, own);
    assert.equal(record.length, RECORD_FIXED + complaint.body.length);
    const { authorKey, hash, ...fields } = parseRecord(record, ORIGIN);
    assert.deepEqual(authorKey, keys.authorKey);
    assert.equal(hash.length, 32);
    assert.deepEqual(fields, complaint);
  });

  test("a member's record with a chain and heads comes back as it was written", () => {
    const { authorKey, hash, ...fields } = parseRecord(encodeRecord(reply, member), ORIGIN);
    assert.deepEqual(fields, reply);
    assert.equal(authorKey.length + hash.length, 64);
  });

  test("no bit of a record can be changed", () => {
    const record = encodeRecord(complaint, own);
    for (let at = 0; at < record.length; at++) {
      const changed = Uint8Array.from(record);
      changed[at] = Number(changed[at]) ^ (1 << (at % 8));
      assert.throws(() => parseRecord(changed, ORIGIN), { code: "bad-record" }, `byte ${at}`);
    }
  });

  test("a record cut or lengthened anywhere is refused", () => {
    const record = encodeRecord(reply, member);
    for (let length = 0; length < record.length; length += 7) {
      assert.throws(() => parseRecord(record.subarray(0, length), ORIGIN), { code: "bad-record" });
    }
    assert.throws(() => parseRecord(concat(record, zero(1)), ORIGIN), { code: "bad-record" });
  });

  test("a record of another group is refused", () => {
    assert.throws(() => parseRecord(encodeRecord(complaint, own), "plaint.example/other"), { code: "bad-record" });
  });

  const forbidden = {
    "a complainant's record with a device": { ...complaint, device: zero(8).fill(1) },
    "a complainant's record in a chain": { ...complaint, seq: 1, previous: zero(32).fill(1) },
    "a complainant's record with heads": { ...complaint, heads: [zero(32).fill(1)] },
    "a complainant's record in another's case": { ...complaint, caseId: zero(16).fill(8) },
    "a complainant's record of a member's kind": { ...complaint, kind: 18 },
    "a member's record of a complainant's kind": { ...reply, kind: 1 },
    "an author that is neither": { ...reply, author: 16 },
    "a first record with a previous one": { ...reply, seq: 0 },
    "a later record without a previous one": { ...reply, previous: zero(32) },
    "heads in the wrong order": { ...reply, heads: [...reply.heads].reverse() },
    "a doubled head": { ...reply, heads: [zero(32).fill(1), zero(32).fill(1)] },
    "nine heads": { ...reply, heads: Array.from({ length: 9 }, (_, at) => zero(32).fill(at)) },
    "no place of sealing": { ...complaint, sealedBy: 0 },
    "an unknown place of sealing": { ...complaint, sealedBy: 6 },
    "a hash of another length": { ...complaint, charterHash: zero(31) },
  };
  for (const [name, fields] of Object.entries(forbidden)) {
    test(`${name} is refused`, () => {
      const how = fields.author === 254 ? own : member;
      assert.throws(() => encodeRecord(fields, how), { code: "bad-record" });
    });
  }
});

describe("bodies", () => {
  test("sections come back, unknown tags too", () => {
    const sections = [1, 4, 200].map((tag) => ({ tag, bytes: zero(tag).fill(tag) }));
    assert.deepEqual(parseBody(encodeBody(sections)), sections);
    assert.deepEqual(parseBody(zero(0)), []);
  });

  test("tags out of order, doubled tags and lengths that run over are refused", () => {
    const section = (/** @type {number} */ tag) => concat(Uint8Array.of(tag, 0, 0, 0, 1, 7));
    for (const bytes of [
      concat(section(2), section(1)),
      concat(section(1), section(1)),
      Uint8Array.of(1, 0, 0, 0, 2, 7),
      Uint8Array.of(1, 255, 255, 255, 255),
      Uint8Array.of(1, 0),
    ]) {
      assert.throws(() => parseBody(bytes), { code: "bad-body" });
    }
    assert.throws(
      () =>
        encodeBody([
          { tag: 2, bytes: zero(0) },
          { tag: 1, bytes: zero(0) },
        ]),
      { code: "bad-body" },
    );
  });
});

describe("containers", () => {
  test("a container is what an entry has room for", () => {
    assert.equal(containerSize(8), 52978);
    assert.equal(containerSize(16), 40522);
  });

  test("records come back; none is cover", () => {
    for (const records of [[], [zero(5).fill(1)], [zero(3).fill(1), zero(40000)]]) {
      const container = packContainer(records, 16);
      assert.equal(container.length, 40522);
      assert.deepEqual(unpackContainer(container, 16), records);
    }
  });

  test("hidden bytes, wrong versions, reserved bytes, lengths and counts that run over are refused", () => {
    const container = packContainer([zero(5)], 8);
    for (const [at, value] of [
      [0, 2],
      [1, 2],
      [1, 0],
      [2, 1],
      [3, 1],
      [4, 1],
      [7, 6],
      [20, 1],
      [52977, 1],
    ]) {
      const changed = Uint8Array.from(container);
      changed[at ?? 0] = value ?? 0;
      if (at === 7 || (at === 1 && value === 2)) continue;
      assert.throws(() => unpackContainer(changed, 8), { code: "bad-container" }, `byte ${at}`);
    }
    assert.throws(() => unpackContainer(container.subarray(1), 8), { code: "bad-container" });
    assert.throws(() => unpackContainer(container, 16), { code: "bad-container" });
  });

  test("what does not fit is refused", () => {
    assert.throws(() => packContainer([zero(40522 - 7)], 16), { code: "too-long" });
  });
});
