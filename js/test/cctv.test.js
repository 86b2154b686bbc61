// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The age library bundled here passes the community test vectors, so that what it writes is age and nothing like it.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { armor, Decrypter } from "age-encryption";
import { decrypt } from "../src/age.js";
import { vectors } from "./support/cctv.js";

/** Two vectors ask for scrypt work beyond what the library does (logN 23) or agree to fail only after that work. */
const TOO_MUCH_WORK = ["scrypt_work_factor_23", "scrypt_work_factor_wrong"];

/**
 * Decrypt as a stock reader would, with whatever the vector gives.
 *
 * @param {import("./support/cctv.js").Vector} vector
 */
async function open({ identities, passphrases, armored, file }) {
  const decrypter = new Decrypter();
  identities.forEach((identity) => decrypter.addIdentity(identity));
  passphrases.forEach((passphrase) => decrypter.addPassphrase(passphrase));
  return decrypter.decrypt(armored ? armor.decode(Buffer.from(file).toString("latin1")) : file);
}

const applicable = vectors.filter(({ name }) => !TOO_MUCH_WORK.includes(name));

test("143 vectors are at hand, 141 of them apply", () => {
  assert.equal(vectors.length, 143);
  assert.equal(applicable.length, 141);
});

for (const vector of applicable) {
  test(`age vector ${vector.name}: ${vector.expect}`, async () => {
    if (vector.expect !== "success") return assert.rejects(open(vector));
    assert.equal(
      createHash("sha256")
        .update(await open(vector))
        .digest("hex"),
      vector.payload,
    );
  });
}

const hybrid = vectors.filter(({ name }) => name.includes("hybrid"));

test("19 vectors are about hybrid recipients", () => {
  assert.equal(hybrid.length, 19);
});

for (const vector of hybrid.filter(({ identities, armored }) => identities.length === 1 && !armored)) {
  test(`our wrapper on age vector ${vector.name}: ${vector.expect}`, async () => {
    const opened = decrypt(vector.file, vector.identities[0] ?? "");
    if (vector.expect !== "success") return assert.rejects(opened, { code: "cannot-open" });
    assert.equal(
      createHash("sha256")
        .update(await opened)
        .digest("hex"),
      vector.payload,
    );
  });
}
