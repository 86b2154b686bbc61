// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { complaintDocument, followUpDocument, identityDocument, PURPOSES, tidy } from "../src/document.js";

const least = { language: "ce", account: "а" };

describe("a complaint's document", () => {
  test("one text and a language are enough; nothing said means nothing granted", () => {
    const document = complaintDocument(least);
    assert.equal(document["wish"], "keep");
    assert.deepEqual(document["consent"], []);
    assert.equal(document["relation"], "not_said");
    assert.equal(document["helper"], null);
    assert.equal(Object.keys(document).length, 17);
  });

  test("lengths are counted in code points, and what is one too long is named", () => {
    const limits = { account: 10_000, when: 300, where: 300, who: 1000, others: 500, needs: 1000 };
    for (const [field, limit] of Object.entries(limits)) {
      assert.ok(complaintDocument({ ...least, [field]: "😀".repeat(limit) }));
      assert.throws(() => complaintDocument({ ...least, [field]: "a".repeat(limit + 1) }), { field, code: "too-long" });
    }
    assert.throws(() => complaintDocument({ ...least, about: { note: "a".repeat(301) } }), { field: "about.note" });
  });

  test("an empty account is missing, blanks too", () => {
    for (const account of ["", " \n\t "]) {
      assert.throws(() => complaintDocument({ ...least, account }), { field: "account", code: "missing" });
    }
  });

  test("every purpose is known, none other, none twice", () => {
    assert.deepEqual(complaintDocument({ ...least, consent: PURPOSES })["consent"], PURPOSES);
    for (const consent of [["all"], ["count", "count"], "count", [1]]) {
      assert.throws(() => complaintDocument({ ...least, consent }), { field: "consent" });
    }
  });

  test("values outside the lists are refused", () => {
    for (const [field, value] of Object.entries({
      relation: "friend",
      urgency: "soonest",
      wish: "",
      language: "ru-RU",
      earlier: "no",
      left_out: ["Not An Id"],
      included: [""],
    })) {
      assert.throws(() => complaintDocument({ ...least, [field]: value }), { field, code: "bad-value" });
    }
  });

  test("a trusted person who files says so in full", () => {
    const helper = { organisation: "Линия", relation: "hotline", consent: "spoken", dictated: true };
    assert.deepEqual(complaintDocument({ ...least, helper })["helper"], helper);
    assert.throws(() => complaintDocument({ ...least, helper: { ...helper, consent: "yes" } }), {
      field: "helper.consent",
    });
  });

  test("what was not asked for is not passed on", () => {
    assert.equal("device" in complaintDocument({ ...least, device: "phone" }), false);
  });
});

test("typed text is tidied: line breaks, half characters, blanks at the ends", () => {
  assert.equal(tidy("  a\r\nb\rc\ud83d \n"), "a\nb\nc\ufffd");
});

describe("a follow-up's document", () => {
  test("saying nothing is refused", () => {
    assert.throws(() => followUpDocument({ language: "ru" }), { field: "text", code: "missing" });
    assert.ok(followUpDocument({ language: "ru", close: true }));
    assert.ok(followUpDocument({ language: "ru", grant: ["lawyer"] }));
  });

  test("one purpose cannot be granted and withdrawn at once", () => {
    assert.throws(() => followUpDocument({ language: "ru", grant: ["press"], withdraw: ["press"] }), {
      field: "withdraw",
    });
  });
});

test("an identity needs a name", () => {
  assert.throws(() => identityDocument({ name: " " }), { field: "name", code: "missing" });
  assert.deepEqual(Object.keys(identityDocument({ name: "Иса" })), [
    "form",
    "name",
    "contact",
    "safe_contact",
    "other",
  ]);
});
