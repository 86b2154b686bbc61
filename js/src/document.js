// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The documents a complainant writes (docs/protocol.md, 3.5): a complaint, a follow-up, an identity.
 *
 * Every key is written, also where nothing was said: what is missing must mean "not said" on every desk. Lengths are in
 * code points, as a person would count letters. What is wrong comes back as an error that names the field.
 */
import { FormatError } from "./errors.js";
import { ID } from "./fields.js";

/** @typedef {import("./strictjson.js").Json} Json */
/** @typedef {{ [key: string]: Json }} Document */

export const RELATIONS = [
  "victim",
  "witness",
  "relative",
  "colleague",
  "lawyer",
  "medic",
  "ngo",
  "journalist",
  "insider",
  "other",
  "not_said",
];
export const URGENCIES = ["none", "soon", "now", "not_said"];
export const WISHES = ["keep", "tell", "act"];
/** Purposes that consent is given for, each by itself; what is not named is refused. */
export const PURPOSES = [
  "count",
  "lead",
  "pattern",
  "petition",
  "sealed_handover",
  "court",
  "publish_account",
  "publish_name",
  "contact",
  "lawyer",
  "press",
];
export const HELPER_RELATIONS = ["hotline", "lawyer", "relative", "other"];
export const HELPER_CONSENTS = ["spoken", "written", "not_possible"];
const ENVELOPES = ["none", "add", "replace"];
const LANGUAGE = /^[a-z]{2}$/;
const MAX_IDS = 64;

/** An error that names the field of a document, so that the page can point at it. */
export class DocumentError extends FormatError {
  /**
   * @param {string} field  for instance `account` or `helper.organisation`
   * @param {"too-long" | "missing" | "bad-value"} code
   */
  constructor(field, code) {
    super(code, `The field ${field} is not as the form wants it (${code}); change it and send again.`);
    this.name = "DocumentError";
    this.field = field;
  }
}

/**
 * Bring typed text into the form that is sealed: line breaks as \n, half characters replaced, no blanks at the ends.
 *
 * @param {string} text
 */
export const tidy = (text) =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .trim();

/**
 * @param {unknown} value
 * @param {string} field
 * @param {number} limit  in code points
 * @param {number} [least]
 */
function text(value, field, limit, least = 0) {
  if (typeof value !== "string") throw new DocumentError(field, "bad-value");
  const tidied = tidy(value);
  const length = Array.from(tidied).length;
  if (length > limit) throw new DocumentError(field, "too-long");
  if (length < least) throw new DocumentError(field, "missing");
  return tidied;
}

/** @param {unknown} value @param {string} field @param {readonly string[]} allowed */
function choice(value, field, allowed) {
  if (typeof value !== "string" || !allowed.includes(value)) throw new DocumentError(field, "bad-value");
  return value;
}

/** @param {unknown} value @param {string} field */
function flag(value, field) {
  if (typeof value !== "boolean") throw new DocumentError(field, "bad-value");
  return value;
}

/** @param {unknown} value @param {string} field @param {(item: string) => boolean} fits */
function words(value, field, fits) {
  const list = Array.isArray(value) ? value : [null];
  const fine = list.every((item) => typeof item === "string" && fits(item)) && new Set(list).size === list.length;
  if (!fine || list.length > MAX_IDS) throw new DocumentError(field, "bad-value");
  return /** @type {string[]} */ ([...list]);
}

/** @param {unknown} value @param {string} field */
const ids = (value, field) => words(value, field, (item) => ID.test(item));

/** @param {unknown} value @param {string} field */
const purposes = (value, field) => words(value, field, (item) => PURPOSES.includes(item));

/** @param {unknown} value */
function language(value) {
  if (typeof value !== "string" || !LANGUAGE.test(value)) throw new DocumentError("language", "bad-value");
  return value;
}

/** @param {Json} value @param {string} field @returns {Document} */
function object(value, field) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new DocumentError(field, "bad-value");
  return value;
}

/** @param {Document} given */
function about(given) {
  return {
    bodies: ids(given["bodies"] ?? [], "about.bodies"),
    regions: ids(given["regions"] ?? [], "about.regions"),
    unknown: flag(given["unknown"] ?? false, "about.unknown"),
    uniformed: flag(given["uniformed"] ?? false, "about.uniformed"),
    note: text(given["note"] ?? "", "about.note", 300),
  };
}

/** @param {Json | undefined} given */
function helper(given) {
  if (given === null || given === undefined) return null;
  const fields = object(given, "helper");
  return {
    organisation: text(fields["organisation"] ?? "", "helper.organisation", 200),
    relation: choice(fields["relation"], "helper.relation", HELPER_RELATIONS),
    consent: choice(fields["consent"], "helper.consent", HELPER_CONSENTS),
    dictated: flag(fields["dictated"] ?? false, "helper.dictated"),
  };
}

/**
 * Make the document of a complaint; only `language`, `account` and `about` must be given.
 *
 * @param {Document} given
 * @returns {Document}
 * @throws {DocumentError}
 */
export function complaintDocument(given) {
  return {
    form: 1,
    language: language(given["language"]),
    relation: choice(given["relation"] ?? "not_said", "relation", RELATIONS),
    about: about(object(given["about"] ?? {}, "about")),
    left_out: ids(given["left_out"] ?? [], "left_out"),
    included: ids(given["included"] ?? [], "included"),
    account: text(given["account"] ?? "", "account", 10_000, 1),
    when: text(given["when"] ?? "", "when", 300),
    where: text(given["where"] ?? "", "where", 300),
    who: text(given["who"] ?? "", "who", 1000),
    others: text(given["others"] ?? "", "others", 500),
    needs: text(given["needs"] ?? "", "needs", 1000),
    urgency: choice(given["urgency"] ?? "not_said", "urgency", URGENCIES),
    wish: choice(given["wish"] ?? "keep", "wish", WISHES),
    consent: purposes(given["consent"] ?? [], "consent"),
    earlier: flag(given["earlier"] ?? false, "earlier"),
    helper: helper(given["helper"]),
  };
}

/**
 * Make the document of a follow-up; at least one thing must be said.
 *
 * @param {Document} given
 * @returns {Document}
 * @throws {DocumentError}
 */
export function followUpDocument(given) {
  const document = {
    form: 1,
    language: language(given["language"]),
    text: text(given["text"] ?? "", "text", 10_000),
    grant: purposes(given["grant"] ?? [], "grant"),
    withdraw: purposes(given["withdraw"] ?? [], "withdraw"),
    envelope: choice(given["envelope"] ?? "none", "envelope", ENVELOPES),
    close: flag(given["close"] ?? false, "close"),
  };
  // To grant and to withdraw one purpose at once would be read two ways.
  if (document.grant.some((purpose) => document.withdraw.includes(purpose))) {
    throw new DocumentError("withdraw", "bad-value");
  }
  const { grant, withdraw, envelope, close } = document;
  if (document.text === "" && grant.length + withdraw.length === 0 && envelope === "none" && !close) {
    throw new DocumentError("text", "missing");
  }
  return document;
}

/**
 * Make the document inside an identity envelope.
 *
 * @param {Document} given
 * @returns {Document}
 * @throws {DocumentError}
 */
export function identityDocument(given) {
  return {
    form: 1,
    name: text(given["name"] ?? "", "name", 200, 1),
    contact: text(given["contact"] ?? "", "contact", 400),
    safe_contact: text(given["safe_contact"] ?? "", "safe_contact", 300),
    other: text(given["other"] ?? "", "other", 100),
  };
}
