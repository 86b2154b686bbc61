// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { decrypt } from "../src/age.js";
import { checkShare, envelopeSize, parseEnvelope, sealEnvelope } from "../src/envelope.js";
import { identityOf, seats } from "./support/cast.js";

const identity = { name: "Иса Х.", contact: "+7", safe_contact: "по вторникам", other: "" };
const three = await seats(1, 3, 6);

test("every envelope of n trustees is equally long, whatever the name", async () => {
  assert.equal(envelopeSize(4), 52 + 4 * 1774 + 3707);
  for (const name of ["И", "И".repeat(200)]) {
    assert.equal((await sealEnvelope({ name }, { trustees: three, k: 2 })).length, envelopeSize(3));
  }
});

test("the longest identity still fits", async () => {
  const long = { name: "щ".repeat(200), contact: "щ".repeat(400), safe_contact: "щ".repeat(300), other: "щ" };
  await assert.rejects(sealEnvelope({ ...long, other: "щ".repeat(101) }, { trustees: three, k: 2 }), {
    field: "other",
    code: "too-long",
  });
  assert.ok(await sealEnvelope({ ...long, safe_contact: "щ".repeat(200) }, { trustees: three, k: 2 }));
});

test("trustees stand in the order of slots, however they were given", async () => {
  const { shares, k } = parseEnvelope(await sealEnvelope(identity, { trustees: [...three].reverse(), k: 3 }));
  assert.deepEqual(
    shares.map(({ slot }) => slot),
    [1, 3, 6],
  );
  assert.equal(k, 3);
});

test("one trustee, k of one, k above n, nine trustees and a doubled one are refused", async () => {
  const nine = await seats(0, 1, 2, 3, 4, 5, 6, 7, 8);
  for (const how of [
    { trustees: three.slice(0, 1), k: 1 },
    { trustees: three, k: 1 },
    { trustees: three, k: 4 },
    { trustees: nine, k: 2 },
    { trustees: [...three, ...three.slice(0, 1)], k: 2 },
    { trustees: [], k: 2 },
    { trustees: three, k: 2.5 },
  ]) {
    await assert.rejects(sealEnvelope(identity, how), { code: "too-few-trustees" });
  }
});

test("a nameless identity is refused", async () => {
  await assert.rejects(sealEnvelope({ contact: "x" }, { trustees: three, k: 2 }), { field: "name", code: "missing" });
});

test("a share moved, changed, cut or of another envelope is named as bad", async () => {
  const envelope = parseEnvelope(await sealEnvelope(identity, { trustees: three, k: 2 }));
  const other = parseEnvelope(await sealEnvelope(identity, { trustees: three, k: 2 }));
  const share = await decrypt(envelope.shares[0]?.box ?? new Uint8Array(), identityOf(1));
  assert.equal(checkShare(envelope, 1, share).length, 33);
  const changed = Uint8Array.from(share);
  changed[60] = Number(changed[60]) ^ 1;
  assert.throws(() => checkShare(envelope, 1, changed), { code: "bad-share" });
  assert.throws(() => checkShare(envelope, 3, share), { code: "bad-share" });
  assert.throws(() => checkShare(envelope, 2, share), { code: "bad-share" });
  assert.throws(() => checkShare(other, 1, share), { code: "bad-share" });
  assert.throws(() => checkShare(envelope, 1, share.subarray(1)), { code: "bad-share" });
});

test("an envelope of wrong form is refused", async () => {
  const bytes = await sealEnvelope(identity, { trustees: three, k: 2 });
  const altered = (/** @type {number} */ at, /** @type {number} */ value) => {
    const changed = Uint8Array.from(bytes);
    changed[at] = value;
    return changed;
  };
  for (const bad of [
    altered(0, 2),
    altered(1, 1),
    altered(1, 4),
    altered(2, 9),
    altered(2, 2),
    altered(3, 1),
    altered(52, 3),
    altered(52, 16),
    bytes.subarray(1),
    Uint8Array.from([...bytes, 0]),
  ]) {
    assert.throws(() => parseEnvelope(bad), { code: "bad-envelope" });
  }
});
