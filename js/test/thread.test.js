// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encrypt, recipientOf } from "../src/age.js";
import { parseBoard } from "../src/board.js";
import { concat, utf8 } from "../src/bytes.js";
import { cutMessage, joinParts, MESSAGE, openCell, parsePart, sealCell } from "../src/cell.js";
import { writeCheckpoint } from "../src/checkpoint.js";
import { u16, u32, u64, u8 } from "../src/cursor.js";
import { leafBytes, leafHash } from "../src/merkle.js";
import { parseMessage } from "../src/message.js";
import { eraseCommit } from "../src/packet.js";
import { randomBytes } from "../src/random.js";
import { keysOf } from "../src/receipt.js";
import { sign } from "../src/signing.js";
import { readThread } from "../src/thread.js";
import { ENTROPY } from "./support/cast.js";
import { boardBlobs, charterOf, LEDGER_SEED, pathOf, rootOf, signingSeed } from "./support/ledger.js";

const charter = await charterOf();
const { origin } = charter;
const keys = keysOf(ENTROPY, origin);
const thread = { origin, threadKey: keys.threadKey, caseId: keys.caseId };
const role = (/** @type {string} */ name) => concat(u8(utf8(name).length), utf8(name));
const replyBytes = (/** @type {string} */ text) => concat(role("Омбудсмен"), u32(17_296), utf8("ru"), utf8(text));

/**
 * Make the cells of a message.
 *
 * @param {number} kind
 * @param {Uint8Array} bytes
 * @param {{ author?: number, seed?: Uint8Array, under?: typeof thread, version?: number, id?: Uint8Array }} [how]
 */
function cellsOf(kind, bytes, { author = 0, seed = signingSeed(author), under = thread, version = 1, id } = {}) {
  const head = { kind, author, charterVersion: version, messageId: id ?? randomBytes(16) };
  return cutMessage(bytes, head).map((part) => sealCell(part, { thread: under, seed }));
}

/** @param {...Uint8Array[]} each  cells of board 1, 2, … */
function boardsOf(...each) {
  const given = new Map(each.map((cells, at) => [at + 1, cells]));
  return boardBlobs({ first: 1, tick: 500, count: each.length, cells: 4, given }).map(parseBoard);
}

const look = (/** @type {ReturnType<typeof boardsOf>} */ boards, entropy = ENTROPY) =>
  readThread(boards, { entropy, charters: [charter] });

describe("replies", () => {
  test("a short and a long reply are found among dummies, in the order met", async () => {
    const long = "Прокуратура ответила. ".repeat(150).trim();
    const [one, two] = [cellsOf(MESSAGE.REPLY, replyBytes("Мы читаем.")), cellsOf(MESSAGE.REPLY, replyBytes(long))];
    assert.ok(two.length > 4);
    const found = await look(boardsOf(one, two.slice(0, 4), two.slice(4)));
    assert.deepEqual(
      found.map(({ kind, text, board }) => ({ kind, text, board })),
      [
        { kind: "reply", text: "Мы читаем.", board: 1 },
        { kind: "reply", text: long, board: 2 },
      ],
    );
    assert.equal(found[0]?.role, "Омбудсмен");
    assert.equal(found[0]?.day, 17_296);
  });

  test("another receipt, another group and dummies find nothing", async () => {
    const boards = boardsOf(cellsOf(MESSAGE.REPLY, replyBytes("x")), []);
    assert.deepEqual(await look(boards, new Uint8Array(16)), []);
    const other = await charterOf((tree) => {
      tree.origin = "plaint.example/south";
      tree.ledger_key = tree.ledger_key_south ?? tree.ledger_key;
    }).catch(() => null);
    assert.equal(other, null, "a charter with a foreign ledger key is refused");
  });

  test("a part that has not come is said, a reply posted twice is shown once", async () => {
    const cells = cellsOf(MESSAGE.REPLY, replyBytes("а".repeat(1000)));
    assert.equal(cells.length, 3);
    const [incomplete] = await look(boardsOf(cells.slice(0, 2)));
    assert.deepEqual([incomplete?.kind, incomplete?.have, incomplete?.parts], ["incomplete", 2, 3]);
    const twice = await look(boardsOf(cells, [], cells));
    assert.equal(twice.length, 1);
    assert.equal(twice[0]?.kind, "reply");
  });

  test("a message of a newer program is kept as unknown", async () => {
    const found = await look(boardsOf(cellsOf(9, utf8("later"))));
    assert.equal(found[0]?.kind, "unknown");
  });

  test("progress counts boards", async () => {
    /** @type {number[]} */
    const seen = [];
    await readThread(boardsOf([], [], []), {
      entropy: ENTROPY,
      charters: [charter],
      progress: (done) => void seen.push(done),
    });
    assert.deepEqual(seen, [0, 1, 2, 3]);
  });
});

describe("who may speak", () => {
  test("a reader cannot speak in another member's name, a stranger not at all", async () => {
    const forged = cellsOf(MESSAGE.REPLY, replyBytes("Назовите себя."), { author: 0, seed: signingSeed(1) });
    const empty = cellsOf(MESSAGE.REPLY, replyBytes("x"), { author: 15 });
    const later = cellsOf(MESSAGE.REPLY, replyBytes("x"), { version: 2 });
    assert.deepEqual(await look(boardsOf(forged, empty, later)), []);
  });

  test("a member who sits no more is heard for three days, however the server puts off the version that says so", async () => {
    const { deskTick } = charter;
    const begins = (/** @type {number} */ board) => (500 + board - 1) * deskTick;
    const issued = new Date(1000 * begins(1)).toISOString().slice(0, 10);
    const members = charter.members.map((member) => (member.slot === 0 ? { ...member, retired: true } : member));
    const next = { ...charter, version: 2, issued, members };
    const count = Math.ceil((5 * 86_400) / deskTick);
    const each = Array.from({ length: count }, (_, at) => [
      ...cellsOf(MESSAGE.REPLY, replyBytes(`прежний ${at + 1}`)),
      ...cellsOf(MESSAGE.REPLY, replyBytes(`оставшийся ${at + 1}`), { author: 1 }),
    ]);
    const boards = boardsOf(...each);
    const found = await readThread(boards, { entropy: ENTROPY, charters: [charter, next] });
    const heard = found.filter(({ author }) => author === 0).map(({ board }) => board);
    const last = Date.parse(issued) / 1000 + 4 * 86_400;
    assert.deepEqual(heard, Array.from({ length: count }, (_, at) => at + 1).filter((board) => begins(board) < last)); // prettier-ignore
    assert.ok(heard.length > 0 && heard.length < count);
    assert.equal(found.filter(({ author }) => author === 1).length, count);
  });

  test("a cell of one case cannot be moved into another", async () => {
    const foreign = { ...thread, caseId: new Uint8Array(16) };
    assert.deepEqual(await look(boardsOf(cellsOf(MESSAGE.REPLY, replyBytes("x"), { under: foreign }))), []);
  });

  test("two members who use one message id speak two messages", async () => {
    const id = randomBytes(16);
    const one = cellsOf(MESSAGE.REPLY, replyBytes("один"), { author: 0, id });
    const two = cellsOf(MESSAGE.REPLY, replyBytes("два"), { author: 1, id });
    const found = await look(boardsOf([...one, ...two]));
    assert.deepEqual(
      found.map(({ text, author }) => [text, author]),
      [
        ["один", 0],
        ["два", 1],
      ],
    );
  });

  test("parts that contradict each other are shown as broken, not mixed", async () => {
    const id = randomBytes(16);
    const one = cellsOf(MESSAGE.REPLY, replyBytes("один"), { id });
    const two = cellsOf(MESSAGE.REPLY, replyBytes("два!"), { id });
    const found = await look(boardsOf([...one, ...two]));
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ["broken"],
    );
  });
});

describe("received", () => {
  const recordId = randomBytes(16);
  const blobHash = randomBytes(32);
  const commit = eraseCommit(keys.eraseToken(recordId));
  const leaves = [randomBytes(32), leafHash(leafBytes(1, blobHash, commit)), randomBytes(32)];
  const head = { origin, size: 3, root: rootOf(leaves), tick: 415_112, board: 6 };

  /** @param {{ seed?: Uint8Array, index?: number, hash?: Uint8Array }} [change] */
  function receivedBytes({ seed = LEDGER_SEED, index = 1, hash = blobHash } = {}) {
    const signature = sign(writeCheckpoint(head), seed);
    const path = pathOf(leaves, 1);
    const place = concat(u64(index), hash, u64(head.size), head.root, u64(head.tick), u64(head.board));
    return concat(role("НПО"), recordId, u16(0b101), place, signature, u8(path.length), ...path);
  }

  test("a genuine one is proven by the ledger", async () => {
    const [found] = await look(boardsOf(cellsOf(MESSAGE.RECEIVED, receivedBytes())));
    assert.equal(found?.kind, "received");
    assert.equal(found?.proven, true);
    assert.equal(found?.readers, 0b101);
    assert.deepEqual(found?.recordId, recordId);
  });

  test("another head, place or blob is received and not proven", async () => {
    for (const change of [{ seed: new Uint8Array(32).fill(8) }, { index: 2 }, { hash: randomBytes(32) }]) {
      const [found] = await look(boardsOf(cellsOf(MESSAGE.RECEIVED, receivedBytes(change))));
      assert.deepEqual([found?.kind, found?.proven], ["received", false]);
    }
  });

  test("a wrong form is shown as broken", async () => {
    for (const bytes of [receivedBytes().subarray(1), concat(receivedBytes(), u8(0)), utf8("")]) {
      const [found] = await look(boardsOf(cellsOf(MESSAGE.RECEIVED, bytes)));
      assert.equal(found?.kind, "broken");
    }
    assert.throws(() => parseMessage(MESSAGE.RECEIVED, receivedBytes({ index: 3 })), { code: "bad-message" });
    assert.throws(() => parseMessage(MESSAGE.REPLY, concat(role("x"), u32(1), utf8("RU"), utf8("t"))), {
      code: "bad-message",
    });
    assert.throws(() => parseMessage(MESSAGE.REPLY, concat(role("x"), u32(1), utf8("ru"), u8(255))), {
      code: "bad-message",
    });
  });
});

describe("rekeying", async () => {
  const recipient = await recipientOf(keys.threadIdentity);
  const rekeyCells = async (/** @type {Uint8Array} */ key, how = {}) =>
    cellsOf(MESSAGE.REKEY, concat(role("НПО"), await encrypt(key, [recipient])), how);
  const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const under = (/** @type {Uint8Array} */ threadKey) => ({ under: { ...thread, threadKey } });
  const said = (/** @type {string} */ text, how = {}) => cellsOf(MESSAGE.REPLY, replyBytes(text), how);
  const texts = async (/** @type {ReturnType<typeof boardsOf>} */ boards) =>
    (await look(boards)).flatMap(({ text }) => (text === undefined ? [] : [text]));

  test("the old key holds up to the board of the rekey, the new one from it on", async () => {
    const rekey = await rekeyCells(first);
    assert.equal(rekey.length, 2);
    const boards = boardsOf(
      said("под старым"),
      [...rekey, ...said("ещё под старым"), ...said("уже под новым", under(first))],
      [...said("поздно под старым"), ...said("под новым", under(first))],
    );
    assert.deepEqual(await texts(boards), ["под старым", "ещё под старым", "уже под новым", "под новым"]);
  });

  test("a rekey whose parts come in two boards begins with the second", async () => {
    const rekey = await rekeyCells(first);
    const boards = boardsOf(
      [...rekey.slice(0, 1), ...said("рано", under(first))],
      [...rekey.slice(1), ...said("вовремя", under(first)), ...said("старое")],
      said("поздно"),
    );
    assert.deepEqual(await texts(boards), ["старое", "вовремя"]);
  });

  test("a second rekey comes under the first one's key, even in the same board", async () => {
    const boards = boardsOf(
      [...(await rekeyCells(first)), ...(await rekeyCells(second, under(first)))],
      [...said("второй", under(second)), ...said("первый", under(first))],
    );
    assert.deepEqual(await texts(boards), ["второй"]);
  });

  test("two members who rekey at once are both heard", async () => {
    const boards = boardsOf(
      [...(await rekeyCells(first)), ...(await rekeyCells(second, { author: 1 }))],
      [...said("один", under(first)), ...said("два", under(second)), ...said("старый")],
    );
    assert.deepEqual((await texts(boards)).sort(), ["два", "один"]);
  });

  test("a rekey to another recipient, or of a wrong key length, changes nothing", async () => {
    const stranger = await recipientOf(keysOf(new Uint8Array(16), origin).threadIdentity);
    const foreign = cellsOf(MESSAGE.REKEY, concat(role("НПО"), await encrypt(first, [stranger])));
    const short = await rekeyCells(new Uint8Array(31));
    assert.deepEqual(await texts(boardsOf([...foreign, ...short], said("под старым"))), ["под старым"]);
  });

  test("the same rekey posted again is followed once", async () => {
    const rekey = await rekeyCells(first);
    const again = boardsOf([...rekey, ...rekey], said("под новым", under(first)));
    assert.deepEqual(await texts(again), ["под новым"]);
  });
});

describe("cells", () => {
  const part = {
    kind: 2,
    author: 0,
    part: 0,
    parts: 1,
    charterVersion: 1,
    messageId: new Uint8Array(16).fill(5),
    content: utf8("ответ"),
  };
  const cell = sealCell(part, { thread, seed: signingSeed(0), nonce: new Uint8Array(12).fill(1) });
  const keyOf = () => charter.members.find(({ slot }) => slot === 0)?.ed25519 ?? null;

  test("a cell is 1,024 bytes and comes back as it was written", () => {
    assert.equal(cell.length, 1024);
    const opened = openCell(cell, thread, keyOf);
    assert.deepEqual(opened?.content, part.content);
    assert.deepEqual(opened?.messageId, part.messageId);
  });

  test("no bit of a cell can be changed", () => {
    for (let at = 0; at < cell.length; at++) {
      const changed = Uint8Array.from(cell);
      changed[at] = Number(changed[at]) ^ 1;
      assert.equal(openCell(changed, thread, keyOf), null);
    }
  });

  test("parts of a wrong form are refused", () => {
    for (const change of [{ parts: 0 }, { parts: 33 }, { part: 1 }, { author: 16 }, { content: new Uint8Array(904) }]) {
      assert.throws(() => sealCell({ ...part, ...change }, { thread, seed: signingSeed(0) }), { name: "FormatError" });
    }
    const plain = new Uint8Array(996);
    assert.throws(() => parsePart(plain), { code: "bad-cell" });
  });

  test("a message longer than 32 parts is refused before it is cut", () => {
    const head = { kind: 2, author: 0, charterVersion: 1, messageId: part.messageId };
    assert.equal(cutMessage(new Uint8Array(903 * 32), head).length, 32);
    assert.equal(cutMessage(new Uint8Array(0), head).length, 1);
    assert.throws(() => cutMessage(new Uint8Array(903 * 32 + 1), head), { code: "too-long" });
  });

  test("joining keeps apart what differs in any field", () => {
    const other = { ...part, charterVersion: 2 };
    assert.equal(joinParts([part, part])[0]?.bytes?.length, part.content.length);
    assert.equal(joinParts([part, other])[0]?.bytes, null);
  });
});
