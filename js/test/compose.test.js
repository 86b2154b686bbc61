// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decrypt } from "../src/age.js";
import { parseBody, TAG } from "../src/body.js";
import { concat } from "../src/bytes.js";
import { bodyCapacity, cutBody, sealComplaint, sealFollowUp } from "../src/compose.js";
import { fillSlots, sealEntry } from "../src/entry.js";
import { envelopeIdentity, envelopeSize, parseEnvelope, checkShare } from "../src/envelope.js";
import { hash } from "../src/hash.js";
import { eraseCommit, parsePacket } from "../src/packet.js";
import { keysOf } from "../src/receipt.js";
import { combine } from "../src/shamir.js";
import { parseObject } from "../src/strictjson.js";
import { enoughWork, workSeed } from "../src/work.js";
import { ENTROPY, frame, identityOf, openPacket, ORIGIN, seats } from "./support/cast.js";

const document = { language: "ru", account: "Меня держали три дня.", about: { unknown: true } };
const identity = { name: "Иса", contact: "через сестру" };
const keys = keysOf(ENTROPY, ORIGIN);
const section = (/** @type {{ body: Uint8Array }} */ record, /** @type {number} */ tag) =>
  parseBody(record.body).find((each) => each.tag === tag)?.bytes;

describe("a complaint", () => {
  test("its readers open it and find what was said, the thread and the case", async () => {
    const sealed = await sealComplaint({ document }, await frame(0, 3));
    assert.equal(sealed.packets.length, 1);
    for (const slot of [0, 3]) {
      const [record] = await openPacket(/** @type {Uint8Array} */ (sealed.packets[0]), slot);
      assert.ok(record);
      assert.equal(record.readers, 0b1001);
      assert.deepEqual(record.caseId, keys.caseId);
      assert.deepEqual(record.recordId, sealed.recordId);
      const said = parseObject(section(record, TAG.DOCUMENT) ?? new Uint8Array());
      assert.equal(said["account"], document.account);
      assert.equal(said["wish"], "keep");
      assert.deepEqual(section(record, TAG.THREAD)?.subarray(0, 32), keys.threadKey);
    }
  });

  test("members left out, and strangers, open nothing", async () => {
    const { packets } = await sealComplaint({ document }, await frame(0, 3));
    for (const slot of [1, 2, 4, 5, 6, 7, 9]) {
      await assert.rejects(openPacket(/** @type {Uint8Array} */ (packets[0]), slot), { code: "cannot-open" });
    }
  });

  test("it can be erased with the token of the receipt, and its work is enough", async () => {
    const { packets, recordId } = await sealComplaint({ document }, await frame(0));
    const packet = parsePacket(/** @type {Uint8Array} */ (packets[0]));
    assert.deepEqual(packet.eraseCommit, eraseCommit(keys.eraseToken(recordId)));
    assert.ok(enoughWork(workSeed(hash(packet.blob), packet.eraseCommit), packet.nonce, 4));
  });

  test("short and long, named and nameless, to one and to all, all packets are 65,584 bytes", async () => {
    const long = { ...document, account: "я".repeat(10_000), who: "ж".repeat(1000), needs: "щ".repeat(1000) };
    const trustees = await seats(0, 1, 2, 3);
    for (const [content, readers] of /** @type {const} */ ([
      [{ document }, [0]],
      [{ document: long }, [0, 1, 2, 3, 4, 5, 6, 7]],
      [{ document: long, identity, trustees, k: 3 }, [0, 1, 2, 3]],
    ])) {
      const { packets } = await sealComplaint(content, await frame(...readers));
      assert.deepEqual(
        packets.map(({ length }) => length),
        [65_584],
      );
    }
  });

  test("the longest complaint with a name fits one entry of 16 slots", async () => {
    const long = { ...document, account: "я".repeat(10_000) };
    const sixteen = { ...(await frame(0, 1, 2, 3)), slots: 16 };
    const { packets } = await sealComplaint(
      { document: long, identity, trustees: await seats(0, 1, 2, 3), k: 2 },
      sixteen,
    );
    assert.equal(packets.length, 1);
  });

  test("without a reader nothing is sealed", async () => {
    await assert.rejects(sealComplaint({ document }, await frame()), { code: "no-recipients" });
  });

  test("a field too long is named", async () => {
    const long = { ...document, account: "я".repeat(10_001) };
    await assert.rejects(sealComplaint({ document: long }, await frame(0)), { code: "too-long", field: "account" });
  });

  test("progress only grows and ends full", async () => {
    /** @type {Record<string, number[]>} */
    const seen = { envelope: [], entry: [], work: [] };
    const content = { document, identity, trustees: await seats(0, 1), k: 2 };
    let last = "";
    await sealComplaint(content, await frame(0, 1), (stage, done, all) => {
      assert.ok(done <= all);
      seen[stage]?.push(done / all);
      last = stage;
    });
    for (const steps of Object.values(seen))
      assert.deepEqual(
        steps,
        [...steps].sort((one, two) => one - two),
      );
    assert.equal(seen["entry"]?.slice(-1)[0], 1);
    assert.ok(["entry", "work"].includes(last));
  });
});

describe("longer matter", () => {
  test("a body too long for one entry is cut, and the slices join to it", async () => {
    const body = concat(new Uint8Array(bodyCapacity(16)).fill(1), new Uint8Array(5).fill(2));
    const recordId = new Uint8Array(16).fill(9);
    const pieces = cutBody(1, body, { room: bodyCapacity(16), recordId });
    assert.equal(pieces.length, 2);
    const slices = pieces.map((piece) => {
      assert.equal(piece.kind, 3);
      assert.ok(piece.body.length <= bodyCapacity(16));
      return section(piece, TAG.SLICE) ?? new Uint8Array();
    });
    slices.forEach((slice, at) => {
      assert.deepEqual(slice.subarray(0, 16), recordId);
      assert.deepEqual([...slice.subarray(16, 19)], [1, at, 2]);
    });
    assert.deepEqual(concat(...slices.map((slice) => slice.subarray(19))), body);
    assert.notDeepEqual(pieces[0]?.recordId, pieces[1]?.recordId);
  });

  test("a body that just fits is one piece", () => {
    const recordId = new Uint8Array(16);
    assert.equal(cutBody(1, new Uint8Array(bodyCapacity(8)), { room: bodyCapacity(8), recordId }).length, 1);
    assert.equal(cutBody(1, new Uint8Array(bodyCapacity(8) + 1), { room: bodyCapacity(8), recordId }).length, 2);
  });

  test("more than 16 slices are refused", () => {
    const recordId = new Uint8Array(16);
    assert.throws(() => cutBody(1, new Uint8Array(17 * 60_000), { room: bodyCapacity(8), recordId }), {
      code: "too-long",
    });
  });

  test("a full text with a name and long attachments travels in two entries of the one size", async () => {
    const attachments = new Uint8Array(20_000);
    const long = { ...document, account: "я".repeat(10_000) };
    const content = { document: long, identity, trustees: await seats(0, 1, 2, 3, 4, 5), k: 3, attachments };
    const { packets, recordId } = await sealComplaint(content, await frame(0, 1));
    assert.deepEqual(
      packets.map(({ length }) => length),
      [65_584, 65_584],
    );
    const records = (await Promise.all(packets.map((packet) => openPacket(packet, 1)))).flat();
    const slices = records.map((record) => section(record, TAG.SLICE) ?? new Uint8Array());
    assert.ok(slices.every((slice) => slice.subarray(0, 16).join() === recordId.join()));
    const body = concat(...slices.map((slice) => slice.subarray(19)));
    assert.deepEqual(
      parseBody(body).map(({ tag }) => tag),
      [1, 2, 3, 4],
    );
  });
});

describe("a follow-up", () => {
  test("it belongs to the same case and carries no thread", async () => {
    const { packets } = await sealFollowUp({ document: { language: "ru", text: "Они пришли снова." } }, await frame(2));
    const [record] = await openPacket(/** @type {Uint8Array} */ (packets[0]), 2);
    assert.equal(record?.kind, 2);
    assert.deepEqual(record?.caseId, keys.caseId);
    assert.deepEqual(
      parseBody(record?.body ?? new Uint8Array()).map(({ tag }) => tag),
      [1],
    );
  });

  test("it brings a name exactly when it says so", async () => {
    const trustees = await seats(0, 1);
    const adding = { language: "ru", envelope: "add" };
    await assert.rejects(sealFollowUp({ document: adding }, await frame(0)), { code: "bad-envelope" });
    const silent = { language: "ru", text: "x" };
    await assert.rejects(sealFollowUp({ document: silent, identity, trustees, k: 2 }, await frame(0)), {
      code: "bad-envelope",
    });
    const { packets } = await sealFollowUp({ document: adding, identity, trustees, k: 2 }, await frame(0));
    assert.equal(packets.length, 1);
  });
});

describe("slots", () => {
  test("places nobody reads from hold a fresh key each, and the readers keep their places", async () => {
    const readers = await seats(1, 4);
    const one = await fillSlots(readers, 8);
    const two = await fillSlots(readers, 8);
    assert.equal(new Set([...one, ...two]).size, 8 + 8 - 2);
    assert.equal(one[1], readers[0]?.recipient);
    assert.equal(two[4], readers[1]?.recipient);
  });

  test("two readers in one place, a place that is none, and other numbers of slots are refused", async () => {
    const [one, two] = await seats(1, 2);
    assert.ok(one && two);
    for (const [readers, slots] of /** @type {const} */ ([
      [[one, { ...two, slot: 1 }], 8],
      [[{ ...one, slot: 8 }], 8],
      [[{ ...one, slot: -1 }], 8],
      [[{ ...one, slot: 0.5 }], 8],
      [[one], 4],
    ])) {
      await assert.rejects(fillSlots(readers, slots), { code: "bad-slots" });
    }
  });

  test("cover has no record, no reader and the same length", async () => {
    const cover = await sealEntry([], { readers: [], slots: 8 });
    assert.equal(cover.length, 65_536);
  });
});

describe("the envelope inside", () => {
  test("k trustees together open the name, fewer do not, and each share is checked", async () => {
    const trustees = await seats(0, 2, 5);
    const { packets } = await sealComplaint({ document, identity, trustees, k: 2 }, await frame(0, 2, 5));
    const [record] = await openPacket(/** @type {Uint8Array} */ (packets[0]), 0);
    const bytes = section(/** @type {{ body: Uint8Array }} */ (record), TAG.ENVELOPE) ?? new Uint8Array();
    assert.equal(bytes.length, envelopeSize(3));
    const envelope = parseEnvelope(bytes);
    assert.deepEqual(
      envelope.shares.map(({ slot }) => slot),
      [0, 2, 5],
    );
    const shares = await Promise.all(
      envelope.shares.map(async ({ slot, box }) => checkShare(envelope, slot, await decrypt(box, identityOf(slot)))),
    );
    const opened = await decrypt(envelope.identity, envelopeIdentity(await combine(shares.slice(1)), envelope.eid));
    const length = Number(opened[0]) * 256 + Number(opened[1]);
    const said = parseObject(opened.subarray(2, 2 + length));
    assert.equal(said["name"], identity.name);
    assert.ok(opened.subarray(2 + length).every((byte) => byte === 0));
    assert.equal(opened.length, 2048);
  });
});
