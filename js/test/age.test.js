// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import {
  decrypt,
  encrypt,
  encryptedSize,
  identityFromSeed,
  recipientKey,
  recipientOf,
  throwAwayRecipient,
} from "../src/age.js";

const message = new TextEncoder().encode("Меня держали три дня.");
const seed = (/** @type {number} */ fill) => new Uint8Array(32).fill(fill);

/** @param {number} count */
async function readers(count) {
  const identities = Array.from({ length: count }, (_, at) => identityFromSeed(seed(at + 1)));
  return { identities, recipients: await Promise.all(identities.map(recipientOf)) };
}

describe("sealing", () => {
  test("every recipient opens what was sealed to all", async () => {
    const { identities, recipients } = await readers(3);
    const file = await encrypt(message, recipients);
    for (const identity of identities) assert.deepEqual(await decrypt(file, identity), message);
  });

  test("stanzas stand in the order of the recipients", async () => {
    const { identities, recipients } = await readers(2);
    const file = await encrypt(message, recipients);
    // A stanza of the second recipient moved to the front breaks the header MAC: place is part of what is sealed.
    const swapped = Uint8Array.from(file);
    swapped.set(file.subarray(22 + 1557, 22 + 2 * 1557), 22);
    swapped.set(file.subarray(22, 22 + 1557), 22 + 1557);
    await assert.rejects(decrypt(swapped, identities[0] ?? ""), { code: "cannot-open" });
    assert.deepEqual(await decrypt(file, identities[0] ?? ""), message);
  });

  for (const [length, count] of [
    [0, 1],
    [1, 8],
    [65535, 1],
    [65536, 2],
    [65537, 1],
    [40522, 16],
  ]) {
    test(`${length} bytes to ${count} recipients have the length foretold`, async () => {
      const { recipients } = await readers(count ?? 0);
      const file = await encrypt(new Uint8Array(length ?? 0), recipients);
      assert.equal(file.length, encryptedSize(length ?? 0, count ?? 0));
    });
  }

  test("an entry of 8 or 16 slots is 65,536 bytes", () => {
    assert.equal(encryptedSize(52978, 8), 65536);
    assert.equal(encryptedSize(40522, 16), 65536);
  });

  test("progress counts every recipient once", async () => {
    const { recipients } = await readers(3);
    /** @type {number[][]} */
    const seen = [];
    await encrypt(message, recipients, { progress: (done, all) => void seen.push([done, all]) });
    assert.deepEqual(seen, [
      [0, 3],
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  test("a throw-away recipient is new each time", async () => {
    assert.notEqual(await throwAwayRecipient(), await throwAwayRecipient());
  });

  test("two files of one message to one recipient share no stanza", async () => {
    const { recipients } = await readers(1);
    const [one, two] = [await encrypt(message, recipients), await encrypt(message, recipients)];
    assert.notDeepEqual(one.subarray(40, 1534), two.subarray(40, 1534));
  });
});

describe("refusals", () => {
  test("the library mixes hybrid and X25519 recipients silently, we refuse", async () => {
    const { recipients } = await readers(1);
    const old = await identityToRecipient(await generateX25519Identity());
    const encrypter = new Encrypter();
    [recipients[0] ?? "", old].forEach((recipient) => encrypter.addRecipient(recipient));
    assert.ok((await encrypter.encrypt(message)).length > 0, "the library has begun to refuse: our guard may shrink");
    await assert.rejects(encrypt(message, [recipients[0] ?? "", old]), { code: "bad-recipient" });
  });

  test("a recipient has one spelling", async () => {
    const [recipient = ""] = (await readers(1)).recipients;
    assert.equal(recipientKey(recipient).length, 1216);
    for (const bad of [
      recipient.toUpperCase(),
      `${recipient} `,
      ` ${recipient}`,
      recipient.slice(0, -1),
      "",
      "age1pq1",
      "age1tag1abc",
    ]) {
      assert.throws(() => recipientKey(bad), { code: "bad-recipient" });
    }
  });

  test("any flipped character of a recipient is noticed", async () => {
    const [recipient = ""] = (await readers(1)).recipients;
    for (const at of [0, 3, 7, 900, recipient.length - 1]) {
      const flipped = recipient.slice(0, at) + (recipient[at] === "q" ? "p" : "q") + recipient.slice(at + 1);
      assert.throws(() => recipientKey(flipped), { code: "bad-recipient" });
    }
  });

  test("one key in two places is refused", async () => {
    const { recipients } = await readers(1);
    await assert.rejects(encrypt(message, [...recipients, ...recipients]), { code: "doubled-recipient" });
  });

  test("nobody is no reader", async () => {
    await assert.rejects(encrypt(message, []), { code: "no-recipients" });
  });

  test("X25519 identities and other strings open nothing", async () => {
    for (const identity of [await generateX25519Identity(), "", "AGE-SECRET-KEY-PQ-"]) {
      await assert.rejects(decrypt(message, identity), { code: "bad-identity" });
    }
  });

  test("a wrong key, a cut, a longer and a changed file give one and the same error", async () => {
    const { identities, recipients } = await readers(1);
    const file = await encrypt(message, recipients);
    const changed = Uint8Array.from(file);
    changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
    await assert.rejects(decrypt(file, identityFromSeed(seed(99))), { code: "cannot-open" });
    for (const bad of [file.subarray(0, -1), changed, Uint8Array.from([...file, 0]), new Uint8Array(0)]) {
      await assert.rejects(decrypt(bad, identities[0] ?? ""), { code: "cannot-open" });
    }
  });

  test("a seed of another length is refused", () => {
    assert.throws(() => identityFromSeed(new Uint8Array(31)), { code: "bad-seed" });
  });
});
