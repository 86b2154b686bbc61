// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Entry point of the offline page: one file that holds every language, the charter and this script, and no way to any
 * network. What differs from the page that intake serves is in this folder; all else is that page's own.
 */
import "../old.js";
import "../page/exit.js";
import { CarryError } from "../page/carry.js";
import { all, byId, copyOf, show } from "../page/dom.js";
import { start } from "../page/page.js";
import * as core from "../page/sealing.js";
import { dayOf } from "../page/texts.js";
import { startWriting } from "../page/write.js";
import { ageOf, PATIENCE } from "./age.js";
import { carriedIn } from "./carried.js";
import { keeping, offerParcel } from "./keep.js";

const nowhere = () => Promise.reject(new CarryError("net"));

/**
 * Put the page of one language in place of the choice, and begin.
 *
 * @param {HTMLElement} template
 */
function open(template) {
  document.documentElement.lang = template.dataset["language"] ?? "";
  document.title = template.dataset["title"] ?? "";
  document.body.textContent = "";
  document.body.append(copyOf(template));
  const ending = keeping();
  const ways = { fetch: carriedIn(document), ask: nowhere, download: nowhere, patience: PATIENCE, ending };
  const began = start(core, (world) => ({ world, writing: startWriting(world) }), ways);
  if (began === null) return;
  offerParcel(byId("main"), ending, (how) => {
    began.writing.walk.clear(); // what was wrong is put right
    show(document, how, true);
  });
  byId("another").addEventListener("click", again);
  void introduce(began);
}

/** Begin anew, for somebody else perhaps: nothing of this complaint stays, and nothing is said to have been lost. */
function again() {
  history.replaceState(null, "");
  location.reload();
}

/** @param {{ world: import("../page/page.js").World, writing: ReturnType<typeof startWriting> }} began */
async function introduce({ world, writing }) {
  const problems = await writing.ready();
  if (problems.length > 0) return writing.walk.complain(problems); // nothing will be different on "Continue"
  const { text, day, days } = ageOf(writing.group.until, world.now());
  byId("age").textContent = world.say(text, { day: dayOf(day, world.given["dates"] ?? ""), days });
  byId("age").className = text === "age_late" ? "aside" : "soft";
}

for (const place of all(document, "[data-nojs]")) place.hidden = true;
const templates = all(document, "template[data-language]");
for (const button of all(document, "button[data-choose]")) {
  const template = templates.find(({ dataset }) => dataset["language"] === button.dataset["choose"]);
  button.hidden = template === undefined;
  if (template) button.addEventListener("click", () => open(template));
}
