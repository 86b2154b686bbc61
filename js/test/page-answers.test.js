// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is wrong with answers, and the documents they become. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { padded } from "../src/cursor.js";
import { identityExcess } from "../src/envelope.js";
import { ACCOUNT_MOST, ALLOWED_BY, complaintOf, identityOf, identityProblems, problems } from "../src/page/answers.js";

/** @typedef {import("../src/page/answers.js").Answers} Answers */

/** @param {Partial<Answers>} [some] @returns {Answers} */
const answers = (some = {}) => ({
  about: { bodies: ["police"], regions: [], unknown: false, uniformed: false, note: "" },
  leftOut: [],
  included: [],
  account: "Они пришли ночью.",
  when: "",
  where: "",
  who: "",
  others: "",
  needs: "",
  urgency: "not_said",
  relation: "not_said",
  earlier: false,
  helper: null,
  wish: "keep",
  consent: [],
  identity: null,
  ...some,
});
const nobody = { bodies: [], regions: [], unknown: false, uniformed: false, note: "" };
const identity = { name: "Имя", contact: "", safe: "", other: "" };

describe("four fields of a name", () => {
  const full = { name: "я".repeat(200), contact: "я".repeat(400), safe: "я".repeat(300), other: "я".repeat(100) };

  test("those that fit each and not together name the longest, with what has to go from it", () => {
    const [problem, ...rest] = identityProblems(full);
    assert.deepEqual([problem?.field, problem?.text, rest], ["i-contact", "name.long", []]);
    const n = Number(problem?.values?.["n"]);
    const shortened = (/** @type {number} */ by) => ({ ...full, contact: "я".repeat(400 - by) });
    assert.deepEqual(identityProblems(shortened(n)), []);
    assert.equal(identityProblems(shortened(n - 1))[0]?.values?.["n"], 1);
  });

  test("the number is of letters, whatever each of them weighs", () => {
    const faces = { name: "😀".repeat(200), contact: "😀".repeat(200), safe: "😀".repeat(100), other: "d".repeat(100) };
    const [problem] = identityProblems({ ...faces, contact: "😀".repeat(250) });
    const n = Number(problem?.values?.["n"]);
    assert.deepEqual(identityProblems({ ...faces, contact: "😀".repeat(250 - n) }), []);
  });

  test("a field that is too long by itself is named before", () => {
    const texts = identityProblems({ ...full, other: "я".repeat(101) }).map(({ text, field }) => [field, text]);
    assert.deepEqual(texts, [["i-other", "field_long"]]);
  });

  test("what fits is sealed, and what does not fit is what sealing would refuse", async () => {
    const [problem] = identityProblems(full);
    const fits = { ...full, contact: full.contact.slice(Number(problem?.values?.["n"])) };
    assert.equal(identityExcess(identityOf(fits)) <= 0, true);
    assert.throws(() => padded(new Uint8Array(2048 + identityExcess(identityOf(full))), 2048));
  });
});

describe("problems", () => {
  test("requirement 18: one line about what happened is all that is needed", () => {
    for (const step of ["before", "about", "readers", "account", "wish", "name", "files", "check"]) {
      assert.deepEqual(problems(step, answers({ account: "Да" })), [], step);
    }
  });

  test("an empty account is named, also where it is blanks", () => {
    for (const account of ["", " \n\t "]) {
      assert.deepEqual(problems("account", answers({ account })), [{ field: "account", text: "account.empty" }]);
    }
  });

  test("whom it is about needs an answer, and not knowing is one", () => {
    assert.deepEqual(problems("about", answers({ about: nobody })), [{ field: "uniformed", text: "about.missing" }]);
    for (const about of [{ unknown: true }, { uniformed: true }, { bodies: ["a"] }, { regions: ["b"] }]) {
      assert.deepEqual(problems("about", answers({ about: { ...nobody, ...about } })), []);
    }
  });

  test("lengths are counted in letters, not in UTF-16 units", () => {
    assert.deepEqual(problems("account", answers({ account: "𝕏".repeat(ACCOUNT_MOST) })), []);
    const [problem] = problems("account", answers({ account: "я".repeat(ACCOUNT_MOST + 1) }));
    assert.deepEqual(problem?.values, { n: ACCOUNT_MOST + 1, most: ACCOUNT_MOST });
  });

  test("each field that is too long is named with its own limit", () => {
    const helper = { organisation: "o".repeat(201), relation: "lawyer", consent: "spoken", dictated: false };
    const found = problems("account", answers({ when: "w".repeat(301), who: "w".repeat(1001), helper }));
    assert.deepEqual(
      found.map(({ field, values }) => [field, values?.["most"]]),
      [
        ["when", 300],
        ["who", 1000],
        ["organisation", 200],
      ],
    );
  });

  test("a name is missed only where the person wants to seal one", () => {
    assert.deepEqual(problems("name", answers()), []);
    const [problem] = problems("name", answers({ identity: { ...identity, name: " " } }));
    assert.equal(problem?.field, "i-name");
    assert.equal(identityProblems({ ...identity, other: "o".repeat(101) })[0]?.field, "i-other");
  });
});

describe("documents", () => {
  test("requirement 47: men in uniform whom nobody can name count as not known", () => {
    const about = { ...nobody, uniformed: true };
    assert.deepEqual(complaintOf(answers({ about }), "ru").about, { ...about, unknown: true });
  });

  test("requirement 21: keeping allows nothing, telling allows an answer, acting never allows the name", () => {
    assert.deepEqual(ALLOWED_BY["keep"], []);
    assert.deepEqual(ALLOWED_BY["tell"], ["contact"]);
    const naming = ["publish_name", "publish_account", "sealed_handover", "court", "press", "lawyer"];
    for (const purpose of naming) assert.ok(!ALLOWED_BY["act"]?.includes(purpose), purpose);
  });

  test("a complaint's document has every key of the protocol and no other", () => {
    const expected =
      "about account consent earlier form helper included language left_out needs others relation urgency when where who wish";
    assert.equal(Object.keys(complaintOf(answers(), "ru")).sort().join(" "), expected);
    assert.deepEqual(Object.keys(identityOf(identity)), ["form", "name", "contact", "safe_contact", "other"]);
  });

  test("requirement 20: the name is in the identity and nowhere in the complaint", () => {
    const document = complaintOf(answers({ identity: { ...identity, name: "Невидимка" } }), "ru");
    assert.ok(!JSON.stringify(document).includes("Невидимка"));
    assert.equal(identityOf({ ...identity, name: "Невидимка" }).name, "Невидимка");
  });
});
