// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The shared vectors of the formats, made by the Python half: what is written stays written, what is refused refused.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { decrypt, recipientKey, recipientOf } from "../src/age.js";
import { armor, unarmor } from "../src/armor.js";
import { encodeAttachments, parseAttachments, parseChunk } from "../src/attachment.js";
import { encodeBody, parseBody, TAG } from "../src/body.js";
import { concat, hex, text, utf8 } from "../src/bytes.js";
import { cutMessage, joinParts, openCell, parsePart, sealCell } from "../src/cell.js";
import { bodyCapacity, cutBody } from "../src/compose.js";
import { containerSize, packContainer, unpackContainer } from "../src/container.js";
import { u64 } from "../src/cursor.js";
import { complaintDocument, followUpDocument, identityDocument } from "../src/document.js";
import { checkShare, envelopeIdentity, parseEnvelope } from "../src/envelope.js";
import { hash } from "../src/hash.js";
import { parseMessage } from "../src/message.js";
import { eraseCommit, makePacket, parsePacket } from "../src/packet.js";
import { digitsOf, keysOf, wordsOf } from "../src/receipt.js";
import { encodeRecord, parseRecord } from "../src/record.js";
import { combine } from "../src/shamir.js";
import { parseObject, parseJson, writeJson } from "../src/strictjson.js";
import { readReceipt } from "../src/typed.js";
import { solveWork, workSeed } from "../src/work.js";
import { english, russian } from "./support/lists.js";
import { shared } from "./support/vectors.js";

const bytes = (/** @type {string} */ digits) => Uint8Array.from(Buffer.from(digits, "hex"));
const unbase64 = (/** @type {string} */ encoded) => Uint8Array.from(Buffer.from(encoded, "base64"));
const sha256 = (/** @type {Uint8Array} */ content) => createHash("sha256").update(content).digest("hex");
const format = { name: "FormatError" };

/** @param {Uint8Array} genuine @param {{ at: number, byte: number }} change */
function patched(genuine, { at, byte }) {
  assert.notEqual(genuine[at], byte);
  const changed = Uint8Array.from(genuine);
  changed[at] = byte;
  return changed;
}

describe("receipts", () => {
  const vectors = shared("receipt.json");
  for (const [at, one] of vectors.cases.entries()) {
    test(`everything derived from receipt ${at}`, async () => {
      const entropy = bytes(one.entropy);
      const keys = keysOf(entropy, one.origin);
      const recipient = recipientKey(await recipientOf(keys.threadIdentity));
      assert.deepEqual(
        {
          case_id: hex(keys.caseId),
          thread_key: hex(keys.threadKey),
          follow_up_key: hex(keys.authorKey),
          erase_token: hex(keys.eraseToken(bytes(one.record_id))),
          erase_commit: hex(eraseCommit(keys.eraseToken(bytes(one.record_id)))),
          chunk_token: hex(keys.chunkToken(bytes(one.attachment_id), one.chunk_number)),
          thread_recipient_hash: sha256(recipient),
          digits: digitsOf(entropy).join(" "),
          words: { ru: wordsOf(entropy, russian).join(" "), en: wordsOf(entropy, english).join(" ") },
        },
        {
          case_id: one.case_id,
          thread_key: one.thread_key,
          follow_up_key: one.follow_up_key,
          erase_token: one.erase_token,
          erase_commit: one.erase_commit,
          chunk_token: one.chunk_token,
          thread_recipient_hash: one.thread_recipient_hash,
          digits: one.digits,
          words: one.words,
        },
      );
    });
  }

  test("each way of typing that is accepted gives its entropy", () => {
    for (const { typed, entropy } of vectors.typed.accepted) {
      assert.equal(hex(readReceipt(typed, [russian, english]).entropy ?? new Uint8Array()), entropy, typed);
    }
  });

  test("each that is refused gives none", () => {
    for (const typed of vectors.typed.refused) {
      assert.equal(readReceipt(typed, [russian, english]).entropy, null, typed);
    }
  });
});

describe("strict JSON", () => {
  const vectors = shared("strictjson.json");
  for (const { text: source, written } of vectors.read) {
    test(`reads ${JSON.stringify(source).slice(0, 50)}`, () => {
      assert.equal(text(writeJson(parseJson(utf8(source)))), written);
      assert.equal(text(writeJson(parseJson(utf8(written)))), written);
    });
  }
  for (const refused of vectors.refused) {
    test(`refuses ${refused}`, () => assert.throws(() => parseJson(bytes(refused)), format));
  }
});

test("bodies read as they stand, malformed ones are refused", () => {
  const vectors = shared("body.json");
  for (const { body, sections } of vectors.good) {
    const expected = Object.entries(sections).map(([tag, digits]) => ({
      tag: Number(tag),
      bytes: bytes(String(digits)),
    }));
    assert.deepEqual(parseBody(bytes(body)), expected);
    assert.equal(hex(encodeBody(expected)), body);
  }
  for (const refused of vectors.refused) assert.throws(() => parseBody(bytes(refused)), format);
});

describe("documents", () => {
  const vectors = shared("documents.json");
  const forms = /** @type {const} */ ([
    ["complaint", complaintDocument, "small"],
    ["follow_up", followUpDocument, "text"],
  ]);
  for (const [kind, make, genuine] of forms) {
    test(`${kind}: each is made again as it stands`, () => {
      for (const document of Object.values(vectors[kind])) {
        // The page drops blanks at the ends of what was typed before it seals; all else stays.
        const expected = String(document).replace(/\p{Separator}+",\n/gu, '",\n');
        assert.equal(text(writeJson(make(parseObject(utf8(String(document)))))), expected);
      }
    });

    // The browser half writes the form itself; it reads no documents.
    for (const { field, value } of vectors[`${kind}_refused`].filter(
      (/** @type {any} */ one) => one.field !== "form",
    )) {
      test(`${kind}: ${field} as ${JSON.stringify(value).slice(0, 40)} is refused`, () => {
        const tree = JSON.parse(vectors[kind][genuine]);
        const [last = "", ...way] = field.split(".").reverse();
        way.reverse().reduce((/** @type {any} */ at, /** @type {string} */ name) => at[name], tree)[last] = value;
        assert.throws(() => make(tree), { name: "DocumentError" });
      });
    }
  }

  test("the longest complaint", () => {
    const { account_length: length, account_letter: letter, hash: digest } = vectors.longest_complaint;
    const document = complaintDocument({ language: "ce", about: { unknown: true }, account: letter.repeat(length) });
    assert.equal(sha256(writeJson(document)), digest);
  });

  test("identities have their fixed form", () => {
    for (const digits of Object.values(vectors.name)) {
      const plain = bytes(String(digits));
      const length = Number(plain[0]) * 256 + Number(plain[1]);
      const document = plain.subarray(2, 2 + length);
      assert.deepEqual(writeJson(identityDocument(parseObject(document))), document);
      assert.equal(plain.length, 2048);
    }
  });
});

describe("records", () => {
  const vectors = shared("record.json");
  for (const { name, record, fields, hash: digest, seed } of vectors.good) {
    test(`${name}: read, hashed, and signed again to the same bytes`, () => {
      const parsed = parseRecord(bytes(record), vectors.origin);
      assert.equal(hex(parsed.hash), digest);
      assert.equal(hex(parsed.body), fields.body);
      assert.deepEqual(parsed.heads.map(hex), fields.heads);
      assert.equal(hex(encodeRecord(parsed, { origin: vectors.origin, seed: bytes(seed) })), record);
    });
  }
  for (const { name, record } of vectors.refused) {
    test(`refused: ${name}`, () => assert.throws(() => parseRecord(bytes(record), vectors.origin), format));
  }
});

describe("containers", () => {
  const vectors = shared("container.json");

  test("containers have their length and hash, and their records come back", () => {
    for (const { records, slots, hash: digest } of vectors.good) {
      const packed = packContainer(records.map(bytes), slots);
      assert.equal(sha256(packed), digest);
      assert.equal(packed.length, vectors.lengths[slots]);
      assert.equal(containerSize(slots), packed.length);
      assert.deepEqual(unpackContainer(packed, slots), records.map(bytes));
    }
  });

  const { of, slots, changes } = vectors.refused;
  for (const change of changes) {
    test(`refused: ${change.name}`, () => {
      const changed = patched(packContainer(of.records.map(bytes), slots), change);
      assert.throws(() => unpackContainer(changed, slots), format);
    });
  }
});

test("a body is cut as it stands", () => {
  const vectors = shared("slices.json");
  for (const [slots, room] of Object.entries(vectors.body_room)) assert.equal(bodyCapacity(Number(slots)), room);
  const how = { room: vectors.room, recordId: bytes(vectors.whole_id) };
  const pieces = cutBody(vectors.kind, bytes(vectors.body), how);
  assert.deepEqual(
    pieces.map(({ body }) => hex(body)),
    vectors.parts,
  );
  const slices = pieces.map(({ body }) => parseBody(body)[0]?.bytes.subarray(19) ?? new Uint8Array());
  assert.equal(hex(concat(...slices)), vectors.body);
});

describe("attachments", () => {
  const vectors = shared("attachments.json");

  test("the section reads as it stands and is written again", () => {
    const parsed = parseAttachments(bytes(vectors.section));
    assert.equal(hex(encodeAttachments(parsed)), vectors.section);
    const plain = parsed.map(({ id, name, size, chunks }) => [hex(id), name, size, chunks.map(hex)]);
    const expected = vectors.attachments.map((/** @type {any} */ one) => [one.id, one.name, one.size, one.chunks]);
    assert.deepEqual(plain, expected);
  });

  for (const { name, section } of vectors.refused) {
    test(`refused: ${name}`, () => assert.throws(() => parseAttachments(bytes(section)), format));
  }

  test("a chunk reads as it stands, changes are refused", () => {
    const { attachment_id: id, content, hash: digest, number, count, refused_changes: changes } = vectors.chunk;
    const head = concat(bytes("01000000"), bytes(id), u64(number * 2 ** 32 + count), bytes("00000001"), bytes(content));
    const plain = concat(head, new Uint8Array(vectors.chunk_plain - head.length));
    assert.equal(sha256(plain), digest);
    assert.equal(hex(parseChunk(plain).content), content);
    for (const change of changes) assert.throws(() => parseChunk(patched(plain, change)), format);
  });
});

describe("cells", () => {
  const vectors = shared("cells.json");
  const thread = { origin: vectors.origin, threadKey: bytes(vectors.thread_key), caseId: bytes(vectors.case_id) };
  const keyOf = (/** @type {number} */ version, /** @type {number} */ slot) =>
    version === vectors.charter_version && slot === vectors.author ? bytes(vectors.author_key) : null;

  for (const { name, kind, cells, parts, message } of vectors.messages) {
    test(`${name}: cells open, verify and join; sealed again they are the same bytes`, () => {
      const opened = cells.map((/** @type {string} */ cell) => openCell(unbase64(cell), thread, keyOf));
      const joined = joinParts(opened)[0];
      assert.equal(hex(joined?.bytes ?? new Uint8Array()), message);
      assert.equal(joined?.kind, kind);
      const again = cutMessage(bytes(message), opened[0]);
      for (const [at, part] of again.entries()) {
        const nonce = unbase64(cells[at]).subarray(0, 12);
        const cell = sealCell(part, { thread, seed: bytes(vectors.author_seed), nonce });
        assert.deepEqual(cell, unbase64(cells[at]));
      }
      assert.equal(parts.length, again.length);
    });
  }

  test("messages say what they said", () => {
    const [reply, received, , notice] = vectors.messages;
    assert.deepEqual(parseMessage(reply.kind, bytes(reply.message)), { kind: "reply", ...vectors.reply });
    assert.deepEqual(parseMessage(notice.kind, bytes(notice.message)), { kind: "notice", ...vectors.notice });
    const { record_id: recordId, blob_hash: blobHash, root, signature, path, ...rest } = vectors.received;
    assert.deepEqual(parseMessage(received.kind, bytes(received.message)), {
      kind: "received",
      recordId: bytes(recordId),
      blobHash: bytes(blobHash),
      root: bytes(root),
      signature: bytes(signature),
      path: path.map(bytes),
      ...rest,
    });
  });

  test("malformed parts are refused", () => {
    const genuine = bytes(vectors.messages[0].parts[0]);
    for (const change of vectors.part_refused_changes) assert.throws(() => parsePart(patched(genuine, change)), format);
  });
});

describe("packets", () => {
  const vectors = shared("packet.json");
  const blob = createHash("shake256", { outputLength: 65_536 }).update(vectors.blob_shake256_of).digest();

  test("the packet and its armor are the same bytes", async () => {
    const how = { kind: 1, token: bytes(vectors.token), workBits: vectors.work_bits };
    const packet = await makePacket(Uint8Array.from(blob), how);
    assert.equal(sha256(packet), vectors.packet_hash);
    assert.equal(hex(packet.subarray(0, 48)), vectors.head);
    assert.equal(sha256(utf8(armor([packet]))), vectors.armor_hash);
    assert.deepEqual(unarmor(armor([packet])), [packet]);
    assert.equal(parsePacket(packet).kind, 1);
  });

  for (const { bits, blob_hash: blobHash, erase_commit: commit, seed, nonce } of vectors.work) {
    test(`${bits} bits of work: the smallest nonce is ${nonce}`, async () => {
      assert.equal(hex(workSeed(bytes(blobHash), bytes(commit))), seed);
      assert.deepEqual(await solveWork(bytes(seed), bits), u64(nonce));
    });
  }
});

describe("what Python sealed", () => {
  for (const { entry, identities, origin, readers, record, slots } of shared("entry.json").entries) {
    test(`an entry of ${slots} slots opens for each of its readers`, async () => {
      for (const identity of Object.values(identities)) {
        const [found] = unpackContainer(await decrypt(unbase64(entry), String(identity)), slots);
        assert.equal(hex(found ?? new Uint8Array()), record);
        assert.equal(parseRecord(found ?? new Uint8Array(), origin).readers, readers);
      }
    });
  }

  test("an envelope opens with any k of its shares", async () => {
    const vectors = shared("envelope.json");
    const envelope = parseEnvelope(unbase64(vectors.envelope));
    assert.equal(envelope.k, vectors.k);
    const shares = [];
    for (const { slot, box } of envelope.shares) {
      const plain = await decrypt(box, vectors.trustees[slot]);
      assert.equal(hex(plain), vectors.shares[slot]);
      shares.push(checkShare(envelope, slot, plain));
    }
    for (const out of shares) {
      const key = await combine(shares.filter((share) => share !== out));
      const identity = envelopeIdentity(key, envelope.eid);
      assert.deepEqual(hash(recipientKey(await recipientOf(identity))), envelope.recipientHash);
      const plain = await decrypt(envelope.identity, identity);
      const length = Number(plain[0]) * 256 + Number(plain[1]);
      const { form, ...name } = parseObject(plain.subarray(2, 2 + length));
      assert.deepEqual({ ...name }, vectors.name);
      assert.equal(form, 1);
    }
    assert.equal(TAG.ENVELOPE, 3);
  });
});
