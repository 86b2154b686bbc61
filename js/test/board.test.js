// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkWindow, parseBoard, parseWindow } from "../src/board.js";
import { concat } from "../src/bytes.js";
import { parseNote } from "../src/note.js";
import { parseCheckpoint } from "../src/checkpoint.js";
import { boardBlobs, charterOf, signedHead, windowBytes, windowParts } from "./support/ledger.js";

const charter = await charterOf();
const { origin, ledgerTick, deskTick } = charter;
const NOW = 1_494_403_200;
const tick = Math.floor(NOW / ledgerTick);
const lastDeskTick = Math.floor((tick * ledgerTick) / deskTick) - 1;
const perDay = 86_400 / deskTick;
const week = 7 * perDay;
const cells = charter.slots * charter.cellsPerDesk;
const blobs = boardBlobs({ first: 100, tick: lastDeskTick - week + 1, count: week, cells });
const genuine = windowParts(blobs, { origin, tick, board: 100 + week - 1 });
const check = (/** @type {Uint8Array} */ bytes, days = 7, now = NOW) => checkWindow(bytes, { charter, days, now });
const refused = (/** @type {Partial<typeof genuine>} */ change, /** @type {string} */ code) =>
  assert.throws(() => check(windowBytes({ ...genuine, ...change })), { code });

/** @param {Partial<import("../src/checkpoint.js").Checkpoint>} change */
function resigned(change) {
  return signedHead({ ...parseCheckpoint(parseNote(genuine.note).text), ...change });
}

describe("a window that is whole", () => {
  test("its boards come back, oldest first, with every cell", () => {
    const { boards, checkpoint } = check(windowBytes(genuine));
    assert.equal(boards.length, week);
    assert.deepEqual(
      boards.map(({ number }) => number),
      blobs.map((_, at) => 100 + at),
    );
    assert.ok(boards.every((board) => board.cells.length === cells));
    assert.equal(checkpoint.board, 100 + week - 1);
  });

  test("a young ledger's window begins with number 1", () => {
    const young = boardBlobs({ first: 1, tick: lastDeskTick - 2, count: 3, cells });
    assert.equal(check(windowBytes(windowParts(young, { origin, tick, board: 3 }))).boards.length, 3);
  });

  test("a ledger without a board has an empty window", () => {
    assert.deepEqual(check(windowBytes(windowParts([], { origin, tick, board: 0 }))).boards, []);
  });

  test("clocks may differ by two desk ticks and three hours, no more", () => {
    const patience = 2 * deskTick + 3 * 3600;
    const head = tick * ledgerTick;
    for (const now of [head - patience, head + patience]) assert.ok(check(windowBytes(genuine), 7, now));
    for (const now of [head - patience - 1, head + patience + 1]) {
      assert.throws(() => check(windowBytes(genuine), 7, now), { code: "board-outdated" });
    }
  });
});

describe("a window from which something was withheld", () => {
  test("the newest board is missing", () => {
    const older = windowParts(blobs.slice(0, -1), { origin, tick, board: 100 + week - 1 });
    assert.throws(() => check(windowBytes(older)), { code: "board-newest-missing" });
    refused({ blobs: blobs.slice(0, -1) }, "bad-proof");
  });

  test("the oldest board is missing", () => refused({ blobs: blobs.slice(1) }, "board-oldest-missing"));

  test("a board in the middle is missing", () => {
    refused({ blobs: [...blobs.slice(0, 5), ...blobs.slice(6)] }, "board-broken");
  });

  test("two boards changed places", () => {
    refused({ blobs: [...blobs.slice(0, 3), ...blobs.slice(3, 5).reverse(), ...blobs.slice(5)] }, "board-broken");
  });

  test("all boards are missing, and the head says otherwise", () => {
    refused({ blobs: [], path: [], index: 0 }, "board-newest-missing");
    refused({ blobs: [] }, "board-newest-missing");
  });

  test("one bit of one cell was changed, anywhere", () => {
    for (const at of [0, 7, week - 1]) {
      const changed = blobs.map((blob) => Uint8Array.from(blob));
      const blob = /** @type {Uint8Array} */ (changed[at]);
      blob[3000] = Number(blob[3000]) ^ 1;
      refused({ blobs: changed }, at === week - 1 ? "bad-proof" : "board-broken");
    }
  });

  test("the board stopped while heads went on", () => {
    const stopped = boardBlobs({ first: 100, tick: lastDeskTick - week - 3, count: week, cells });
    const parts = windowParts(stopped, { origin, tick, board: 100 + week - 1 });
    assert.throws(() => check(windowBytes(parts)), { code: "board-stopped" });
  });

  test("the head is of another key, of another ledger, or unsigned", () => {
    const checkpoint = parseCheckpoint(parseNote(genuine.note).text);
    refused({ note: signedHead(checkpoint, new Uint8Array(32).fill(3)) }, "bad-signature");
    refused({ note: signedHead({ ...checkpoint, origin: "plaint.example/south" }) }, "bad-signature");
    refused({ note: genuine.note.subarray(0, -10) }, "bad-note");
  });

  test("the head is genuine and of last week", () => {
    const late = check(windowBytes(genuine), 7, NOW).checkpoint;
    assert.equal(late.tick, tick);
    assert.throws(() => check(windowBytes(genuine), 7, NOW + 7 * 86_400), { code: "board-outdated" });
  });

  test("a head with another root, size or board number proves nothing", () => {
    refused({ note: resigned({ root: new Uint8Array(32) }) }, "bad-proof");
    refused({ note: resigned({ size: 3 }) }, "bad-proof");
    refused({ note: resigned({ board: 100 + week }) }, "board-newest-missing");
  });

  test("more days are asked for than are given", () => {
    assert.throws(() => check(windowBytes(genuine), 14), { code: "board-oldest-missing" });
  });
});

describe("forms", () => {
  test("cut and lengthened windows are refused", () => {
    const bytes = windowBytes({ ...genuine, blobs: blobs.slice(0, 1) });
    for (let length = 0; length < bytes.length; length += 97) {
      assert.throws(() => parseWindow(bytes.subarray(0, length)), { code: "bad-window" });
    }
    assert.throws(() => parseWindow(concat(bytes, Uint8Array.of(0))), { code: "bad-window" });
    for (const at of [0, 4, 5, 8]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = 0x7f;
      assert.throws(() => parseWindow(changed), { code: "bad-window" });
    }
  });

  test("a window that claims four thousand million boards costs nothing", () => {
    const bytes = windowBytes({ ...genuine, blobs: [] });
    bytes.fill(0xff, bytes.length - 4);
    assert.throws(() => parseWindow(bytes), { code: "bad-window" });
  });

  test("a board with another count, version, number or previous is refused", () => {
    const blob = /** @type {Uint8Array} */ (blobs[0]);
    for (const [at, value] of [
      [0, 2],
      [1, 1],
      [55, 9],
      [53, 1],
    ]) {
      const changed = Uint8Array.from(blob);
      changed[at ?? 0] = value ?? 0;
      assert.throws(() => parseBoard(changed), { code: "bad-board" });
    }
    const one = Uint8Array.from(/** @type {Uint8Array} */ (boardBlobs({ first: 1, tick: 5, count: 1, cells: 1 })[0]));
    assert.equal(parseBoard(one).number, 1);
    one[20] = 1;
    assert.throws(() => parseBoard(one), { code: "bad-board" });
    one[20] = 0;
    one[11] = 2;
    assert.throws(() => parseBoard(one), { code: "bad-board" });
    assert.throws(() => parseBoard(blob.subarray(0, 56)), { code: "bad-board" });
  });
});
