// SPDX-License-Identifier: AGPL-3.0-or-later
/** Carrying packets over a bad line. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { carry, CarryError, PAUSES } from "../src/page/carry.js";

const entry = Uint8Array.of(1, 2, 3);
const chunk = Uint8Array.of(4, 5, 6);
const parcel = () => ({ chunks: [{ path: "/c/ab", packet: chunk }], entries: [entry], done: new Set() });

/** @param {(number | null)[]} statuses  of the answers in turn; null: no answer */
function world(statuses) {
  const left = [...statuses];
  /** @type {{ method: string, path: string, body: Uint8Array | null }[]} */
  const asked = [];
  /** @type {number[]} */
  const shown = [];
  return {
    asked,
    shown,
    means: {
      ask: async (/** @type {string} */ method, /** @type {string} */ path, /** @type {Uint8Array | null} */ body) => {
        asked.push({ method, path, body });
        const status = left.length > 1 ? left.shift() : left[0];
        if (status == null) throw new Error("the line broke");
        return status;
      },
      wait: async () => {},
      progress: (/** @type {number} */ done, /** @type {number} */ all, /** @type {number} */ share) =>
        shown.push((done - 1 + share) / all),
      waiting: () => {},
    },
  };
}

describe("a parcel", () => {
  test("goes chunks first and entries last, each asked for before", async () => {
    const { asked, means, shown } = world([404, 201, 200]);
    await carry(parcel(), means);
    assert.deepEqual(
      asked.map(({ method, path }) => `${method} ${path}`),
      ["HEAD /c/ab", "PUT /c/ab", "POST /e"],
    );
    assert.equal(shown[shown.length - 1], 1);
  });

  test("requirement 35: a chunk that is already there is not sent again", async () => {
    const { asked, means } = world([200]);
    await carry(parcel(), means);
    assert.deepEqual(
      asked.map(({ method }) => method),
      ["HEAD", "POST"],
    );
  });

  test("requirement 27: after a failure the same bytes go again", async () => {
    const { asked, means } = world([null, 503, 200]);
    await carry({ chunks: [], entries: [entry], done: new Set() }, means);
    assert.equal(asked.length, 3);
    for (const { body } of asked) assert.equal(body, entry);
  });

  test("requirement 27: it is given up after the last pause, and goes on where it stopped", async () => {
    const sent = { chunks: [], entries: [entry, chunk], done: new Set() };
    const broken = world([200, null]);
    await assert.rejects(carry(sent, broken.means), (error) => error instanceof CarryError && error.code === "net");
    assert.equal(broken.asked.length, 1 + PAUSES.length + 1);
    const whole = world([200]);
    await carry(sent, whole.means);
    assert.deepEqual(
      whole.asked.map(({ body }) => body),
      [chunk],
    );
  });

  for (const [status, code] of /** @type {[number, string][]} */ ([
    [400, "refused"],
    [421, "charter_changed"],
    [422, "refused"],
    [507, "full"],
  ])) {
    test(`status ${status} is not tried again: ${code}`, async () => {
      const { asked, means } = world([status]);
      const sent = { chunks: [], entries: [entry], done: new Set() };
      await assert.rejects(carry(sent, means), (error) => error instanceof CarryError && error.code === code);
      assert.equal(asked.length, 1);
      assert.equal(sent.done.size, 0);
    });
  }
});
