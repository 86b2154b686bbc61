// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the offline page does otherwise, apart from any page: how old it is, and what it carries. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ageOf, PATIENCE } from "../src/offline/age.js";
import { keeping } from "../src/offline/keep.js";
import { SEALED_BY } from "../src/record.js";

const DAY = 86_400;
const UNTIL = 1_494_403_200; // 10 May 2017

describe("age", () => {
  test("up to its last second a page is fresh", () => {
    assert.deepEqual(ageOf(UNTIL, UNTIL - 9 * DAY), { text: "age_fresh", day: 17_296, days: 0 });
    assert.equal(ageOf(UNTIL, UNTIL).text, "age_fresh");
  });

  test("from then on it is late, by days begun", () => {
    assert.deepEqual(ageOf(UNTIL, UNTIL + 1), { text: "age_late", day: 17_296, days: 1 });
    assert.equal(ageOf(UNTIL, UNTIL + 40 * DAY).days, 40);
  });

  test("a year is the most that the terminal takes, too", () => {
    assert.equal(PATIENCE, 365);
  });
});

describe("ending", () => {
  test("what is sealed here is marked as sealed on an offline page", () => {
    assert.equal(keeping().sealedBy, SEALED_BY.OFFLINE_PAGE);
  });

  test("whoever goes on without the text is told once, and whoever took it is not", () => {
    const ending = keeping();
    assert.deepEqual(
      ending.check().map(({ text }) => text),
      ["parcel_left"],
    );
    assert.deepEqual(ending.check(), []);
    const taken = keeping();
    taken.took();
    assert.deepEqual(taken.check(), []);
  });
});
