// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * One version of a group's charter: from its text to values, strictly (docs/protocol.md, 9).
 *
 * A charter that is wrong in any field is not used in part. What one version can be wrong about by itself is refused
 * here, in the order of 9.2; what two versions can, in `chain.js`.
 */
import { checkCharter } from "./charter-check.js";
import { parseJson } from "./strictjson.js";
import { CharterError, Fields } from "./fields.js";
import { checkOrigin } from "./hash.js";
import { checkName, parseVerifierKey } from "./note.js";
import { usableRecipient, usableSigningKey } from "./publickeys.js";

/** @typedef {import("./fields.js").Names} Names */
/** @typedef {{ id: string, name: Names }} Region */

/**
 * @typedef {object} Body
 * @property {string} id
 * @property {Names} name
 * @property {string} kind
 * @property {string} level
 * @property {string | null} region
 * @property {string | null} parent
 * @property {boolean} inGroup
 * @property {boolean} possibleAccused
 * @property {string[]} leadsWith
 * @property {Names} duty  what it must do by law with what it reads
 */

/**
 * @typedef {object} Member
 * @property {string} id
 * @property {string} body
 * @property {number} slot
 * @property {Names} role
 * @property {string} recipient
 * @property {Uint8Array} ed25519
 * @property {Uint8Array} pq
 * @property {Uint8Array} posting
 * @property {boolean} trustee
 * @property {boolean} signs
 * @property {string[]} ties
 * @property {boolean} retired
 */

/**
 * @typedef {object} Rule
 * @property {string} id
 * @property {string} relation
 * @property {string[] | null} kinds
 * @property {string[] | null} levels
 * @property {string} effect
 * @property {Names} why
 */

/** @typedef {ReturnType<typeof readCharter>} Charter */

export const EFFECTS = ["none", "warn", "blocked"];
const RELATIONS = ["same", "below", "above", "same_region", "leads_with", "tie", "region_named"];
const LEVELS = ["federal", "district", "region", "local", "none"];
const KINDS = [
  "police",
  "investigative",
  "prosecutor",
  "court",
  "ombudsman",
  "executive",
  "security",
  "prison",
  "ngo",
  "media",
  "international",
];

const TEXT_LIMIT = 262_144;
const NAME = 200;
const WHY = 500;
const LONG = 4000;
/** A role travels in a reply cell behind one length byte. */
const ROLE_BYTES = 255;

/**
 * Read the text of a charter.
 *
 * @param {Uint8Array} text
 * @returns {Charter}
 * @throws {CharterError}
 */
export function parseCharter(text) {
  if (text.length > TEXT_LIMIT) throw new CharterError("form");
  let tree;
  try {
    tree = parseJson(text);
  } catch {
    throw new CharterError("form");
  }
  const charter = readCharter(tree);
  checkCharter(charter);
  return charter;
}

/** @param {import("./strictjson.js").Json} tree */
function readCharter(tree) {
  const top = new Fields(tree);
  if (top.take("plaint") !== "charter/1") throw new CharterError("update");
  const version = top.number("version", 1, 2 ** 32 - 1);
  const languages = top.languages("languages");
  const [ticks, cosigners] = [top.inner("ticks"), top.inner("cosigners")];
  const [regions, bodies] = [top.objects("regions", 200), top.objects("bodies", 500)];
  const [members, rules] = [top.objects("members", 16), top.objects("rules", 100)];
  const cosigned = cosigners.objects("keys", 16);
  const demo = top.has("demo") && top.flag("demo");
  // Seconds would tell when a person filed; only a demonstration, which says that it is one, may have them.
  const least = demo ? 1 : 600;
  const charter = {
    origin: origin(top),
    version,
    previous: previous(top, version),
    issued: top.day("issued"),
    demo,
    languages,
    slots: slots(top),
    ledgerTick: ticks.number("ledger", least, 86_400),
    deskTick: ticks.number("desk", least, 604_800),
    cellsPerDesk: top.number("cells_per_desk", 1, 64),
    workBits: top.number("work_bits", 0, 20),
    entryDays: top.number("entry_days", 30, 3650),
    eraseDays: top.number("erase_days", 1, 365),
    replyDays: top.number("reply_days", 1, 365),
    freshnessDays: top.number("freshness_days", 2, 60),
    ledgerKey: ledgerKey(top),
    ledgerPq: top.digest("ledger_pq"),
    readCredential: top.digest("read_credential"),
    quorum: cosigners.number("quorum", 0, 16),
    cosigners: cosigned.map(readCosigner),
    profile: top.id("profile"),
    k: top.number("k", 2, 8),
    regions: regions.map((fields) => readRegion(fields, languages)),
    bodies: bodies.map((fields) => readBody(fields, languages)),
    members: members.map((fields) => readMember(fields, languages)),
    rules: rules.map((fields) => readRule(fields, languages)),
    otherDoors: top.names("other_doors", languages, LONG, { lines: true }),
    danger: top.names("danger", languages, LONG, { lines: true }),
  };
  const all = [top, ticks, cosigners, ...cosigned, ...regions, ...bodies, ...members, ...rules];
  return Object.freeze({ ...charter, unknown: all.flatMap((fields) => fields.unknown()) });
}

/** @param {Fields} top */
function origin(top) {
  try {
    return checkOrigin(/** @type {string} */ (top.take("origin")));
  } catch {
    return top.refuse("origin");
  }
}

/** @param {Fields} top @param {number} version */
function previous(top, version) {
  if (version > 1) return top.digest("previous");
  if (top.take("previous") !== "") top.refuse("previous");
  return null;
}

/** @param {Fields} top */
function slots(top) {
  const count = top.number("slots", 8, 16);
  return count === 8 || count === 16 ? count : top.refuse("slots");
}

/** @param {Fields} top */
function ledgerKey(top) {
  try {
    return parseVerifierKey(/** @type {string} */ (top.take("ledger_key")));
  } catch {
    return top.refuse("ledger_key");
  }
}

/**
 * Read a cosigner. A page verifies no cosignature: their ML-DSA-44 keys lie in the annex, which no page fetches.
 *
 * @param {Fields} fields
 */
function readCosigner(fields) {
  return {
    name: keyName(fields),
    ed25519: usableSigningKey(fields, "ed25519"),
    pq: fields.digestOrNull("pq"),
  };
}

/** @param {Fields} fields */
function keyName(fields) {
  const value = fields.take("name");
  try {
    return checkName(value);
  } catch {
    return fields.refuse("name");
  }
}

/** @param {Fields} fields @param {string[]} languages @returns {Region} */
function readRegion(fields, languages) {
  return { id: fields.id("id"), name: fields.names("name", languages, NAME) };
}

/** @param {Fields} fields @param {string[]} languages @returns {Body} */
function readBody(fields, languages) {
  const inGroup = fields.flag("in_group");
  return {
    id: fields.id("id"),
    name: fields.names("name", languages, NAME),
    kind: fields.choice("kind", KINDS),
    level: fields.choice("level", LEVELS),
    region: fields.idOrNull("region"),
    parent: fields.idOrNull("parent"),
    inGroup,
    possibleAccused: fields.flag("possible_accused"),
    leadsWith: fields.ids("leads_with"),
    // Whoever seats readers must say what they have to do by law with what they read.
    duty: fields.names("duty", inGroup ? languages : [], LONG, { lines: true }),
  };
}

/** @param {Fields} fields @param {string[]} languages @returns {Member} */
function readMember(fields, languages) {
  return {
    id: fields.id("id"),
    body: fields.id("body"),
    slot: fields.number("slot", 0, 15),
    role: fields.names("role", languages, NAME, { bytes: ROLE_BYTES }),
    recipient: usableRecipient(fields, "recipient"),
    ed25519: usableSigningKey(fields, "ed25519"),
    pq: fields.digest("pq"),
    posting: fields.digest("posting"),
    trustee: fields.flag("trustee"),
    signs: fields.flag("signs"),
    ties: fields.ids("ties"),
    retired: fields.flag("retired"),
  };
}

/** @param {Fields} fields @param {string[]} languages @returns {Rule} */
function readRule(fields, languages) {
  const effect = fields.choice("effect", EFFECTS);
  return {
    id: fields.id("id"),
    relation: fields.choice("relation", RELATIONS),
    kinds: fields.choicesOrNull("kinds", KINDS),
    levels: fields.choicesOrNull("levels", LEVELS),
    effect,
    why: fields.names("why", languages, WHY),
  };
}

/**
 * Give the members that are not retired, in slot order.
 *
 * @param {Charter} charter
 * @returns {Member[]}
 */
export const seated = (charter) =>
  charter.members.filter(({ retired }) => !retired).sort((one, two) => one.slot - two.slot);

/**
 * Give the seats of the members who read.
 *
 * @param {Charter} charter
 * @param {readonly number[]} slots
 */
export const seatsOf = (charter, slots) =>
  seated(charter)
    .filter(({ slot }) => slots.includes(slot))
    .map(({ slot, recipient }) => ({ slot, recipient }));
