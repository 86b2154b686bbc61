// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Looking whether this browser can seal, and only then letting anyone write.
 *
 * The rules are:
 *   - Until then the page shows what it shows without JavaScript: that it lets nobody write, why, and what to do.
 *   - Nothing is written to the device: no cookie, no storage, no cache, nothing in the console.
 *   - No text becomes markup or code. `require-trusted-types-for` holds this page to it.
 */
import { wait } from "./carry.js";
import { byId, copyOf } from "./dom.js";
import { readTexts, speaker } from "./texts.js";

/** @typedef {typeof import("./sealing.js")} Core */

/**
 * @typedef {object} Ending  what becomes of what was sealed
 * @property {number} sealedBy  docs/protocol.md, 3.1
 * @property {(parcel: import("./carry.js").Parcel, means: import("./carry.js").Means) => Promise<void>} take
 * @property {string} step  what is shown once it is taken
 * @property {() => import("./answers.js").Problem[]} check  before that step is left
 */

/**
 * @template {Core} [C=Core]
 * @typedef {object} World  what the page needs of its surroundings
 * @property {C} core
 * @property {import("./texts.js").Say} say
 * @property {HTMLElement} root
 * @property {string} language
 * @property {Readonly<Record<string, string | undefined>>} given  what the server wrote into the page
 * @property {import("./group.js").Fetch} fetch
 * @property {number} patience  days past the group's word of freshness for which it is taken all the same
 * @property {Ending} ending
 * @property {import("./carry.js").Ask} ask
 * @property {(path: string, progress: (done: number, all: number) => void) => Promise<Uint8Array>} download
 * @property {(seconds: number) => Promise<unknown>} wait
 * @property {() => number} now  Unix seconds
 */

/** Say whether this script runs on a server of the browser's maker: Opera Mini and the like. */
const rendersElsewhere = () =>
  "operamini" in globalThis || /Opera Mini|UCWEB|Puffin/i.test(globalThis.navigator?.userAgent ?? "");

/**
 * Give the key of what is missing here, or null where nothing is.
 *
 * @param {Core} core
 */
function missing(core) {
  if (rendersElsewhere()) return "server_browser";
  try {
    core.requireRandomness();
    return null;
  } catch {
    return "no_randomness";
  }
}

/** @typedef {Pick<World, "fetch" | "ask" | "download" | "patience" | "ending">} Ways  where things come from and go */

/**
 * Put the sections on the page and begin, if this browser can seal.
 *
 * @template {Core} C
 * @template T
 * @param {C} core
 * @param {(world: World<C>) => T} begin
 * @param {Ways} ways
 * @returns {T | null}  what `begin` gives; null where this browser cannot seal
 */
export function start(core, begin, ways) {
  const say = speaker(readTexts(/** @type {HTMLTemplateElement} */ (byId("say")).content));
  const lack = missing(core);
  if (lack !== null) {
    byId("loading").textContent = say(lack);
    return null;
  }
  const template = byId("sections");
  const root = byId("main");
  root.append(copyOf(template));
  byId("nojs").hidden = true;
  return begin({
    core,
    say,
    root,
    language: document.documentElement.lang,
    given: Object.freeze({ ...template.dataset }),
    wait,
    now: () => Math.floor(Date.now() / 1000),
    ...ways,
  });
}
