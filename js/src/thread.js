// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Looking for replies with a receipt (docs/protocol.md, 10).
 *
 * The rules are:
 *   - Every cell of every board in the window is tried, with every key that holds; nothing is asked of a server.
 *   - A rekey found in a board ends the key that it came under with that board, and begins the new one in it. Two
 *     members may rekey at once; then both new keys hold.
 *   - What a member wrote counts only under that member's key in the charter version that the cell names, and not on
 *     boards that came long after a version by which that member sits no more: a former reader keeps the thread key.
 */
import { decrypt } from "./age.js";
import { equal } from "./bytes.js";
import { joinParts, MESSAGE, openCell } from "./cell.js";
import { parseMessage, provenReceived } from "./message.js";
import { eraseCommit } from "./packet.js";
import { keysOf } from "./receipt.js";
import { seated } from "./charter.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./charter.js").Charter} Charter */
/** @typedef {import("./cell.js").Part} Part */
/** @typedef {ReturnType<typeof joinParts>[number]} Joined */

/**
 * @typedef {object} Found
 * @property {"received" | "reply" | "notice" | "rekey" | "unknown" | "incomplete" | "broken"} kind
 * @property {number} author  slot
 * @property {number} board  number of the board in which it was first met
 * @property {Uint8Array} messageId
 * @property {string} [role]
 * @property {number} [day]  of posting, since 1970-01-01
 * @property {string} [language]
 * @property {string} [text]
 * @property {Uint8Array} [recordId]  which entry was received
 * @property {number} [readers]  bitmap of the slots that read it
 * @property {number} [index]  its place in the ledger
 * @property {number} [tick]  of the checkpoint that proves it
 * @property {boolean} [proven]  whether the ledger proves what "received" says
 * @property {number} [have]  how many parts of an incomplete message have come
 * @property {number} [parts]  and of how many
 */

const KEY_BYTES = 32;
const DAY = 86_400;
/**
 * Days after the one on which a version was issued until which a member whom it retires is still heard: the group's own
 * date, since intake, which brings a version into force, could put that off (docs/protocol.md, 10).
 */
const STILL_HEARD = 3;

/**
 * Find what the group wrote to the holder of a receipt.
 *
 * @param {readonly Board[]} boards  checked, oldest first
 * @param {object} how
 * @param {Uint8Array} how.entropy
 * @param {readonly Charter[]} how.charters  every version that members may have written under in this window, verified
 * @param {import("./entry.js").Progress} [how.progress]  in boards
 * @returns {Promise<Found[]>}  in the order met
 */
export async function readThread(boards, { entropy, charters, progress }) {
  const origin = charters[0]?.origin ?? "";
  const keys = keysOf(entropy, origin);
  const keysAt = memberKeys(charters);
  const deskTick = charters[charters.length - 1]?.deskTick ?? 0;
  const rekeys = new Rekeys(keys.threadIdentity);
  let holding = [keys.threadKey];
  /** @type {{ part: Part, board: number }[]} */
  const met = [];
  for (const [at, board] of boards.entries()) {
    await progress?.(at, boards.length);
    const tried = [...holding];
    /** @type {Set<Uint8Array>} */
    const ended = new Set();
    const keyOf = keysAt(board.deskTick * deskTick);
    for (const threadKey of tried) {
      const thread = { origin, threadKey, caseId: keys.caseId };
      const parts = board.cells.map((cell) => openCell(cell, thread, keyOf)).filter((part) => part !== null);
      met.push(...parts.map((part) => ({ part, board: board.number })));
      const begun = await rekeys.add(parts);
      if (begun.length > 0) ended.add(threadKey);
      tried.push(...begun);
    }
    holding = tried.filter((key) => !ended.has(key));
  }
  await progress?.(boards.length, boards.length);
  return joinParts(met.map(({ part }) => part)).map((message) => {
    const first = met.find(({ part }) => part.author === message.author && equal(part.messageId, message.messageId));
    const known = { author: message.author, board: first?.board ?? 0, messageId: message.messageId };
    return { ...known, ...contentOf(message, keys, charters) };
  });
}

/** New thread keys, from parts as they come. */
class Rekeys {
  /** @param {string} identity */
  constructor(identity) {
    /** @private */
    this.identity = identity;
    /** @private @type {Part[]} */
    this.parts = [];
    /** @private @type {Uint8Array[]} */
    this.done = [];
  }

  /**
   * Take parts; give the keys that have become whole with them.
   *
   * @param {readonly Part[]} parts
   */
  async add(parts) {
    const news = parts.filter(({ kind }) => kind === MESSAGE.REKEY);
    this.parts.push(...news);
    const begun = [];
    for (const { bytes, messageId, kind } of news.length > 0 ? joinParts(this.parts) : []) {
      if (bytes === null || this.done.some((id) => equal(id, messageId))) continue;
      this.done.push(messageId);
      const key = await openKey(kind, bytes, this.identity);
      if (key !== null) begun.push(key);
    }
    return begun;
  }
}

/** @param {number} kind @param {Uint8Array} bytes @param {string} identity */
async function openKey(kind, bytes, identity) {
  try {
    const message = parseMessage(kind, bytes);
    const key = message.kind === "rekey" ? await decrypt(message.sealedKey, identity) : new Uint8Array();
    return key.length === KEY_BYTES ? key : null;
  } catch {
    // A rekey that does not open changes nothing; it is shown as broken.
    return null;
  }
}

/**
 * @param {readonly Charter[]} charters  oldest first
 * @returns {(time: number) => (version: number, slot: number) => Uint8Array | null}  `time`: when the board's desk tick
 *     began, in Unix seconds
 */
function memberKeys(charters) {
  const known = new Map(
    charters.flatMap((charter) => seated(charter).map(({ slot, ed25519 }) => [`${charter.version}/${slot}`, ed25519])),
  );
  /** @type {Map<number, number>} */
  const heardUntil = new Map();
  for (const { issued, members } of charters) {
    // A slot is for life and a retired member is never seated again: the first version that says so is the one.
    const leaving = members.filter(({ slot, retired }) => retired && !heardUntil.has(slot));
    for (const { slot } of leaving) heardUntil.set(slot, Date.parse(issued) / 1000 + (1 + STILL_HEARD) * DAY);
  }
  return (time) => (version, slot) =>
    time >= (heardUntil.get(slot) ?? Infinity) ? null : (known.get(`${version}/${slot}`) ?? null);
}

/**
 * @param {Joined} message
 * @param {import("./receipt.js").Keys} keys
 * @param {readonly Charter[]} charters
 * @returns {Pick<Found, "kind"> & Partial<Found>}
 */
function contentOf({ kind, bytes, have, parts }, keys, charters) {
  if (bytes === null) return { kind: have < parts ? "incomplete" : "broken", have, parts };
  try {
    const message = parseMessage(kind, bytes);
    if (message.kind === "unknown" || message.kind === "rekey") return { kind: message.kind };
    if (message.kind !== "received") return message;
    const { role, recordId, readers, index, tick } = message;
    const commit = eraseCommit(keys.eraseToken(recordId));
    const ledgerKeys = charters.map(({ ledgerKey }) => ledgerKey);
    const proven = provenReceived(message, { eraseCommit: commit, ledgerKeys });
    return { kind: "received", role, recordId, readers, index, tick, proven };
  } catch {
    return { kind: "broken" };
  }
}
