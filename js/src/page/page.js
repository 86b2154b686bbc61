// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Looking whether this browser can seal, and only then letting anyone write.
 *
 * The rules are:
 *   - Until then the page shows what it shows without JavaScript: that it lets nobody write, why, and what to do.
 *   - Nothing is written to the device: no cookie, no storage, no cache, nothing in the console.
 *   - No text becomes markup or code. `require-trusted-types-for` holds this page to it.
 */
import { ask, download, wait } from "./carry.js";
import { byId, copyOf } from "./dom.js";
import { fetchBytes } from "./group.js";
import { readTexts, speaker } from "./texts.js";

/** @typedef {typeof import("./sealing.js")} Core */

/**
 * @template {Core} [C=Core]
 * @typedef {object} World  what the page needs of its surroundings
 * @property {C} core
 * @property {import("./texts.js").Say} say
 * @property {HTMLElement} root
 * @property {string} language
 * @property {Readonly<Record<string, string | undefined>>} given  what the server wrote into the page
 * @property {import("./group.js").Fetch} fetch
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

/**
 * Put the sections on the page and begin, if this browser can seal.
 *
 * @template {Core} C
 * @param {C} core
 * @param {(world: World<C>) => void} begin
 */
export function start(core, begin) {
  const say = speaker(readTexts(/** @type {HTMLTemplateElement} */ (byId("say")).content));
  const lack = missing(core);
  if (lack !== null) {
    byId("loading").textContent = say(lack);
    return;
  }
  const template = byId("sections");
  const root = byId("main");
  root.append(copyOf(template));
  byId("nojs").hidden = true;
  begin({
    core,
    say,
    root,
    language: document.documentElement.lang,
    given: Object.freeze({ ...template.dataset }),
    fetch: fetchBytes,
    ask,
    download,
    wait,
    now: () => Math.floor(Date.now() / 1000),
  });
}
