// SPDX-License-Identifier: AGPL-3.0-or-later
/** Reads the community test vectors of age (C2SP CCTV, npm `cctv-age`). */
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";

// The package declares itself as an ambient module, which a type checker cannot import; its files are plain bytes by
// name.
const { href } = new URL(`file://${createRequire(import.meta.url).resolve("cctv-age")}`);
/** @type {Record<string, Uint8Array>} */
const files = await import(href);

/**
 * @typedef {object} Vector
 * @property {string} name
 * @property {string} expect  success, no match, HMAC failure, header failure, payload failure, armor failure
 * @property {string[]} identities
 * @property {string[]} passphrases
 * @property {boolean} armored
 * @property {string | undefined} payload  hex SHA-256 of what must come out
 * @property {Uint8Array} file
 */

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Vector}
 */
function parse(name, bytes) {
  const split = Buffer.from(bytes).indexOf("\n\n");
  const fields = Buffer.from(bytes.subarray(0, split))
    .toString("latin1")
    .split("\n")
    .map((line) => line.split(/: (.*)/s));
  const all = (/** @type {string} */ key) =>
    fields.flatMap(([name, value]) => (name === key && value !== undefined ? [value] : []));
  const body = bytes.subarray(split + 2);
  return {
    name,
    expect: all("expect")[0] ?? "",
    identities: all("identity"),
    passphrases: all("passphrase"),
    armored: all("armored")[0] === "yes",
    payload: all("payload")[0],
    file: Uint8Array.from(all("compressed")[0] === "zlib" ? inflateSync(body) : body),
  };
}

/** Every vector, in the order of names. */
export const vectors = Object.keys(files)
  .sort()
  .map((name) => parse(name, /** @type {Uint8Array} */ (files[name])));
