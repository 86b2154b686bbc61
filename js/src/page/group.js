// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The working group as this page knows it: its charter, fetched, checked, and refused unless it is whole and of today.
 *
 * The rules are:
 *   - Nothing is asked of the person before the charter has been checked, and nothing is sealed to one that was not.
 *   - What is fetched is the same for everybody and does not depend on anything that was typed.
 */

import { all, paragraphs, spokenIn } from "./dom.js";
import { inLanguage, spoken } from "./texts.js";

/** @typedef {import("./page.js").Core} Core */
/** @typedef {import("../charter.js").Charter} Charter */
/** @typedef {import("../conflict.js").Routing} Routing */
/** @typedef {import("../chain.js").SignedCharter} SignedCharter */

/**
 * @typedef {object} Group
 * @property {SignedCharter} signed
 * @property {Charter} charter
 * @property {string} language  of the charter's texts: the page's, or the charter's first where it has none in that
 * @property {number} until  Unix seconds until which the group vouches that this charter is the newest
 */

/** @typedef {(path: string) => Promise<Uint8Array | null>} Fetch  null where there is no such thing */

/** A refusal that the page says in its own words; `code` is the key of the text. */
export class GroupError extends Error {
  /** @param {"net" | "charter_bad" | "charter_stale"} code */
  constructor(code) {
    super(`the group cannot be used: ${code}`);
    this.name = "GroupError";
    this.code = code;
  }
}

/**
 * Fetch from intake.
 *
 * @type {Fetch}
 */
export async function fetchBytes(path) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", credentials: "omit", redirect: "error" });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new GroupError("net");
  }
  if (answer.status === 404) return null;
  throw new GroupError("net");
}

const MOST_VERSIONS = 200;

/**
 * Fetch the charter and check it from the page's pin on.
 *
 * @param {Core} core
 * @param {{ pin: string, language: string, now: number, fetch: Fetch, patience?: number }} how  `now` in Unix seconds,
 *     `patience` in days past the end of the freshness note
 * @returns {Promise<Group>}
 * @throws {GroupError}
 */
export async function loadGroup(core, { pin, language, now, fetch, patience = 0 }) {
  const [newest, freshness] = [await fetch("/charter"), await fetch("/freshness")];
  try {
    const known = core.parsePin(new TextEncoder().encode(pin));
    const last = core.readSigned(newest ?? new Uint8Array());
    const { version } = last.charter;
    const between = [];
    for (let next = known.version; next < version && between.length < MOST_VERSIONS; next++) {
      between.push(core.readSigned((await fetch(`/charter/${next}`)) ?? new Uint8Array()));
    }
    const signed = core.verifyFrom(known, [...between, last]);
    const until = core.verifyFreshness(freshness, signed, now, patience);
    return { signed, charter: signed.charter, language: spoken(signed.charter, language), until };
  } catch (error) {
    throw error instanceof GroupError ? error : new GroupError(isStale(error) ? "charter_stale" : "charter_bad");
  }
}

/** @param {unknown} error */
const isStale = (error) => {
  const code = /** @type {{ code?: string }} */ (error)?.code ?? "";
  return code === "stale" || code === "clock" || code === "freshness";
};

/**
 * Fetch the versions that members may have written under since a day, newest last.
 *
 * An older version needs no signatures: the one after it names its hash.
 *
 * @param {Core} core
 * @param {Group} group
 * @param {{ since: string, fetch: Fetch }} how  `since` as YYYY-MM-DD
 * @returns {Promise<Charter[]>}
 * @throws {GroupError}
 */
export async function olderVersions(core, { signed }, { since, fetch }) {
  const versions = [signed.charter];
  let oldest = signed;
  while (oldest.charter.version > 1 && oldest.charter.issued >= since) {
    const bytes = await fetch(`/charter/${oldest.charter.version - 1}`);
    try {
      const before = core.readSigned(bytes ?? new Uint8Array());
      const named = oldest.charter.previous;
      if (named === null || !before.hash.every((byte, at) => byte === named[at])) throw new GroupError("charter_bad");
      oldest = before;
    } catch {
      throw new GroupError("charter_bad");
    }
    versions.unshift(oldest.charter);
  }
  return versions;
}

/**
 * Give the parts of a charter that sealing needs.
 *
 * @param {Core} core
 * @param {Group} group
 * @param {{ entropy: Uint8Array, readers: readonly number[], sealedBy: number }} how  slots of the readers
 */
export function frameOf(core, { signed, charter }, { entropy, readers, sealedBy }) {
  return {
    origin: charter.origin,
    charterVersion: charter.version,
    charterHash: signed.hash,
    slots: charter.slots,
    readers: core.seatsOf(charter, readers),
    entropy,
    workBits: charter.workBits,
    sealedBy,
  };
}

/**
 * Put the charter's other doors into their places below `root`.
 *
 * @param {ParentNode} root
 * @param {Group} group
 */
export function showDoors(root, { charter, language }) {
  for (const place of all(root, "[data-doors]")) {
    paragraphs(spokenIn(place, language), inLanguage(charter.otherDoors, language));
  }
}

/**
 * Name a member by role; where a body has two of one role, with the member's id, so that they can be told apart.
 *
 * @param {Charter} charter
 * @param {Charter["members"][number]} member
 * @param {string} language
 */
export function roleOf({ members }, member, language) {
  const role = inLanguage(member.role, language);
  const same = members.filter(
    ({ body, retired, role: other }) => !retired && body === member.body && inLanguage(other, language) === role,
  );
  return same.length > 1 ? `${role} (${member.id})` : role;
}
