// SPDX-License-Identifier: AGPL-3.0-or-later
/** Showing what the group wrote: oldest first, by role, with the day of posting. What the person wrote is not shown. */
import { byId, elementOf, make, one, put, refill, show } from "./dom.js";
import { showDoors } from "./group.js";
import { inOrder, stateOf } from "./look.js";
import { dayOf } from "./texts.js";

/** @typedef {import("./look.js").World} World */
/** @typedef {import("./look.js").Window} Window */
/** @typedef {import("../thread.js").Found} Found */

/** Kinds that are for the page itself. */
const SILENT = new Set(["rekey"]);

/**
 * Show a thread.
 *
 * @param {World} world
 * @param {HTMLElement} section
 * @param {{ found: readonly Found[], window: Window }} view
 */
export function showThread(world, section, { found, window }) {
  const { charter } = window.group;
  const messages = inOrder(found.filter(({ kind }) => !SILENT.has(kind)));
  const state = stateOf(messages, charter, world.now());
  put(
    byId("messages"),
    messages.map((message) => rowOf(world, section, message)),
  );
  refill(section, { days: one(document, `label[for="days${window.days}"]`).textContent ?? "" });
  showDoors(section, window.group);
  show(section, "nothing", state.nothing);
  show(section, "found", !state.nothing);
  show(section, "waiting", !state.nothing && !state.answered && !state.late);
  show(section, "unreceived", state.received.length === 0);
  show(section, "promised", !state.answered && !state.late);
  show(section, "late", state.late);
  show(section, "erasable", state.received.length > 0);
  return state;
}

/**
 * @param {World} world
 * @param {HTMLElement} section
 * @param {Found} message
 */
function rowOf({ say, given }, section, message) {
  const row = elementOf(section, "template[data-message]");
  const { role = "", day = 0, kind, text = "", language, index = 0, readers = 0, have = 0, parts = 0 } = message;
  const when = dayOf(day, given["dates"] ?? "ru");
  const place = one(row, "[data-text]");
  const who = one(row, "[data-who]");
  if (kind === "received") {
    who.textContent = say("received_by", { role });
    const count = Array.from({ length: 16 }, (_, slot) => (readers >> slot) & 1).reduce((sum, bit) => sum + bit, 0);
    place.textContent = message.proven ? say("received_index", { index, n: count }) : say("received_bad");
  } else if (kind === "reply" || kind === "notice") {
    who.textContent = say(kind === "reply" ? "reply_by" : "notice_by", { role, day: when });
    put(place, [make("p", text)]);
    if (language) place.lang = language;
  } else {
    who.textContent = kind === "incomplete" ? say("incomplete", { have, parts }) : say(kind);
  }
  return row;
}
