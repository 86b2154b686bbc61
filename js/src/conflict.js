// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Who may read a complaint (docs/protocol.md, 9.1), decided before anything is encrypted, on the person's side.
 *
 * `blocked` is beyond anyone's choice. `warn` is left out unless the person includes it. The person may leave out
 * anyone. "I do not know" gives the most cautious set: a warning counts as blocked, and nobody can be included. Readers
 * can be widened later by members, never narrowed.
 */
import { EFFECTS, seated } from "./charter.js";
import { CharterError } from "./fields.js";

/** @typedef {import("./charter.js").Charter} Charter */
/** @typedef {import("./charter.js").Body} Body */
/** @typedef {import("./charter.js").Member} Member */
/** @typedef {import("./charter.js").Rule} Rule */
/** @typedef {{ bodies: readonly string[], regions: readonly string[], unknown: boolean }} About */
/** @typedef {{ rule: string, accused: string }} Finding  a rule that applies, and the body or region it does for */

/**
 * @typedef {object} Standing  what the rules and the person's choice make of one member
 * @property {string} id
 * @property {string} effect  none, warn or blocked
 * @property {boolean} reads
 * @property {Finding[]} findings
 */

/**
 * @typedef {object} Routing
 * @property {Standing[]} members  in slot order
 * @property {number[]} readers  slots
 * @property {number[]} trustees  slots
 * @property {boolean} envelope  whether an identity envelope is offered
 */

/**
 * Decide who reads.
 *
 * @param {Charter} charter
 * @param {About} about
 * @param {{ included?: readonly string[], leftOut?: readonly string[] }} [choice]  member ids
 * @returns {Routing}
 * @throws {CharterError} `about` where nothing is named, `unknown` where the charter does not have an id
 */
export function evaluate(charter, about, { included = [], leftOut = [] } = {}) {
  checkKnown(charter, about, [...included, ...leftOut]);
  const accused = charter.bodies.filter(
    ({ id, region, possibleAccused }) =>
      about.bodies.includes(id) ||
      (possibleAccused && (about.unknown || (region !== null && about.regions.includes(region)))),
  );
  const members = seated(charter);
  const standings = members.map((member) => {
    const findings = findingsFor(charter, member, { accused, regions: about.regions });
    const effect = strongest(charter, findings, about.unknown);
    const free = effect === "none" || (effect === "warn" && included.includes(member.id));
    return { id: member.id, effect, reads: free && !leftOut.includes(member.id), findings };
  });
  const reading = members.filter((_, at) => standings[at]?.reads);
  const trustees = reading.filter(({ trustee }) => trustee).map(({ slot }) => slot);
  const readers = reading.map(({ slot }) => slot);
  return { members: standings, readers, trustees, envelope: trustees.length >= charter.k };
}

/** @param {Charter} charter @param {About} about @param {readonly string[]} chosen */
function checkKnown(charter, about, chosen) {
  if (about.bodies.length + about.regions.length === 0 && !about.unknown) throw new CharterError("about");
  const lists = /** @type {const} */ ([
    [about.bodies, charter.bodies],
    [about.regions, charter.regions],
    [chosen, charter.members],
  ]);
  for (const [named, listed] of lists) {
    const ids = new Set(listed.map(({ id }) => id));
    if (named.some((id) => !ids.has(id))) throw new CharterError("unknown");
  }
}

/**
 * Find what applies to one member: accused bodies first, then named regions, in the charter's order.
 *
 * @param {Charter} charter
 * @param {Member} member
 * @param {{ accused: readonly Body[], regions: readonly string[] }} named
 * @returns {Finding[]}
 */
function findingsFor(charter, member, { accused, regions }) {
  const own = bodyOf(charter, member.body);
  const rules = charter.rules.filter((rule) => concerns(rule, own));
  const ofBodies = accused.flatMap((other) =>
    rules
      .filter(({ relation }) => holds(charter, relation, { member, own, other }))
      .map(({ id }) => ({ rule: id, accused: other.id })),
  );
  // A region counts by itself: it may be named while no body of it is listed as one that could be accused.
  const ofRegions = charter.regions
    .filter(({ id }) => regions.includes(id))
    .flatMap((region) =>
      rules
        .filter(
          ({ relation }) =>
            (relation === "tie" && member.ties.includes(region.id)) ||
            (relation === "region_named" && own.region === region.id),
        )
        .map(({ id }) => ({ rule: id, accused: region.id })),
    );
  return [...ofBodies, ...ofRegions];
}

/** @param {Charter} charter @param {string} id */
const bodyOf = (charter, id) => /** @type {Body} */ (charter.bodies.find((body) => body.id === id));

/** @param {Rule} rule @param {Body} body */
const concerns = ({ kinds, levels }, { kind, level }) =>
  (kinds === null || kinds.includes(kind)) && (levels === null || levels.includes(level));

/**
 * Say whether a relation holds between a member and an accused body.
 *
 * @param {Charter} charter
 * @param {string} relation
 * @param {{ member: Member, own: Body, other: Body }} pair
 */
function holds(charter, relation, { member, own, other }) {
  switch (relation) {
    case "same":
      return own.id === other.id;
    case "below":
      return ancestors(charter, own).includes(other.id);
    case "above":
      return ancestors(charter, other).includes(own.id);
    case "same_region":
      return own.id !== other.id && own.region !== null && own.region === other.region;
    case "leads_with":
      return own.leadsWith.includes(other.id) || other.leadsWith.includes(own.id);
    case "tie":
      return member.ties.includes(other.id) || (other.region !== null && member.ties.includes(other.region));
    default:
      // `region_named` concerns regions only.
      return false;
  }
}

/** @param {Charter} charter @param {Body} body @returns {string[]} */
function ancestors(charter, body) {
  // The charter was checked: parents lead round in no circle.
  return body.parent === null ? [] : [body.parent, ...ancestors(charter, bodyOf(charter, body.parent))];
}

/** @param {Charter} charter @param {readonly Finding[]} findings @param {boolean} cautious */
function strongest(charter, findings, cautious) {
  const effects = new Map(charter.rules.map(({ id, effect }) => [id, EFFECTS.indexOf(effect)]));
  const effect = EFFECTS[Math.max(0, ...findings.map(({ rule }) => effects.get(rule) ?? 0))] ?? "none";
  return cautious && effect === "warn" ? "blocked" : effect;
}
