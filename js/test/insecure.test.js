// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * An onion service over http is no secure context in every browser: `crypto.subtle` is missing there, randomness is
 * not.
 */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { decrypt, encrypt, identityFromSeed, recipientOf, throwAwayRecipient } from "../src/age.js";
import { randomBytes, requireRandomness } from "../src/random.js";
import { split } from "../src/shamir.js";

const genuine = globalThis.crypto;
const message = new TextEncoder().encode("Тревога");
const identity = identityFromSeed(new Uint8Array(32).fill(7));
const recipient = await recipientOf(identity);

/** @param {unknown} value */
const setCrypto = (value) => Object.defineProperty(globalThis, "crypto", { value, configurable: true, writable: true });

afterEach(() => setCrypto(genuine));

test("without crypto.subtle everything seals and opens", async () => {
  setCrypto({ getRandomValues: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => genuine.getRandomValues(bytes) });
  assert.equal(globalThis.crypto.subtle, undefined);
  const file = await encrypt(message, [await throwAwayRecipient(), recipient]);
  assert.deepEqual(await decrypt(file, identity), message);
  assert.equal((await split(new Uint8Array(32), { shares: 3, threshold: 2 })).length, 3);
});

test("nothing touches crypto.subtle where it exists", async () => {
  setCrypto({
    getRandomValues: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => genuine.getRandomValues(bytes),
    get subtle() {
      throw new Error("crypto.subtle was touched");
    },
  });
  const file = await encrypt(message, [recipient]);
  assert.deepEqual(await decrypt(file, identity), message);
});

for (const [name, value] of [
  ["crypto is missing", undefined],
  ["getRandomValues is missing", {}],
  ["getRandomValues is no function", { getRandomValues: true }],
  ["getRandomValues gives zeros", { getRandomValues: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => bytes }],
]) {
  test(`${name}: sealing is refused, never weakened`, async () => {
    setCrypto(value);
    assert.throws(requireRandomness, { code: "no-randomness" });
    await assert.rejects(encrypt(message, [recipient]), { code: "no-randomness" });
    await assert.rejects(split(new Uint8Array(32), { shares: 3, threshold: 2 }), { code: "no-randomness" });
  });
}

test("more random bytes than one call may give are drawn in pieces", () => {
  const bytes = randomBytes(200_000);
  assert.equal(bytes.length, 200_000);
  for (const at of [65_536, 131_072, 199_968]) assert.ok(bytes.subarray(at, at + 32).some((byte) => byte !== 0));
});
