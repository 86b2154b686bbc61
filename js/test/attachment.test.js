// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { decrypt, identityFromSeed } from "../src/age.js";
import {
  blobSource,
  CHUNK_CONTENT,
  encodeAttachments,
  parseAttachments,
  parseChunk,
  sealAttachment,
  tidyName,
} from "../src/attachment.js";
import { concat } from "../src/bytes.js";
import { hash } from "../src/hash.js";
import { eraseCommit, parsePacket } from "../src/packet.js";
import { keysOf } from "../src/receipt.js";
import { ENTROPY, ORIGIN } from "./support/cast.js";

const { chunkToken } = keysOf(ENTROPY, ORIGIN);

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Partial<Parameters<typeof sealAttachment>[1]>} [more]
 */
async function seal(bytes, more = {}) {
  /** @type {Uint8Array[]} */
  const packets = [];
  const deliver = async (/** @type {Uint8Array} */ packet) => void packets.push(packet);
  const how = { name: "IMG_1.jpg", mediaType: "image/jpeg", original: false, chunkToken, workBits: 0, deliver };
  const attachment = await sealAttachment(blobSource(new Blob([bytes])), { ...how, ...more });
  return { attachment, packets };
}

describe("sealing a file", () => {
  test("a file of one chunk and a bit travels in two packets of one size and comes back", async () => {
    const bytes = new Uint8Array(CHUNK_CONTENT + 5).map((_, at) => at % 251);
    /** @type {number[]} */
    const seen = [];
    const { attachment, packets } = await seal(bytes, { progress: (done) => void seen.push(done) });
    assert.deepEqual(
      packets.map(({ length }) => length),
      [1_048_624, 1_048_624],
    );
    assert.deepEqual(seen, [0, 1, 2]);
    const contents = [];
    for (const [number, packet] of packets.entries()) {
      const { blob, eraseCommit: commit } = parsePacket(packet);
      assert.deepEqual(hash(blob), attachment.chunks[number]);
      assert.deepEqual(commit, eraseCommit(chunkToken(attachment.id, number)));
      const chunk = parseChunk(await decrypt(blob, identityFromSeed(attachment.seed)));
      assert.deepEqual([chunk.number, chunk.count], [number, 2]);
      assert.deepEqual(chunk.id, attachment.id);
      contents.push(chunk.content);
    }
    assert.deepEqual(concat(...contents), bytes);
    assert.deepEqual(Buffer.from(attachment.hash), createHash("sha256").update(bytes).digest());
  });

  test("each chunk is delivered before the next is sealed", async () => {
    const order = /** @type {string[]} */ ([]);
    const bytes = new Uint8Array(CHUNK_CONTENT + 1);
    await seal(bytes, {
      deliver: async () => {
        order.push("begin");
        await new Promise((done) => setTimeout(done, 5));
        order.push("end");
      },
    });
    assert.deepEqual(order, ["begin", "end", "begin", "end"]);
  });

  test("a failed delivery stops the file", async () => {
    const deliver = () => Promise.reject(new Error("offline"));
    await assert.rejects(seal(new Uint8Array(3), { deliver }), { message: "offline" });
  });

  test("empty and too large files are refused", async () => {
    await assert.rejects(seal(new Uint8Array(0)), { code: "bad-file" });
    const huge = { size: 26_214_401, read: async () => new Uint8Array(0) };
    const how = { name: "a", mediaType: "", original: true, chunkToken, workBits: 0, deliver: async () => {} };
    await assert.rejects(sealAttachment(huge, how), { code: "bad-file" });
  });
});

describe("names", () => {
  test("paths, control and half characters go, the extension of a long name stays", () => {
    assert.equal(tidyName("../a\\b\n.jpg"), ".._a_b_.jpg");
    assert.equal(tidyName("\ud83d.jpg"), "\ufffd.jpg");
    assert.equal(tidyName(""), "file");
    const long = tidyName(`${"щ".repeat(300)}.jpg`);
    assert.ok(Buffer.from(long).length <= 255);
    assert.ok(long.endsWith(".jpg"));
  });
});

describe("the attachments section", () => {
  const attachment = {
    id: new Uint8Array(16).fill(1),
    seed: new Uint8Array(32).fill(2),
    original: true,
    size: CHUNK_CONTENT + 1,
    hash: new Uint8Array(32).fill(3),
    name: "видео.mp4",
    mediaType: "video/mp4",
    chunks: [new Uint8Array(32).fill(4), new Uint8Array(32).fill(5)],
  };

  test("one and sixteen come back as they were written", () => {
    const small = { ...attachment, size: 1, chunks: attachment.chunks.slice(1), mediaType: "" };
    for (const list of [
      [attachment],
      Array.from({ length: 16 }, (_, at) => ({ ...small, id: new Uint8Array(16).fill(at) })),
    ]) {
      assert.deepEqual(parseAttachments(encodeAttachments(list)), list);
    }
  });

  const wrong = {
    "a name with a path": { name: "a/b" },
    "a name with a line break": { name: "a\nb" },
    "no name": { name: "" },
    "a name above 255 bytes": { name: "щ".repeat(128) },
    "a media type that is no ASCII": { mediaType: "текст" },
    "a chunk too few": { chunks: attachment.chunks.slice(1) },
    "an empty file": { size: 0, chunks: [] },
    "more than 25 MiB": { size: 26_214_401, chunks: Array(26).fill(attachment.seed) },
  };
  for (const [name, fields] of Object.entries(wrong)) {
    test(`${name} is refused`, () => {
      assert.throws(() => encodeAttachments([{ ...attachment, ...fields }]), { code: "bad-attachments" });
    });
  }

  test("none, seventeen, unknown flags, cuts and leftovers are refused", () => {
    const bytes = encodeAttachments([attachment]);
    const flags = Uint8Array.from(bytes);
    flags[1 + 48] = 2;
    assert.throws(() => encodeAttachments([attachment, attachment]), { code: "bad-attachments" });
    const many = Array(17).fill({ ...attachment, size: 1, chunks: attachment.chunks.slice(1) });
    for (const bad of [Uint8Array.of(0), flags, bytes.subarray(0, -1), concat(bytes, Uint8Array.of(0))]) {
      assert.throws(() => parseAttachments(bad), { code: "bad-attachments" });
    }
    assert.throws(() => encodeAttachments(many), { code: "bad-attachments" });
  });
});

test("a chunk with hidden bytes, a number beyond its count or no content is refused", async () => {
  const { attachment, packets } = await seal(new Uint8Array(3).fill(9));
  const { blob } = parsePacket(packets[0] ?? new Uint8Array());
  const plain = await decrypt(blob, identityFromSeed(attachment.seed));
  for (const [at, value] of [
    [0, 2],
    [1, 1],
    [23, 1],
    [27, 0],
    [31, 0],
    [40, 1],
    [plain.length - 1, 1],
  ]) {
    const changed = Uint8Array.from(plain);
    changed[at ?? 0] = value ?? 0;
    assert.throws(() => parseChunk(changed), { code: "bad-chunk" }, `byte ${at}`);
  }
  assert.throws(() => parseChunk(plain.subarray(1)), { code: "bad-chunk" });
});
