// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * From version to version: which charter a page may use (docs/protocol.md, 9 and 9.2).
 *
 * The rules are:
 *   - Version 1 stands on its fingerprint, which people compare on paper, and on every body in the group.
 *   - Version n+1 stands on more than half of the bodies of version n, under the keys of version n.
 *   - A page with a pin goes on from there and never back.
 *   - Checks run in the order of 9.2, the same as in the other half.
 */
import { equal, hex, unhex } from "./bytes.js";
import { parseCharter, seated } from "./charter.js";
import { CharterError, Fields } from "./fields.js";
import { checkOrigin, hash, label } from "./hash.js";
import { parseNote, signersOf } from "./note.js";
import { parseJson } from "./strictjson.js";

/** @typedef {import("./charter.js").Charter} Charter */
/** @typedef {import("./charter.js").Member} Member */
/** @typedef {import("./note.js").Note} Note */
/** @typedef {{ note: Note, charter: Charter, hash: Uint8Array }} SignedCharter */
/** @typedef {{ origin: string, root: Uint8Array, version: number, hash: Uint8Array }} Pin */

/**
 * Read a charter with its signatures; whether they suffice is not yet said.
 *
 * @param {Uint8Array} bytes
 * @returns {SignedCharter}
 * @throws {CharterError}
 */
export function readSigned(bytes) {
  const note = signedNote(bytes, "");
  return { note, charter: parseCharter(note.text), hash: hash(note.text) };
}

/**
 * @param {Uint8Array} bytes
 * @param {string} field
 */
export function signedNote(bytes, field) {
  try {
    return parseNote(bytes);
  } catch {
    throw new CharterError("form", field);
  }
}

/**
 * Read a pin.
 *
 * @param {Uint8Array} bytes
 * @returns {Pin}
 * @throws {CharterError} `form`
 */
export function parsePin(bytes) {
  let tree;
  try {
    tree = parseJson(bytes);
  } catch {
    throw new CharterError("form", "pin");
  }
  const fields = new Fields(tree, "pin");
  const origin = /** @type {string} */ (fields.take("origin"));
  try {
    checkOrigin(origin);
  } catch {
    fields.refuse("origin");
  }
  const root = fields.digest("root");
  const pin = { origin, root, version: fields.number("version", 1, 2 ** 32 - 1), hash: fields.digest("hash") };
  if (pin.version === 1 && !equal(pin.hash, pin.root)) fields.refuse("hash");
  return pin;
}

/**
 * Find which of these members signed a note.
 *
 * @param {Note} note
 * @param {Charter} charter
 * @param {readonly Member[]} members
 * @throws {CharterError} `signature`
 */
function signingMembers(note, charter, members) {
  const known = members.map(({ id, ed25519 }) => ({ name: `${charter.origin}/${id}`, key: ed25519 }));
  try {
    const signed = signersOf(note, known);
    return members.filter((_, at) => signed.includes(/** @type {import("./note.js").VerifierKey} */ (known[at])));
  } catch {
    throw new CharterError("signature");
  }
}

/** @param {Charter} charter */
const groupOf = (charter) => charter.bodies.filter(({ inGroup }) => inGroup).map(({ id }) => id);

/**
 * Refuse a note that members of too few bodies signed; a body counts once.
 *
 * @param {Note} note
 * @param {Charter} charter
 * @param {{ members: readonly Member[], every?: boolean }} whose  `every`: all bodies, otherwise more than half
 * @throws {CharterError} `signature`, `bodies`
 */
export function needBodies(note, charter, { members, every = false }) {
  const group = groupOf(charter);
  const signed = new Set(signingMembers(note, charter, members).map(({ body }) => body));
  const count = group.filter((body) => signed.has(body)).length;
  if (count < (every ? group.length : Math.floor(group.length / 2) + 1)) throw new CharterError("bodies");
}

/** @param {Charter} charter */
const signing = (charter) => seated(charter).filter(({ signs }) => signs);

/**
 * Check a version 1.
 *
 * @param {SignedCharter} signed
 * @param {Uint8Array | null} root  its hash, where it is known; otherwise the fingerprint must be shown
 * @throws {CharterError}
 */
export function verifyFirst(signed, root) {
  if (signed.charter.version !== 1) throw new CharterError("version");
  if (root !== null && !equal(signed.hash, root)) throw new CharterError("root");
  needBodies(signed.note, signed.charter, { members: signing(signed.charter), every: true });
}

/**
 * Check that one version follows another.
 *
 * @param {SignedCharter} before
 * @param {SignedCharter} after
 * @throws {CharterError}
 */
export function verifyNext(before, after) {
  const [old, now] = [before.charter, after.charter];
  if (now.origin !== old.origin) throw new CharterError("origin");
  if (now.version !== old.version + 1) throw new CharterError("version");
  if (now.previous === null || !equal(now.previous, before.hash)) throw new CharterError("previous");
  needBodies(after.note, old, { members: signing(old) });
  if (now.slots !== old.slots) throw new CharterError("slots");
  if (now.ledgerTick !== old.ledgerTick || now.deskTick !== old.deskTick) throw new CharterError("ticks");
  for (const list of /** @type {const} */ (["members", "bodies", "regions"])) {
    const kept = new Set(now[list].map(({ id }) => id));
    if (old[list].some(({ id }) => !kept.has(id))) throw new CharterError("dropped");
  }
  for (const member of old.members) sameSeat(member, now);
  keysStayApart(old, now);
}

/** @param {Member} member */
const keysOf = ({ recipient, ed25519, pq, posting }) => [recipient, hex(ed25519), hex(pq), hex(posting)];

/** @param {Member} old @param {Charter} charter */
function sameSeat(old, charter) {
  const now = /** @type {Member} */ (charter.members.find(({ id }) => id === old.id));
  if (now.slot !== old.slot || now.body !== old.body) throw new CharterError("moved");
  if (old.retired && !now.retired) throw new CharterError("returned");
  if (now.retired && keysOf(now).join() !== keysOf(old).join()) throw new CharterError("keys");
}

/** @param {Charter} old @param {Charter} charter */
function keysStayApart(old, charter) {
  // Whoever takes over another member's key could read or sign as that member once did.
  const holders = new Map(old.members.flatMap((member) => keysOf(member).map((key) => [key, member.id])));
  for (const member of charter.members) {
    if (keysOf(member).some((key) => (holders.get(key) ?? member.id) !== member.id)) throw new CharterError("keys");
  }
}

/**
 * Give the newest of these versions, if they lead from the pin to it without a gap.
 *
 * The pinned version needs no signatures: its hash came with the page, which is trusted more than any server.
 *
 * @param {Pin} pin
 * @param {readonly SignedCharter[]} versions  in order, the newest last
 * @returns {SignedCharter}
 * @throws {CharterError}
 */
export function verifyFrom(pin, versions) {
  if (versions.some(({ charter }) => charter.origin !== pin.origin)) throw new CharterError("origin");
  const newest = versions[versions.length - 1];
  if (newest === undefined) throw new CharterError("version");
  if (newest.charter.version < pin.version) throw new CharterError("rolled_back");
  const chain = versions.filter(({ charter }) => charter.version >= pin.version);
  const first = /** @type {SignedCharter} */ (chain[0]);
  if (first.charter.version !== pin.version) throw new CharterError("version");
  if (!equal(first.hash, pin.hash)) throw new CharterError("pinned");
  chain.slice(1).forEach((after, at) => verifyNext(/** @type {SignedCharter} */ (chain[at]), after));
  return newest;
}

/**
 * Give the fingerprint of a group: 16 bytes that are shown as 12 words.
 *
 * @param {Uint8Array} root  hash of version 1
 */
export const fingerprintOf = (root) => hash(label("fingerprint"), root).subarray(0, 16);

const FRESHNESS = /^plaint freshness\/1\n([a-z0-9./-]{1,63})\n([1-9][0-9]{0,9})\n([0-9a-f]{64})\n([1-9][0-9]{0,11})\n$/;
const DAY = 86_400;

/**
 * Check the group's weekly word that this charter is still the newest.
 *
 * @param {Uint8Array | null} bytes  the freshness note, null where there is none
 * @param {SignedCharter} signed
 * @param {number} now  Unix seconds
 * @param {number} [patience]  days past its end for which it is taken all the same: a page that was carried somewhere
 *     has no newer one
 * @returns {number}  until when, Unix seconds
 * @throws {CharterError} `form`, `freshness`, `signature`, `bodies`, `clock`, `stale`
 */
export function verifyFreshness(bytes, signed, now, patience = 0) {
  if (bytes === null) throw new CharterError("freshness");
  const note = signedNote(bytes, "freshness");
  const [, origin, version, digest, end] = FRESHNESS.exec(new TextDecoder().decode(note.text)) ?? [];
  if (digest === undefined) throw new CharterError("form", "freshness");
  const { charter } = signed;
  const own = origin === charter.origin && Number(version) === charter.version;
  if (!own || !equal(unhex(digest, 32), signed.hash)) throw new CharterError("freshness");
  // Any seated member's desk may sign: the weekly word must not hang on the few who sign charters.
  needBodies(note, charter, { members: seated(charter) });
  const until = Number(end);
  // A day of slack for a visitor's clock that lies behind.
  if (until > now + (charter.freshnessDays + 1) * DAY) throw new CharterError("clock");
  if (until + patience * DAY < now) throw new CharterError("stale");
  return until;
}
