// SPDX-License-Identifier: AGPL-3.0-or-later
/** Reading the page's fields into answers, and emptying them when they are no longer needed. */
import { all, ticked, valueOf } from "./dom.js";

/**
 * Give the values of the ticked boxes of one name, in the order of the page.
 *
 * @param {ParentNode} root
 * @param {string} name
 */
export function tickedValues(root, name) {
  return all(root, `input[name="${name}"]`)
    .filter((box) => /** @type {HTMLInputElement} */ (box).checked)
    .map((box) => /** @type {HTMLInputElement} */ (box).value);
}

/**
 * Read whom it is about.
 *
 * @param {ParentNode} root
 */
export function readAbout(root) {
  return {
    bodies: tickedValues(root, "b"),
    regions: tickedValues(root, "r"),
    unknown: ticked("unknown"),
    uniformed: ticked("uniformed"),
    note: valueOf("note").trim(),
  };
}

/**
 * Read which readers were left out and let in by hand.
 *
 * @param {ParentNode} root
 */
export const readChoices = (root) => ({ leftOut: tickedValues(root, "f3"), included: tickedValues(root, "f4") });

/**
 * Read the fields of an envelope.
 *
 * @returns {import("./answers.js").Identity}
 */
export function readIdentity() {
  const [name, contact, safe, other] = ["i-name", "i-contact", "i-safe", "i-other"].map((id) => valueOf(id).trim());
  return { name: name ?? "", contact: contact ?? "", safe: safe ?? "", other: other ?? "" };
}

/** @returns {import("./answers.js").Helper | null} */
function readHelper() {
  if (!ticked("helping")) return null;
  return {
    organisation: valueOf("organisation").trim(),
    relation: valueOf("helper-relation"),
    consent: valueOf("helper-consent"),
    dictated: ticked("dictated"),
  };
}

/**
 * Read all answers of a complaint.
 *
 * @param {ParentNode} root
 * @returns {import("./answers.js").Answers}
 */
export function readAnswers(root) {
  const said = (/** @type {string} */ id) => valueOf(id).trim();
  return {
    about: readAbout(root),
    ...readChoices(root),
    account: said("account"),
    when: said("when"),
    where: said("where"),
    who: said("who"),
    others: said("others"),
    needs: said("needs"),
    urgency: valueOf("urgency"),
    relation: valueOf("relation"),
    earlier: ticked("earlier"),
    helper: readHelper(),
    wish: tickedValues(root, "f8")[0] ?? "keep",
    consent: tickedValues(root, "f9"),
    identity: ticked("name-yes") ? readIdentity() : null,
  };
}

/**
 * Empty every field below `root` that was written into. What a browser keeps of the memory is not in our hands.
 *
 * @param {ParentNode} root
 */
export function empty(root) {
  for (const field of root.querySelectorAll("input, textarea")) {
    if (field instanceof HTMLTextAreaElement) field.value = field.readOnly ? field.value : "";
    else if (field instanceof HTMLInputElement && (field.type === "text" || field.type === "file")) field.value = "";
    else if (field instanceof HTMLInputElement) field.checked = field.defaultChecked;
  }
}
