// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The answers of a person, apart from any page: what is wrong with them, and the document they become.
 *
 * Nothing but `account` is ever required. Lengths are in code points (docs/protocol.md, 3.5).
 */
import { utf8 } from "../bytes.js";
import { identityExcess } from "../envelope.js";

/**
 * @typedef {object} Helper
 * @property {string} organisation
 * @property {string} relation
 * @property {string} consent
 * @property {boolean} dictated
 */

/**
 * @typedef {object} Identity
 * @property {string} name
 * @property {string} contact
 * @property {string} safe
 * @property {string} other
 */

/**
 * @typedef {object} Answers
 * @property {{ bodies: string[], regions: string[], unknown: boolean, uniformed: boolean, note: string }} about
 * @property {string[]} leftOut  members left out by hand
 * @property {string[]} included  members let in by hand
 * @property {string} account
 * @property {string} when
 * @property {string} where
 * @property {string} who
 * @property {string} others
 * @property {string} needs
 * @property {string} urgency
 * @property {string} relation
 * @property {boolean} earlier
 * @property {Helper | null} helper
 * @property {string} wish
 * @property {string[]} consent
 * @property {Identity | null} identity
 */

/** @typedef {{ field: string, text: string, values?: Record<string, string | number> }} Problem */

export const ACCOUNT_MOST = 10_000;
/** Most code points of the other fields, by the id of the field on the page. */
export const MOST = Object.freeze({
  note: 300,
  when: 300,
  where: 300,
  who: 1000,
  others: 500,
  needs: 1000,
  organisation: 200,
});
/** Most code points in the envelope, by the id of the field. */
const MOST_IDENTITY = Object.freeze({ "i-name": 200, "i-contact": 400, "i-safe": 300, "i-other": 100 });

/**
 * What a wish allows to begin with. The person sees each purpose and may change it: refusal is the rule, and nothing
 * that shows who the person is follows from a wish.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const ALLOWED_BY = Object.freeze({
  keep: [],
  tell: ["contact"],
  act: ["contact", "count", "lead", "pattern", "petition"],
});

/** @param {string} text */
export const length = (text) => Array.from(text.trim()).length;

/**
 * Say whether "I do not know" applies: men in uniform whom nobody can name are answered with the most cautious set.
 *
 * @param {Answers["about"]} about
 */
export const isUnknown = (about) => about.unknown || about.uniformed;

/**
 * Give what is wrong with the answers of one step, in the order of its fields.
 *
 * @param {string} step
 * @param {Answers} answers
 * @returns {Problem[]}
 */
export function problems(step, answers) {
  if (step === "about") return [...aboutProblems(answers.about), ...tooLong({ note: answers.about.note }, MOST)];
  if (step === "account") return accountProblems(answers);
  if (step === "name" && answers.identity) return identityProblems(answers.identity);
  return [];
}

/** @param {Answers["about"]} about @returns {Problem[]} */
function aboutProblems(about) {
  const said = isUnknown(about) || about.bodies.length > 0 || about.regions.length > 0;
  return said ? [] : [{ field: "uniformed", text: "about.missing" }];
}

/** @param {Answers} answers @returns {Problem[]} */
function accountProblems(answers) {
  const letters = length(answers.account);
  /** @type {Problem[]} */
  const found = [];
  if (letters === 0) found.push({ field: "account", text: "account.empty" });
  if (letters > ACCOUNT_MOST) {
    found.push({ field: "account", text: "account.long", values: { n: letters, most: ACCOUNT_MOST } });
  }
  const { when, where, who, others, needs, helper } = answers;
  return [...found, ...tooLong({ when, where, who, others, needs, organisation: helper?.organisation ?? "" }, MOST)];
}

/** @param {Identity} identity @returns {Problem[]} */
export function identityProblems(identity) {
  const fields = {
    "i-name": identity.name,
    "i-contact": identity.contact,
    "i-safe": identity.safe,
    "i-other": identity.other,
  };
  if (length(identity.name) === 0) return [{ field: "i-name", text: "name.missing" }];
  const found = tooLong(fields, MOST_IDENTITY);
  return found.length > 0 ? found : tooLongTogether(fields, identityExcess(identityOf(identity)));
}

/**
 * The envelope has one size for all (docs/protocol.md, 6): fields that fit each may not fit together. The longest one
 * is named, with how many letters have to go from its end.
 *
 * @param {Readonly<Record<string, string>>} fields
 * @param {number} excess  in bytes
 * @returns {Problem[]}
 */
function tooLongTogether(fields, excess) {
  if (excess <= 0) return [];
  const size = (/** @type {string} */ text) => utf8(text).length;
  const sorted = Object.entries(fields).sort(([, one], [, two]) => size(one) - size(two));
  const letters = sorted.flatMap(([, text]) => Array.from(text.trim()));
  let n = 0;
  for (let left = excess; left > 0 && n < letters.length; n++) {
    left -= size(letters[letters.length - 1 - n] ?? "");
  }
  return [{ field: sorted[sorted.length - 1]?.[0] ?? "i-name", text: "name.long", values: { n } }];
}

/**
 * @param {Readonly<Record<string, string>>} fields
 * @param {Readonly<Record<string, number>>} limits
 * @returns {Problem[]}
 */
function tooLong(fields, limits) {
  return Object.entries(fields)
    .map(([field, text]) => ({ field, n: length(text), most: Number(limits[field]) }))
    .filter(({ n, most }) => n > most)
    .map(({ field, n, most }) => ({ field, text: "field_long", values: { n, most } }));
}

/**
 * Make the document of a complaint (docs/protocol.md, 3.5).
 *
 * @param {Answers} answers
 * @param {string} language
 */
export function complaintOf(answers, language) {
  const { about, account, when, where, who, others, needs, urgency, relation, wish, consent, earlier } = answers;
  return {
    form: 1,
    language,
    relation,
    about: { ...about, unknown: isUnknown(about) },
    left_out: answers.leftOut,
    included: answers.included,
    account,
    when,
    where,
    who,
    others,
    needs,
    urgency,
    wish,
    consent,
    earlier,
    helper: answers.helper,
  };
}

/**
 * Make the document of an identity (docs/protocol.md, 6).
 *
 * @param {Identity} identity
 */
export function identityOf({ name, contact, safe, other }) {
  return { form: 1, name, contact, safe_contact: safe, other };
}
