// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a thread says to the page that comes back: in which order, and whom the next word is sealed to. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inOrder, stateOf } from "../src/page/look.js";

/** @typedef {import("../src/thread.js").Found} Found */

const CHARTER = /** @type {import("../src/charter.js").Charter} */ ({ ledgerTick: 3600, replyDays: 14 });

/** @param {Partial<Found>} said @returns {Found} */
const received = (said) => {
  const messageId = new Uint8Array(16);
  return { kind: "received", author: 0, board: 1, messageId, proven: true, tick: 1, ...said };
};

/** @param {readonly Found[]} found */
const readers = (found) => stateOf(found, CHARTER, 0).readers;

describe("whom the next word is sealed to", () => {
  test("the readers of the 'received' on the latest board, whatever date stands in it", () => {
    const old = received({ board: 3, tick: 999, readers: 0b1011 });
    const said = received({ board: 4, tick: 5, readers: 0b1001 });
    assert.equal(readers([old, said]), 0b1001);
    assert.equal(readers([said, old]), 0b1001);
  });

  test("of two on one board nobody whom one of them leaves out", () => {
    const forged = received({ board: 4, author: 1, tick: 999, readers: 0xffff });
    assert.equal(readers([received({ board: 4, readers: 0b1001 }), forged]), 0b1001);
  });

  test("nobody known where none is proven, or none is left", () => {
    assert.equal(readers([]), null);
    assert.equal(readers([received({ proven: false, readers: 3 })]), null);
    assert.equal(readers([received({ readers: 0b01 }), received({ readers: 0b10 })]), null);
  });
});

describe("the order of a thread", () => {
  /** @param {number} board @param {number} day @returns {Found} */
  const reply = (board, day) => ({ kind: "reply", author: 0, board, messageId: new Uint8Array(16), day, text: `${board}/${day}` });
  const shown = (/** @type {readonly Found[]} */ found) => inOrder(found).map(({ kind, text }) => text ?? kind);

  test("on one board 'received' stands before what was answered, and then the day decides", () => {
    assert.deepEqual(shown([reply(2, 9), reply(2, 8), received({ board: 2, author: 3 })]), ["received", "2/8", "2/9"]);
  });

  test("a reply on an earlier board than the first 'received' stands below it; a later 'received' where it was posted", () => {
    const found = [reply(4, 8), received({ board: 5 }), reply(6, 9), received({ board: 7 })];
    assert.deepEqual(shown(found), ["received", "4/8", "6/9", "received"]);
    assert.deepEqual(found.map(({ board }) => board), [4, 5, 6, 7]); // prettier-ignore
  });

  test("a 'received' that proves nothing is put before nobody's earlier word", () => {
    assert.deepEqual(shown([reply(4, 8), received({ board: 5, proven: false })]), ["4/8", "received"]);
  });
});
