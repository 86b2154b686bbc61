// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What the bundled libraries ask for beyond ES2020, for phones that stopped being updated.
 *
 * noble calls `Object.hasOwn`, which came with Chrome 93 and Firefox 92.
 */
if (typeof Object.hasOwn !== "function") {
  Object.defineProperty(Object, "hasOwn", {
    value: (/** @type {object} */ owner, /** @type {PropertyKey} */ key) =>
      Object.prototype.hasOwnProperty.call(owner, key),
  });
}
