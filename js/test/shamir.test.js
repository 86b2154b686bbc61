// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { randomBytes } from "../src/random.js";
import { combine, SHARE_BYTES, split } from "../src/shamir.js";

test("any three of five shares give the key back, in any order", async () => {
  const secret = randomBytes(32);
  const shares = await split(secret, { shares: 5, threshold: 3 });
  assert.ok(shares.every(({ length }) => length === SHARE_BYTES));
  for (let one = 0; one < 5; one++) {
    for (let two = 0; two < 5; two++) {
      for (let three = 0; three < 5; three++) {
        if (new Set([one, two, three]).size < 3) continue;
        const three_shares = [one, two, three].map((at) => /** @type {Uint8Array} */ (shares[at]));
        assert.deepEqual(await combine(three_shares), secret);
      }
    }
  }
});

test("two of three needed shares give something else, silently: that is why commitments exist", async () => {
  const secret = randomBytes(32);
  const shares = await split(secret, { shares: 5, threshold: 3 });
  assert.notDeepEqual(await combine(shares.slice(0, 2)), secret);
});

test("places are never zero and never doubled", async () => {
  for (let round = 0; round < 50; round++) {
    const places = (await split(randomBytes(32), { shares: 8, threshold: 2 })).map((share) => share[32]);
    assert.equal(new Set(places).size, 8);
    assert.ok(!places.includes(0));
  }
});

test("one trustee, a threshold above the number, fractions and short secrets are refused", async () => {
  for (const how of [
    { shares: 1, threshold: 1 },
    { shares: 3, threshold: 1 },
    { shares: 2, threshold: 3 },
    { shares: 256, threshold: 2 },
    { shares: 3, threshold: 2.5 },
  ]) {
    await assert.rejects(split(randomBytes(32), how), { code: "bad-shares" });
  }
  await assert.rejects(split(randomBytes(31), { shares: 3, threshold: 2 }), { code: "bad-shares" });
});

test("doubled, zero-placed, short and lone shares are refused", async () => {
  const [one, two] = await split(randomBytes(32), { shares: 2, threshold: 2 });
  assert.ok(one && two);
  const atZero = Uint8Array.from(one);
  atZero[32] = 0;
  for (const shares of [[one], [one, one], [atZero, two], [one, two.subarray(1)], []]) {
    await assert.rejects(combine(shares), { code: "bad-shares" });
  }
});
