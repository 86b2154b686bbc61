// SPDX-License-Identifier: AGPL-3.0-or-later
/** The order of the steps and the way back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ORDER, stepAfter, Trail } from "../src/page/steps.js";

describe("the order of the steps", () => {
  test("requirement 18: with the first page there are eight steps before the receipt", () => {
    assert.equal(1 + ORDER.length, 8);
    assert.equal(ORDER[ORDER.length - 1], "check");
  });

  test("each step leads to the one after it, the last one nowhere else", () => {
    ORDER.slice(0, -1).forEach((step, at) => assert.equal(stepAfter(step, false), ORDER[at + 1]));
    assert.equal(stepAfter("check", false), "check");
  });

  test("who changes an answer comes back to the check, by way of the readers where they depend on it", () => {
    assert.equal(stepAfter("account", true), "check");
    assert.equal(stepAfter("readers", true), "check");
    assert.equal(stepAfter("about", true), "readers");
    assert.equal(stepAfter("files", true), "check");
  });
});

describe("the trail", () => {
  const walked = () => {
    const trail = new Trail("before");
    trail.push("about");
    trail.push("readers");
    return trail;
  };

  test("requirement 24: the browser's Back shows the step before, and Forward the one after", () => {
    const trail = walked();
    assert.equal(trail.follow(1), 0);
    assert.equal(trail.now.step, "about");
    assert.equal(trail.follow(2), 0);
    assert.equal(trail.now.step, "readers");
  });

  test("after a loading anew, entries of the walk before show the first step, and never a later one", () => {
    const trail = new Trail("before", 2);
    assert.equal(trail.push("about"), 3);
    assert.equal(trail.push("readers"), 4);
    for (const number of [1, 0, 1]) {
      assert.equal(trail.follow(number), 0);
      assert.equal(trail.now.step, "before");
    }
    assert.equal(trail.push("about"), 2);
    assert.equal(trail.follow(1), 0);
    assert.equal(trail.now.step, "before");
    assert.equal(trail.follow(2), 0);
    assert.equal(trail.now.step, "about");
    trail.close();
    assert.equal(trail.follow(0), 2);
    assert.equal(trail.now.step, "about");
  });

  test("going on from the middle forgets what lay ahead", () => {
    const trail = walked();
    trail.follow(1);
    trail.push("account", true);
    assert.deepEqual(trail.now, { step: "account", changing: true });
    assert.equal(trail.follow(3), -1);
    assert.equal(trail.now.step, "account");
  });

  test("requirement 24: what was sent is not gone back to", () => {
    const trail = walked();
    trail.close();
    assert.equal(trail.follow(0), 2);
    assert.equal(trail.follow(undefined), 2);
    assert.equal(trail.now.step, "readers");
    trail.open();
    assert.equal(trail.follow(0), 0);
    assert.equal(trail.now.step, "before");
  });
});
