// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Sealing and sending, and showing how far it is.
 *
 * The rules are:
 *   - What is sealed once is kept until it has arrived; another attempt sends the same bytes.
 *   - The words are drawn once for this page. Whoever goes back, changes the text and sends again writes into the same
 *     thread, so that one receipt opens the answers to both.
 */
import { all, byId, one, show } from "./dom.js";
import { CarryError } from "./carry.js";
import { chosenOf } from "./files.js";
import { showDoors } from "./group.js";

/** @typedef {import("./carry.js").Parcel} Parcel */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./page.js").World} World */
/** @typedef {(share: number, text: string) => Promise<void>} Tell  share of the whole from 0 to 1 */

/** Sealing takes seconds and sending minutes: a third of the bar is a fair share. */
const SEALING = 0.3;

/**
 * Seal files into chunks.
 *
 * @param {World} world
 * @param {readonly import("./files.js").Picked[]} picked
 * @param {{ entropy: Uint8Array, group: Group, tell: Tell }} how
 */
export async function sealFiles({ core, say }, picked, { entropy, group, tell }) {
  const files = chosenOf(picked);
  const { chunkToken } = core.keysOf(entropy, group.charter.origin);
  /** @type {Parcel["chunks"]} */
  const chunks = [];
  const attachments = [];
  for (const [at, { name, type, bytes, original }] of files.entries()) {
    const source = {
      size: bytes.length,
      read: async (/** @type {number} */ offset, /** @type {number} */ size) => bytes.subarray(offset, offset + size),
    };
    const attachment = await core.sealAttachment(source, {
      name,
      mediaType: type,
      original,
      chunkToken,
      workBits: group.charter.workBits,
      deliver: async (packet, hash) => void chunks.push({ path: `/c/${hexOf(hash)}`, packet }),
      progress: (done, number) =>
        tell((SEALING / 2) * ((at + done / number) / files.length), say("sealing", { done: at, all: files.length })),
    });
    attachments.push(attachment);
  }
  return { chunks, section: attachments.length > 0 ? core.encodeAttachments(attachments) : null };
}

/** @param {Uint8Array} bytes */
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Show the stages of sealing an entry.
 *
 * @param {World} world
 * @param {Tell} tell
 * @returns {import("../compose.js").StageProgress}
 */
export const stages =
  ({ say }, tell) =>
  (stage, done, number) =>
    tell(
      SEALING * (stage === "work" ? 1 : 0.5 + (0.5 * done) / number),
      stage === "work" ? say("working") : say("sealing", { done, all: number }),
    );

/**
 * The section in which one sees how far sealing and sending are.
 *
 * @param {World} world
 * @param {HTMLElement} section
 */
export function progressIn({ wait }, section) {
  const bar = /** @type {HTMLProgressElement} */ (byId("done"));
  const line = byId("doing");
  return {
    /** @type {Tell} */
    tell: async (share, text) => {
      bar.value = Math.round(100 * share);
      if (line.textContent !== text) line.textContent = text;
      await wait(0); // lets the screen follow
    },
    busy: () => {
      show(section, "busy", true);
      show(section, "failed", false);
      bar.value = 0;
      line.textContent = "";
    },
    /** @param {string} text @param {Group | null} group  whose other doors are shown */
    failed: (text, group) => {
      show(section, "busy", false);
      show(section, "failed", true);
      line.textContent = text;
      for (const place of all(section, "[data-doors]")) place.hidden = group === null;
      if (group) showDoors(section, group);
      all(section, "h1")
        .find((heading) => !heading.hidden)
        ?.focus();
    },
  };
}

/**
 * @typedef {object} Errand
 * @property {(tell: Tell) => Promise<Parcel>} seal
 * @property {() => void} sent
 * @property {Group} group
 */

/**
 * Seal and send, and let the person try again.
 *
 * @param {World} world
 * @param {HTMLElement} section
 * @param {Errand} errand
 */
export function sender(world, section, errand) {
  const shown = progressIn(world, section);
  /** @type {Parcel | null} */
  let parcel = null;
  let running = false;
  const attempt = async () => {
    if (running) return; // a double click sends once
    running = true;
    shown.busy();
    try {
      parcel = parcel ?? (await errand.seal(shown.tell));
      await world.ending.take(parcel, meansOf(world, shown.tell));
      parcel = null;
      errand.sent();
    } catch (error) {
      const code = error instanceof CarryError ? error.code : "unsealed";
      shown.failed(world.say(code), code === "full" ? errand.group : null);
    } finally {
      running = false;
    }
  };
  one(section, "[data-again]").addEventListener("click", () => void attempt());
  return {
    attempt,
    /** What was sealed is out of date: the person changed something. */
    forget: () => {
      parcel = null;
    },
  };
}

/**
 * Go to the section of sending and send anew; Back leads into the text again only where nothing was sent.
 *
 * @param {import("./walk.js").Walk} walk
 * @param {ReturnType<typeof sender>} sending
 */
export async function sendFrom(walk, sending) {
  sending.forget();
  walk.go("sending");
  walk.trail.close();
  await sending.attempt();
  if (walk.trail.now.step === "sending") walk.trail.open();
}

/** @param {World} world @param {Tell} tell @returns {import("./carry.js").Means} */
function meansOf({ ask, say, wait }, tell) {
  const percent = (/** @type {number} */ share) => Math.floor(100 * share);
  return {
    ask,
    wait: async (seconds) => void (await wait(seconds)),
    progress: (done, pieces, share) => {
      const text =
        pieces > 1
          ? say("part", { done, all: pieces, percent: percent(share) })
          : say("sending", { percent: percent(share) });
      void tell(SEALING + (1 - SEALING) * ((done - 1 + share) / pieces), text);
    },
    waiting: (seconds) => {
      byId("doing").textContent = say("waiting", { n: seconds });
    },
  };
}
