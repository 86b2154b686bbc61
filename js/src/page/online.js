// SPDX-License-Identifier: AGPL-3.0-or-later
/** The ways of a page that intake serves: all comes from intake, and what is sealed goes there. */
import { SEALED_BY } from "../record.js";
import { ask, carry, download } from "./carry.js";
import { fetchBytes } from "./group.js";

/** @type {import("./page.js").Ways} */
export const ONLINE = Object.freeze({
  fetch: fetchBytes,
  ask,
  download,
  patience: 0,
  ending: Object.freeze({ sealedBy: SEALED_BY.BROWSER, take: carry, step: "receipt", check: () => [] }),
});
