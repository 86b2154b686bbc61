// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * From what a person said to packets: the complaint and the follow-up (docs/protocol.md, 3 and 4).
 *
 * A body that does not fit one container is cut; each slice travels in an entry of its own, as long as any other.
 */
import { encodeBody, TAG } from "./body.js";
import { concat } from "./bytes.js";
import { CONTAINER_HEAD, containerSize } from "./container.js";
import { u8 } from "./cursor.js";
import { complaintDocument, followUpDocument } from "./document.js";
import { bitmapOf, sealEntry } from "./entry.js";
import { sealEnvelope } from "./envelope.js";
import { PlaintError } from "./errors.js";
import { hash } from "./hash.js";
import { LEAF, makePacket } from "./packet.js";
import { randomBytes } from "./random.js";
import { keysOf, threadSection } from "./receipt.js";
import { COMPLAINANT, encodeRecord, KIND, RECORD_FIXED, SEALED_BY } from "./record.js";
import { writeJson } from "./strictjson.js";

/** @typedef {import("./entry.js").Seat} Seat */
/**
 * @typedef {(stage: "envelope" | "entry" | "work", done: number, all: number) => void | Promise<void>} StageProgress
 */

const SECTION_HEAD = 5;
const SLICE_HEAD = 19;
const MAX_SLICES = 16;

/**
 * @typedef {object} Frame  where and to whom something is sealed
 * @property {string} origin
 * @property {number} charterVersion
 * @property {Uint8Array} charterHash
 * @property {number} slots
 * @property {readonly Seat[]} readers
 * @property {Uint8Array} entropy  of the receipt
 * @property {number} workBits
 * @property {number} [sealedBy]  1 by default: the browser
 */

/**
 * @typedef {object} Sealed
 * @property {Uint8Array[]} packets  to be sent in any order
 * @property {Uint8Array} recordId  that the group will answer with
 * @property {Uint8Array} caseId
 * @property {Uint8Array[]} blobHashes  of the packets, in their order
 */

/**
 * @typedef {object} Content
 * @property {import("./document.js").Document} document
 * @property {import("./document.js").Document | null} [identity]  a name to seal, with `trustees` and `k`
 * @property {readonly Seat[]} [trustees]
 * @property {number} [k]
 * @property {Uint8Array | null} [attachments]  the section of section 7
 */

/**
 * Seal a complaint.
 *
 * @param {Content} content
 * @param {Frame} frame
 * @param {StageProgress} [progress]
 * @returns {Promise<Sealed>}
 */
export async function sealComplaint(content, frame, progress) {
  const document = writeJson(complaintDocument(content.document));
  const thread = await threadSection(keysOf(frame.entropy, frame.origin));
  const sections = [
    { tag: TAG.DOCUMENT, bytes: document },
    { tag: TAG.THREAD, bytes: thread },
  ];
  return sealBody(KIND.COMPLAINT, [...sections, ...(await optional(content, progress))], frame, progress);
}

/**
 * Seal a follow-up.
 *
 * @param {Content} content
 * @param {Frame} frame
 * @param {StageProgress} [progress]
 * @returns {Promise<Sealed>}
 */
export async function sealFollowUp(content, frame, progress) {
  const document = followUpDocument(content.document);
  if ((document["envelope"] !== "none") !== Boolean(content.identity)) {
    throw new PlaintError("bad-envelope", "The follow-up must say that it brings a name, and only then bring one.");
  }
  const sections = [{ tag: TAG.DOCUMENT, bytes: writeJson(document) }];
  return sealBody(KIND.FOLLOW_UP, [...sections, ...(await optional(content, progress))], frame, progress);
}

/**
 * @param {Content} content
 * @param {StageProgress} [progress]
 */
async function optional({ identity, trustees = [], k = 0, attachments }, progress) {
  const sections = [];
  if (identity) {
    const how = { trustees, k, progress: staged("envelope", progress) };
    sections.push({ tag: TAG.ENVELOPE, bytes: await sealEnvelope(identity, how) });
  }
  if (attachments) sections.push({ tag: TAG.ATTACHMENTS, bytes: attachments });
  return sections;
}

/**
 * Give how long a body may be to travel in one piece.
 *
 * @param {number} slots
 */
export const bodyCapacity = (slots) => containerSize(slots) - CONTAINER_HEAD - 4 - RECORD_FIXED;

/**
 * Cut a body into records of one entry each.
 *
 * @param {number} kind
 * @param {Uint8Array} body
 * @param {{ room: number, recordId: Uint8Array }} how  `room`: most bytes of a body in one entry
 * @returns {{ kind: number, recordId: Uint8Array, body: Uint8Array }[]}
 * @throws {PlaintError} `too-long`
 */
export function cutBody(kind, body, { room, recordId }) {
  if (body.length <= room) return [{ kind, recordId, body }];
  const size = room - SECTION_HEAD - SLICE_HEAD;
  const count = Math.ceil(body.length / size);
  if (count > MAX_SLICES) throw new PlaintError("too-long", "This is too long for one message; send it as several.");
  return Array.from({ length: count }, (_, index) => {
    const piece = body.subarray(index * size, (index + 1) * size);
    const slice = concat(recordId, u8(kind), u8(index), u8(count), piece);
    const part = encodeBody([{ tag: TAG.SLICE, bytes: slice }]);
    return { kind: KIND.PART, recordId: randomBytes(16), body: part };
  });
}

/**
 * @param {number} kind
 * @param {readonly import("./body.js").Section[]} sections
 * @param {Frame} frame
 * @param {StageProgress} [progress]
 * @returns {Promise<Sealed>}
 */
async function sealBody(kind, sections, frame, progress) {
  if (frame.readers.length === 0) {
    throw new PlaintError("no-recipients", "There is nobody to seal to; choose at least one reader.");
  }
  const keys = keysOf(frame.entropy, frame.origin);
  const recordId = randomBytes(16);
  const pieces = cutBody(kind, encodeBody(sections), { room: bodyCapacity(frame.slots), recordId });
  /** @type {Sealed} */
  const sealed = { packets: [], recordId, caseId: keys.caseId, blobHashes: [] };
  for (const [at, piece] of pieces.entries()) {
    const record = encodeRecord(complainantFields(piece, frame, keys.caseId), {
      origin: frame.origin,
      seed: keys.followUpSeed,
    });
    const whole = 2 * frame.slots * pieces.length;
    const entry = await sealEntry([record], {
      readers: frame.readers,
      slots: frame.slots,
      progress: (done, all) => progress?.("entry", at * all + done, whole),
    });
    const token = keys.eraseToken(piece.recordId);
    const tries = 2 ** frame.workBits;
    sealed.packets.push(
      await makePacket(entry, {
        kind: LEAF.ENTRY,
        token,
        workBits: frame.workBits,
        progress: (tried) => progress?.("work", Math.min(tried, tries), tries),
      }),
    );
    sealed.blobHashes.push(hash(entry));
  }
  return sealed;
}

/**
 * @param {{ kind: number, recordId: Uint8Array, body: Uint8Array }} piece
 * @param {Frame} frame
 * @param {Uint8Array} caseId
 */
function complainantFields(piece, frame, caseId) {
  return {
    ...piece,
    sealedBy: frame.sealedBy ?? SEALED_BY.BROWSER,
    author: COMPLAINANT,
    charterVersion: frame.charterVersion,
    charterHash: frame.charterHash,
    readers: bitmapOf(frame.readers),
    caseId,
    device: new Uint8Array(8),
    seq: 0,
    previous: new Uint8Array(32),
    heads: [],
  };
}

/** @param {"envelope"} stage @param {StageProgress} [progress] */
const staged = (stage, progress) => (/** @type {number} */ done, /** @type {number} */ all) =>
  progress?.(stage, done, all);
