// SPDX-License-Identifier: AGPL-3.0-or-later
/** The shared vectors that hold both halves to one result. */
import { existsSync, readFileSync } from "node:fs";

const folder = new URL("../../../tests/vectors/", import.meta.url);

/**
 * Read a file of shared vectors.
 *
 * @param {string} name  for instance `charter.json`
 * @returns {any}
 */
export const shared = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

/** @param {string} name */
export const isShared = (name) => existsSync(new URL(name, folder));
