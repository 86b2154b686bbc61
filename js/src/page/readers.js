// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Showing who will and who will not be able to read, and why: all of it from the charter, before anything is sealed.
 *
 * Which rules apply is decided in `conflict.js`, the same as on every desk; nothing is decided here.
 */
import { isUnknown } from "./answers.js";
import { all, byId, elementOf, make, one, pick, put, refill, show, spokenIn } from "./dom.js";
import { readAbout, readChoices } from "./form.js";
import { roleOf, showDoors } from "./group.js";
import { inLanguage } from "./texts.js";

/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./group.js").Routing} Routing */

/**
 * Put the bodies and regions of the charter among the answers to "whom is it about?".
 *
 * @param {Group} group
 */
export function offerBodies({ charter, language }) {
  /** @param {string} name @param {readonly { id: string, name: Readonly<Record<string, string>> }[]} list */
  const rows = (name, list) =>
    list.map((item) => {
      const row = pick({ id: `${name}-${item.id}`, name, value: item.id, label: inLanguage(item.name, language) });
      spokenIn(one(row, "label"), language);
      return row;
    });
  put(byId("bodies"), rows("b", charter.bodies));
  put(byId("regions"), rows("r", charter.regions));
  const none = charter.regions.length === 0;
  /** @type {HTMLElement} */ (byId("regions").parentElement).hidden = none;
}

/**
 * Give who may read, by what the fields say and the group's rules.
 *
 * @param {import("./page.js").Core} core
 * @param {Group} group
 * @param {HTMLElement} root
 */
export function routingOf(core, { charter }, root) {
  const about = readAbout(root);
  const named = { bodies: about.bodies, regions: about.regions, unknown: isUnknown(about) };
  return core.evaluate(charter, named, readChoices(root));
}

/**
 * Show the names of the bodies whose trustees would hold the shares, and how many of them it takes.
 *
 * @param {HTMLElement} section
 * @param {Group} group
 * @param {readonly { body: string }[]} trustees
 */
export function showTrustees(section, { charter, language }, trustees) {
  const names = trustees.map(({ body }) => charter.bodies.find(({ id }) => id === body)?.name ?? {});
  put(
    byId("trustees"),
    names.map((name) => spokenIn(make("li", inLanguage(name, language)), language)),
  );
  refill(section, { k: charter.k, n: trustees.length });
}

/**
 * Show the readers of a routing. Keeps the focus on a box that was ticked, wherever its row moves.
 *
 * @param {HTMLElement} section
 * @param {{ group: Group, routing: Routing, root: HTMLElement }} view
 */
export function showReaders(section, { group, routing, root }) {
  const { leftOut, included } = readChoices(root);
  const cautious = isUnknown(readAbout(root));
  const focused = document.activeElement?.id ?? "";
  const rows = routing.members.map((member) => ({ reads: member.reads, row: rowOf(section, group, member) }));
  put(byId("can"), rows.filter(({ reads }) => reads).map(({ row }) => row));
  put(byId("without"), rows.filter(({ reads }) => !reads).map(({ row }) => row));
  for (const id of [...leftOut, ...included]) {
    const box = document.getElementById(`reader-${id}`);
    if (box instanceof HTMLInputElement) box.checked = true;
  }
  const nobody = routing.readers.length === 0;
  show(section, "some", !nobody);
  show(section, "nobody", nobody);
  show(section, "cautious", cautious && !nobody);
  show(section, "without", rows.some(({ reads }) => !reads));
  showDoors(section, group);
  if (focused.startsWith("reader-")) document.getElementById(focused)?.focus();
}

/**
 * @param {HTMLElement} section
 * @param {Group} group
 * @param {Routing["members"][number]} member
 */
function rowOf(section, { charter, language }, { id, effect, findings }) {
  const kind = effect === "none" ? "can" : effect;
  const row = elementOf(section, `template[data-reader="${kind}"]`);
  const member = charter.members.find((each) => each.id === id);
  const body = charter.bodies.find((each) => each.id === member?.body);
  if (!member || !body) throw new TypeError("a reader is not in the charter");
  /** @param {HTMLElement} place @param {string} text */
  const tell = (place, text) => {
    spokenIn(place, language).textContent = text;
  };
  tell(one(row, "[data-name]"), inLanguage(body.name, language));
  const role = roleOf(charter, member, language);
  tell(one(row, "[data-role]"), role);
  const reasons = findings.map(({ rule }) => charter.rules.find((each) => each.id === rule)?.why ?? {});
  const why = reasons.map((reason) => inLanguage(reason, language));
  tell(one(row, "[data-why]"), [...new Set(why)].join(" "));
  one(row, "[data-why]").hidden = why.length === 0;
  for (const duty of all(row, "[data-duty]")) tell(duty, inLanguage(body.duty, language));
  const box = row.querySelector("input");
  if (box) {
    Object.assign(box, { id: `reader-${id}`, value: id });
    Object.assign(one(row, "label"), { htmlFor: box.id });
    // The name again for who hears the box without seeing the row.
    box.setAttribute("aria-label", `${one(row, "label").textContent}: ${inLanguage(body.name, language)}, ${role}`);
  }
  return row;
}
