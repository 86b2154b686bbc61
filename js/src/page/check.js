// SPDX-License-Identifier: AGPL-3.0-or-later
/** The last look before sending: every answer, each with its way back. */
import { byId, captionOf, make, one, put, spokenIn } from "./dom.js";
import { isUnknown } from "./answers.js";
import { roleOf } from "./group.js";
import { inLanguage, readTexts, sizeOf } from "./texts.js";

/** @param {string} id  of a box; gives the text beside it */
const labelOf = (id) => one(document, `label[for="${id}"]`).textContent?.trim() ?? "";

/**
 * Give the text that a choice from a list shows.
 *
 * @param {string} id
 */
const chosen = (id) => /** @type {HTMLSelectElement} */ (byId(id)).selectedOptions[0]?.textContent?.trim() ?? "";

/**
 * Show all answers.
 *
 * @param {HTMLElement} section
 * @param {{ answers: import("./answers.js").Answers, group: import("./group.js").Group,
 *     routing: import("./group.js").Routing, files: readonly import("./files.js").Chosen[],
 *     say: import("./texts.js").Say }} view
 */
export function showAnswers(section, { answers, group, routing, files, say }) {
  const said = readTexts(/** @type {HTMLTemplateElement} */ (one(section, "#said")).content);
  const nothing = said.get("nothing") ?? "";
  /** @param {string} row @param {readonly (string | HTMLElement | Asked)[]} lines @param {string} [otherwise] */
  const answer = (row, lines, otherwise = said.get("none") ?? "") => {
    const place = one(one(section, `[data-row="${row}"]`), "[data-answer]");
    put(place, (lines.length > 0 ? lines : [otherwise]).map(lineOf));
  };
  answer("about", aboutLines(answers, group));
  answer("readers", readerLines(group, routing, true));
  answer("left", readerLines(group, routing, false), nothing);
  answer("account", answers.account === "" ? [] : [answers.account]);
  answer("more", moreLines(answers));
  answer("wish", [labelOf(answers.wish)]);
  answer("consents", answers.consent.map((purpose) => labelOf(`c-${purpose}`)), nothing);
  answer("name", [(answers.identity ? said.get("name_yes") : said.get("name_no")) ?? ""]);
  const sizes = files.map(({ name, bytes }) => say("file_size", { name, size: sizeOf(bytes.length, say) }));
  answer("files", sizes, said.get("no_files"));
}

/** @typedef {{ asked: string, said: string }} Asked  an answer that needs its question beside it */

/** @param {string | HTMLElement | Asked} line */
function lineOf(line) {
  if (line instanceof HTMLElement) return line;
  if (typeof line === "string") return make("p", line);
  const made = make("p", "");
  made.append(Object.assign(make("span", line.asked), { className: "soft" }), ` ${line.said}`);
  return made;
}

/** @param {import("./answers.js").Answers} answers @param {import("./group.js").Group} group */
function aboutLines({ about }, { charter, language }) {
  const named = [...charter.bodies, ...charter.regions]
    .filter(({ id }) => about.bodies.includes(id) || about.regions.includes(id))
    .map(({ name }) => spokenIn(make("p", inLanguage(name, language)), language));
  const unsure = ["uniformed", "unknown"].filter((id) => about[/** @type {"unknown"} */ (id)]).map(labelOf);
  return [...(isUnknown(about) ? unsure : []), ...named, ...(about.note ? [about.note] : [])];
}

/** @param {import("./group.js").Group} group @param {import("./group.js").Routing} routing @param {boolean} reads */
function readerLines({ charter, language }, routing, reads) {
  return routing.members
    .filter((member) => member.reads === reads)
    .map(({ id }) => charter.members.find((member) => member.id === id))
    .map((member) => {
      const body = charter.bodies.find(({ id }) => id === member?.body);
      const role = member ? roleOf(charter, member, language) : "";
      return spokenIn(make("p", `${inLanguage(body?.name ?? {}, language)}, ${role}`), language);
    });
}

/** @param {import("./answers.js").Answers} answers */
function moreLines(answers) {
  const texts = /** @type {const} */ (["when", "where", "who", "others", "needs"])
    .filter((id) => answers[id] !== "")
    .map((id) => ({ asked: captionOf(id), said: answers[id] }));
  const picked = ["urgency", "relation"].map((id) => ({ asked: captionOf(id), said: chosen(id) }));
  return [...texts, ...picked, ...helperLines(answers.helper), ...(answers.earlier ? [labelOf("earlier")] : [])];
}

/** @param {import("./answers.js").Helper | null} helper */
function helperLines(helper) {
  if (!helper) return [];
  const dictated = helper.dictated ? labelOf("dictated") : "";
  const chosenThere = [chosen("helper-relation"), chosen("helper-consent")];
  const lines = [labelOf("helping"), helper.organisation, ...chosenThere, dictated];
  return lines.filter((line) => line !== "");
}
