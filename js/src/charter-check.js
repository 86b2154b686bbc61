// SPDX-License-Identifier: AGPL-3.0-or-later
/** The rules that bind one field of a charter to another (docs/protocol.md, 9 and 9.2). */
import { hex } from "./bytes.js";
import { CharterError } from "./fields.js";

/** @typedef {import("./charter.js").Charter} Charter */
/** @typedef {import("./charter.js").Body} Body */

/** An identity envelope holds at most eight shares. */
const MOST_TRUSTEES = 8;

/**
 * Refuse a charter for the first rule that it breaks by itself.
 *
 * @param {Charter} charter
 * @throws {CharterError}
 */
export function checkCharter(charter) {
  ownIds(charter);
  ownKeys(charter);
  checkBodies(charter);
  checkMembers(charter);
  checkTrustees(charter);
  checkRules(charter);
  if (charter.deskTick < charter.ledgerTick) throw new CharterError("form", "ticks.desk");
  if (charter.ledgerKey.name !== charter.origin) throw new CharterError("form", "ledger_key");
  if (charter.quorum > charter.cosigners.length) throw new CharterError("form", "cosigners.quorum");
}

/** @param {readonly (readonly [path: string, value: string | number])[]} values */
function once(values) {
  const seen = new Set();
  for (const [path, value] of values) {
    if (seen.has(value)) throw new CharterError("double", path);
    seen.add(value);
  }
}

/** @param {Charter} charter */
function ownIds({ regions, bodies, members, rules, cosigners }) {
  const ids = (/** @type {string} */ list, /** @type {readonly { id: string }[]} */ things) =>
    things.map(({ id }, at) => /** @type {const} */ ([`${list}[${at}].id`, id]));
  // A member's ties name bodies and regions alike, so the two share one space of ids.
  once([...ids("regions", regions), ...ids("bodies", bodies)]);
  once(ids("members", members));
  once(ids("rules", rules));
  once(cosigners.map(({ name }, at) => [`cosigners.keys[${at}].name`, name]));
}

/** @param {Charter} charter */
function ownKeys({ members, cosigners }) {
  // Retired members are no exception: who inherits a key inherits what was sealed to it.
  once(members.map(({ slot }, at) => [`members[${at}].slot`, slot]));
  once(members.map(({ recipient }, at) => [`members[${at}].recipient`, recipient]));
  for (const key of /** @type {const} */ (["ed25519", "pq", "posting"])) {
    once(members.map((member, at) => [`members[${at}].${key}`, hex(member[key])]));
  }
  // Two names with one key would let one cosigner make up a quorum.
  for (const key of /** @type {const} */ (["ed25519", "pq"])) {
    once(cosigners.flatMap(({ [key]: own }, at) => (own ? [[`cosigners.keys[${at}].${key}`, hex(own)]] : [])));
  }
}

/** @param {Charter} charter */
function checkBodies({ regions, bodies }) {
  const places = new Set(regions.map(({ id }) => id));
  const byId = new Map(bodies.map((body) => [body.id, body]));
  for (const [at, { id, region, parent, leadsWith }] of bodies.entries()) {
    const path = `bodies[${at}]`;
    if (region !== null && !places.has(region)) throw new CharterError("unknown", `${path}.region`);
    if (parent !== null && !byId.has(parent)) throw new CharterError("unknown", `${path}.parent`);
    const wrong = leadsWith.findIndex((other) => !byId.has(other) || other === id);
    if (wrong >= 0) throw new CharterError("unknown", `${path}.leads_with[${wrong}]`);
  }
  for (const [at, body] of bodies.entries()) {
    /** @type {Body | undefined} */
    let above = body;
    for (let steps = 0; above?.parent != null && steps < bodies.length; steps++) above = byId.get(above.parent);
    if (above?.parent != null) throw new CharterError("unknown", `bodies[${at}].parent`);
  }
}

/** @param {Charter} charter */
function checkMembers({ slots, regions, bodies, members }) {
  const known = new Set([...regions, ...bodies].map(({ id }) => id));
  for (const [at, { slot, body, retired, ties }] of members.entries()) {
    const path = `members[${at}]`;
    if (slot >= slots) throw new CharterError("form", `${path}.slot`);
    const own = bodies.find(({ id }) => id === body);
    if (own === undefined) throw new CharterError("unknown", `${path}.body`);
    if (!retired && !own.inGroup) throw new CharterError("seat", `${path}.body`);
    const wrong = ties.findIndex((tie) => !known.has(tie));
    if (wrong >= 0) throw new CharterError("unknown", `${path}.ties[${wrong}]`);
  }
}

/** @param {Charter} charter */
function checkTrustees({ members, k }) {
  // Two trustees of one body would let that body open with one more hand what k bodies must open together.
  const bodies = new Set();
  let last = 0;
  for (const [at, { body, trustee, retired }] of members.entries()) {
    if (!trustee || retired) continue;
    if (bodies.has(body)) throw new CharterError("trustees", `members[${at}].trustee`);
    bodies.add(body);
    last = at;
  }
  if (bodies.size > MOST_TRUSTEES) throw new CharterError("trustees", `members[${last}].trustee`);
  if (k > bodies.size) throw new CharterError("trustees", "k");
}

/** @param {Charter} charter */
function checkRules({ rules }) {
  // The floor under every choice of rules: the accused body itself never reads.
  const floor = rules.some(
    ({ relation, effect, kinds, levels }) =>
      relation === "same" && effect === "blocked" && kinds === null && levels === null,
  );
  if (!floor) throw new CharterError("rules", "rules");
}
