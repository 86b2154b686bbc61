// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Looking for answers: everything is fetched and checked before a word is typed.
 *
 * The rules are:
 *   - What is fetched depends on the window chosen and on nothing else. After the words are typed there is no request.
 *   - What the words open, and whether they open anything, changes nothing that a network could see.
 */
import { CarryError } from "./carry.js";
import { GroupError, loadGroup, olderVersions } from "./group.js";
import { fetchList } from "./words.js";

/** @typedef {import("./page.js").World<typeof import("./reading.js")>} World */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./answers.js").Problem} Problem */
/** @typedef {import("../thread.js").Found} Found */

const DAY = 86_400;

/**
 * @typedef {object} Window  what was fetched
 * @property {Group} group
 * @property {import("../charter.js").Charter[]} charters
 * @property {import("../board.js").Board[]} boards
 * @property {string[][]} lists
 * @property {number} days
 */

/**
 * Fetch and check group, lists and board.
 *
 * @param {World} world
 * @param {number} days
 * @param {(done: number, all: number) => void} progress  in bytes
 * @returns {Promise<Window>}
 */
export async function fetchWindow(world, days, progress) {
  const { core, fetch, given, language } = world;
  const now = world.now();
  const group = await loadGroup(core, { pin: given["pin"] ?? "", language, now, fetch });
  const since = new Date(1000 * (now - days * DAY)).toISOString().slice(0, 10);
  const charters = await olderVersions(core, group, { since, fetch });
  const lists = [await fetchList(world, given["ru"] ?? ""), await fetchList(world, given["en"] ?? "")];
  const bytes = await world.download(`/board/${days}`, progress);
  const { boards } = core.checkWindow(bytes, { charter: group.charter, days, now });
  return { group, charters, boards, lists, days };
}

/**
 * Give what to tell about a failure to fetch.
 *
 * @param {unknown} error
 * @returns {Problem}
 */
export function fetchProblem(error) {
  const code = error instanceof GroupError || error instanceof CarryError ? error.code : "board_bad";
  return { field: "", text: code };
}

/**
 * Read the words typed.
 *
 * @param {World} world
 * @param {string} typed
 * @param {Window} window
 * @returns {{ entropy: Uint8Array | null, problems: Problem[] }}
 */
export function readWords({ core, say }, typed, { lists }) {
  if (typed.trim() === "") return { entropy: null, problems: [{ field: "typed", text: "words_empty" }] };
  const { entropy, problem } = core.readReceipt(typed, lists);
  if (problem === null) return { entropy, problems: [] };
  const digits = !/\p{Letter}/u.test(typed);
  return { entropy: null, problems: [problemOf(problem, { typed, digits, say })] };
}

/**
 * @param {import("../typed.js").Problem} problem
 * @param {{ typed: string, digits: boolean, say: import("./texts.js").Say }} how
 * @returns {Problem}
 */
function problemOf({ code, place = 0, nearest = [], count = 0 }, { digits, say }) {
  const field = "typed";
  if (code === "wrong-count") return { field, text: digits ? "digits_count" : "words_count", values: { n: count } };
  if (code === "not-together") return { field, text: digits ? "digits_sum" : "words_sum" };
  if (code === "bad-group") return { field, text: "digits_group", values: { n: place } };
  const near = nearest.length > 0 ? ` ${say("word_near", { near: nearest.join(", ") })}` : "";
  return { field, text: "word_unknown", values: { n: place, near } };
}

/**
 * Put messages into the order in which they are read.
 *
 * Boards stand in the order of posting. Within one, cells stand by slot, which says nothing: "received" comes before
 * the answer to what was received, and then the day decides. A reply may also be on an earlier board than the
 * "received" of a desk that was closed; the first one stands on top all the same: nobody answers what was not received.
 *
 * @param {readonly Found[]} found
 */
export function inOrder(found) {
  const late = (/** @type {Found} */ { kind }) => (kind === "received" ? 0 : 1);
  const sorted = [...found].sort(
    (one, two) => one.board - two.board || late(one) - late(two) || (one.day ?? 0) - (two.day ?? 0),
  );
  const first = sorted.find(({ kind, proven }) => kind === "received" && proven);
  return first ? [first, ...sorted.filter((each) => each !== first)] : sorted;
}

/**
 * What a thread says, apart from any page.
 *
 * @param {readonly Found[]} found
 * @param {Group["charter"]} charter
 * @param {number} now  Unix seconds
 */
export function stateOf(found, charter, now) {
  const received = found.filter((message) => message.kind === "received" && message.proven);
  const answered = found.some(({ kind }) => kind === "reply");
  const ticks = received.map(({ tick = 0 }) => tick * charter.ledgerTick);
  const first = ticks.length > 0 ? Math.min(...ticks) : null;
  const late = !answered && first !== null && now - first > charter.replyDays * DAY;
  return { nothing: found.length === 0, received, answered, late, readers: readersOf(received) };
}

/**
 * Give the readers whom the newest "received" names, as a bitmap; null where none does.
 *
 * The newest is the one on the latest board, whatever date stands in it: a member who stepped out of the case could
 * write one until the thread's key was changed, and be named in it again. Of several on one board nobody is taken whom
 * one of them leaves out.
 *
 * @param {readonly Found[]} received
 */
function readersOf(received) {
  const latest = Math.max(...received.map(({ board }) => board));
  const newest = received.filter(({ board }) => board === latest);
  return newest.length === 0 ? null : newest.reduce((both, { readers = 0 }) => both & readers, 0xffff) || null;
}

/**
 * Give the slots of the readers of an earlier entry who still sit in the group.
 *
 * @param {number} bitmap
 * @param {Group["charter"]} charter
 */
export const stillReading = (bitmap, charter) =>
  charter.members.filter(({ slot, retired }) => !retired && (bitmap >> slot) & 1).map(({ slot }) => slot);
