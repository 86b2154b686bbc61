// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Every parser of outside bytes, fed with changed genuine ones: only the declared error leaves, and nothing grows.
 *
 * The inputs come from a counted hash, so that a failure comes again; `PLAINT_FUZZ=20000 node --test test/fuzz.test.js`
 * tries more of them.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { decrypt, encrypt, identityFromSeed, recipientOf } from "../src/age.js";
import { armor, unarmor } from "../src/armor.js";
import { parseAttachments, parseChunk } from "../src/attachment.js";
import { parseBoard, parseWindow } from "../src/board.js";
import { parseBody } from "../src/body.js";
import { concat, utf8 } from "../src/bytes.js";
import { openCell, parsePart } from "../src/cell.js";
import { parsePin, readSigned } from "../src/chain.js";
import { parseCharter } from "../src/charter.js";
import { parseCheckpoint } from "../src/checkpoint.js";
import { packContainer, unpackContainer } from "../src/container.js";
import { parseEnvelope } from "../src/envelope.js";
import { cleanJpeg } from "../src/jpeg.js";
import { parseMessage } from "../src/message.js";
import { parseNote, parseVerifierKey } from "../src/note.js";
import { makePacket, parsePacket } from "../src/packet.js";
import { parseRecord } from "../src/record.js";
import { parseJson } from "../src/strictjson.js";
import { holdsReceipt, readReceipt } from "../src/typed.js";
import { ENTROPY } from "./support/cast.js";
import { boardBlobs, windowBytes, windowParts } from "./support/ledger.js";
import { english, russian } from "./support/lists.js";
import { shared } from "./support/vectors.js";

const ROUNDS = Number(process.env["PLAINT_FUZZ"] ?? 400);

/** A stream of bytes that looks random and is the same in every run. @param {string} seed */
function* stream(seed) {
  for (let block = 0; ; block++) yield* createHash("sha256").update(`${seed} ${block}`).digest();
}

/**
 * Change genuine bytes: flip, cut, double, insert, swap for extremes.
 *
 * @param {Uint8Array} genuine
 * @param {Generator<number, void>} random
 */
function changed(genuine, random) {
  const next = (/** @type {number} */ below) => {
    const [one, two, three] = [random.next().value, random.next().value, random.next().value];
    return (Number(one) * 65536 + Number(two) * 256 + Number(three)) % Math.max(1, below);
  };
  let bytes = Uint8Array.from(genuine);
  for (let turn = next(3); turn >= 0; turn--) {
    const [at, length] = [next(bytes.length), next(12)];
    const value = /** @type {number} */ ([0, 1, 0x7f, 0x80, 0xff, next(256)][next(6)]);
    const kind = next(5);
    if (kind <= 1) bytes[at] = value;
    else if (kind === 2) bytes = bytes.subarray(0, at);
    else if (kind === 3) bytes = concat(bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at));
    else bytes = concat(bytes.subarray(0, at), new Uint8Array(length).fill(value), bytes.subarray(at));
  }
  return bytes;
}

const bytes = (/** @type {string} */ digits) => Uint8Array.from(Buffer.from(digits, "hex"));
const unbase64 = (/** @type {string} */ encoded) => Uint8Array.from(Buffer.from(encoded, "base64"));
const latin1 = (/** @type {Uint8Array} */ content) => Buffer.from(content).toString("latin1");
const lossy = (/** @type {Uint8Array} */ content) => Buffer.from(content).toString("utf8");

const record = shared("record.json");
const cells = shared("cells.json");
const note = utf8(shared("charter.json").notes.v1);
const window = windowBytes(
  windowParts(boardBlobs({ first: 1, tick: 9, count: 2, cells: 2 }), { origin: "a", tick: 9, board: 2 }),
);
const packet = await makePacket(new Uint8Array(65_536), { kind: 1, token: new Uint8Array(32), workBits: 0 });
const chunk = concat(
  bytes("01000000"),
  new Uint8Array(16),
  bytes("00000000"),
  bytes("00000001"),
  bytes("00000001"),
  new Uint8Array(1_046_645),
);
const jpeg = bytes("ffd8ffe10008457869660000ffdb00040102ffc000070102030405ffda0004010207ff0007ffd9");
const thread = { origin: cells.origin, threadKey: bytes(cells.thread_key), caseId: bytes(cells.case_id) };
const identity = identityFromSeed(new Uint8Array(32));
const sealed = await encrypt(utf8("письмо"), [await recipientOf(identity)]);

/** @type {Record<string, [Uint8Array, (given: Uint8Array) => unknown, number?]>} */
const PARSERS = {
  "strict JSON": [utf8(shared("documents.json").complaint.full), parseJson],
  "a signed note": [note, parseNote],
  "a signed charter": [note, readSigned],
  "a charter's text": [note.subarray(0, Buffer.from(note).lastIndexOf("\n\n") + 1), parseCharter],
  "a pin": [utf8(JSON.stringify(shared("charter.json").pins.v1)), parsePin],
  "a verifier key": [
    utf8(JSON.parse(lossy(note).split("\n\n—")[0] ?? "").ledger_key),
    (given) => parseVerifierKey(lossy(given)),
  ],
  "a checkpoint": [utf8(`a\n5\n${Buffer.alloc(32).toString("base64")}\ntick 1\nboard 2\n`), parseCheckpoint],
  "a window": [window, parseWindow],
  "a board": [/** @type {Uint8Array} */ (boardBlobs({ first: 1, tick: 9, count: 1, cells: 1 })[0]), parseBoard],
  "a body": [bytes(record.good[0].fields.body), parseBody],
  "a record": [bytes(record.good[1].record), (given) => parseRecord(given, record.origin)],
  "a container": [packContainer([bytes(record.good[0].record)], 8), (given) => unpackContainer(given, 8)],
  "an envelope": [unbase64(shared("envelope.json").envelope), parseEnvelope],
  "an attachments section": [bytes(shared("attachments.json").section), parseAttachments],
  "a chunk": [chunk, parseChunk, 0.1],
  "a packet": [packet, parsePacket],
  armor: [utf8(armor([packet])), (given) => unarmor(latin1(given)), 0.2],
  "a cell's part": [bytes(cells.messages[0].parts[0]), parsePart],
  "a received message": [bytes(cells.messages[1].message), (given) => parseMessage(1, given)],
  "a reply": [bytes(cells.messages[0].message), (given) => parseMessage(2, given)],
  "a rekey": [bytes(cells.messages[2].message), (given) => parseMessage(3, given)],
  "a JPEG": [jpeg, cleanJpeg],
  "an age file": [sealed, (given) => decrypt(given, identity), 0.2],
};

describe("changed genuine bytes", () => {
  for (const [name, [genuine, parse, share = 1]] of Object.entries(PARSERS)) {
    test(name, async () => {
      await parse(genuine);
      const random = stream(name);
      let refused = 0;
      for (let round = 0; round < ROUNDS * share; round++) {
        const given = changed(genuine, random);
        try {
          await parse(given);
        } catch (error) {
          refused += 1;
          const { code, message } = /** @type {{ code?: unknown, message: string }} */ (error);
          assert.equal(typeof code, "string", `${message}: ${Buffer.from(given).toString("base64").slice(0, 200)}`);
        }
      }
      assert.ok(refused > 0, "some change is refused");
    });
  }
});

test("whatever a cell holds, opening it gives a part or nothing", () => {
  const random = stream("cells");
  const genuine = unbase64(cells.messages[0].cells[0]);
  for (let round = 0; round < ROUNDS; round++) {
    const given = changed(genuine, random);
    const opened = openCell(given, thread, () => bytes(cells.author_key));
    assert.ok(opened === null || Buffer.from(given).equals(Buffer.from(genuine)));
  }
});

test("whatever is typed, a reading comes out", () => {
  const random = stream("typed");
  const genuine = utf8(shared("receipt.json").typed.accepted[0].typed);
  for (let round = 0; round < ROUNDS / 10; round++) {
    const typed = lossy(changed(genuine, random));
    const { entropy, problem } = readReceipt(typed, [russian, english]);
    assert.equal(entropy === null, problem !== null);
    assert.equal(typeof holdsReceipt(typed, ENTROPY, [russian]), "boolean");
  }
});
