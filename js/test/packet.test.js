// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { armor, readArmor, unarmor } from "../src/armor.js";
import { concat } from "../src/bytes.js";
import { u64 } from "../src/cursor.js";
import { hash } from "../src/hash.js";
import { makePacket, parsePacket } from "../src/packet.js";
import { enoughWork, solveWork, workSeed } from "../src/work.js";

const blob = new Uint8Array(65_536).fill(5);
const token = new Uint8Array(32).fill(6);
const packet = await makePacket(blob, { kind: 1, token, workBits: 6 });

describe("packets", () => {
  test("a packet comes back as it was made", () => {
    const { kind, nonce, eraseCommit, blob: back } = parsePacket(packet);
    assert.equal(packet.length, 65_584);
    assert.equal(kind, 1);
    assert.deepEqual(back, blob);
    assert.deepEqual(Buffer.from(eraseCommit), createHash("sha256").update("plaint/v1 erase\0").update(token).digest());
    assert.ok(enoughWork(workSeed(hash(blob), eraseCommit), nonce, 6));
  });

  test("a chunk makes a packet of its own size", async () => {
    const chunk = await makePacket(new Uint8Array(1_048_576), { kind: 2, token, workBits: 0 });
    assert.equal(chunk.length, 1_048_624);
    assert.equal(parsePacket(chunk).kind, 2);
  });

  test("other lengths and kinds make no packet", async () => {
    for (const [length, kind] of [
      [65_535, 1],
      [65_536, 2],
      [65_536, 3],
      [65_536, 0],
    ]) {
      const made = makePacket(new Uint8Array(length ?? 0), { kind: kind ?? 0, token, workBits: 0 });
      await assert.rejects(made, { code: "bad-packet" });
    }
  });

  test("foreign, cut, lengthened packets and other versions are refused", () => {
    for (const at of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const changed = Uint8Array.from(packet);
      changed[at] = Number(changed[at]) ^ 4;
      assert.throws(() => parsePacket(changed), { code: "bad-packet" });
    }
    for (const bad of [
      packet.subarray(1),
      packet.subarray(0, -1),
      concat(packet, Uint8Array.of(0)),
      new Uint8Array(0),
    ]) {
      assert.throws(() => parsePacket(bad), { code: "bad-packet" });
    }
  });
});

describe("work", () => {
  const seed = hash(token);

  test("the nonce is the smallest that fits, for every number of bits", async () => {
    for (const bits of [0, 1, 5, 8, 11]) {
      const found = await solveWork(seed, bits);
      for (let nonce = 0; ; nonce++) {
        const digest = createHash("sha256").update(seed).update(u64(nonce)).digest();
        if (digest.readUInt32BE() < 2 ** (32 - bits)) {
          assert.deepEqual(found, u64(nonce));
          break;
        }
      }
    }
  });

  test("one bit too few is not enough", async () => {
    const nonce = await solveWork(seed, 9);
    const zeros = Array.from({ length: 30 }, (_, bits) => enoughWork(seed, nonce, bits)).lastIndexOf(true);
    assert.ok(zeros >= 9);
    assert.ok(!enoughWork(seed, nonce, zeros + 1));
  });

  test("more than 20 bits is refused, a page cannot be made to work for ever", async () => {
    for (const bits of [21, 256, -1, 1.5, NaN]) await assert.rejects(solveWork(seed, bits), { code: "too-much-work" });
  });

  test("long work reports itself", async () => {
    let reports = 0;
    await solveWork(hash(seed, blob), 14, () => void reports++);
    assert.ok(reports > 0);
  });
});

describe("armor", () => {
  test("one and several packets come back", () => {
    assert.deepEqual(unarmor(armor([packet])), [packet]);
    assert.deepEqual(unarmor(armor([packet, packet])), [packet, packet]);
  });

  test("lines are 64 characters and nothing needs escaping", () => {
    const lines = armor([packet]).split("\n");
    assert.equal(lines[0], "-----BEGIN PLAINT PACKET-----");
    assert.equal(lines.slice(-2)[0], "-----END PLAINT PACKET-----");
    assert.ok(lines.slice(1, -3).every((line) => /^[A-Za-z0-9_-]{64}$/.test(line)));
  });

  test("messengers may fold, indent and break it", () => {
    const text = armor([packet]);
    const [begin, ...lines] = text.trimEnd().split("\n");
    const reflowed = [
      begin,
      ...(lines
        .slice(0, -1)
        .join("")
        .match(/.{1,100}/g) ?? []),
      ...lines.slice(-1),
    ].join("\n");
    for (const typed of [
      text.replace(/\n/g, "\r\n"),
      text.replace(/\n/g, "\r"),
      text.replace(/\n/g, "  \n\t "),
      text.replace(/\n/g, "\n\n"),
      reflowed,
      text.trimEnd(),
    ]) {
      assert.deepEqual(unarmor(typed), [packet]);
    }
  });

  test("damage is told from a foreign text", () => {
    const text = armor([packet]);
    const at = 5000;
    const damaged = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    for (const bad of [damaged, text.replace(/\n[A-Za-z0-9_-]{64}\n/, "\n"), text.replace("BQUF", "BQ UF")]) {
      assert.throws(() => unarmor(bad), { code: "damaged-armor" });
    }
    for (const bad of [
      "",
      "здравствуйте",
      text.slice(0, -40),
      text.slice(5),
      text + "x",
      "x\n" + text,
      text + text.slice(0, 90),
    ]) {
      assert.throws(() => unarmor(bad), { code: "bad-armor" });
    }
  });

  test("a good checksum over something that is no packet is refused", () => {
    const odd = armor([new Uint8Array(100)]);
    assert.throws(() => unarmor(odd), { code: "bad-packet" });
    assert.throws(() => unarmor(armor([packet]) + odd), { code: "bad-packet" });
    assert.deepEqual(readArmor(odd), [new Uint8Array(100)]);
  });

  test("a good checksum over nothing is damage", () => {
    assert.throws(() => readArmor(armor([new Uint8Array(0)])), { code: "damaged-armor" });
  });
});
