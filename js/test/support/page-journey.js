// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What a page does with the bundle, without a page, for the tests of the Python half.
 *
 * Reads one JSON object on standard input and prints one. `file`: check the charter, decide who reads, seal a complaint
 * (or a follow-up) with its files. `look`: check a window and read the thread of a typed receipt. `clean`: take the
 * metadata out of a photograph. Bytes are base64.
 */
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import vm from "node:vm";
import { coreFile } from "../../build.mjs";

const folder = new URL("../../../src/plaint/web/static/", import.meta.url);
vm.runInThisContext(readFileSync(await coreFile(), "utf8"), { filename: "core.js" });
const core = /** @type {typeof import("../../src/index.js")} */ (/** @type {any} */ (globalThis).PlaintCore);

const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("base64");
const bytes = (/** @type {string} */ encoded) => Uint8Array.from(Buffer.from(encoded, "base64"));
const list = (/** @type {string} */ language) =>
  core.wordList(readFileSync(new URL(`words.${language}.txt`, folder), "utf8"));

/** @param {any} asked */
function charterOf({ pin, notes, freshness, now }) {
  const signed = core.verifyFrom(core.parsePin(bytes(pin)), notes.map(bytes).map(core.readSigned));
  core.verifyFreshness(bytes(freshness), signed, now);
  return signed;
}

/** @param {any} asked */
async function file(asked) {
  const signed = charterOf(asked);
  const { charter } = signed;
  const { about, left_out: leftOut, included } = asked.document;
  const routing = asked.readers
    ? { readers: asked.readers, trustees: asked.readers }
    : core.evaluate(charter, about, { included, leftOut });
  const entropy = bytes(asked.entropy);
  const frame = {
    origin: charter.origin,
    charterVersion: charter.version,
    charterHash: signed.hash,
    slots: charter.slots,
    readers: core.seatsOf(charter, routing.readers),
    entropy,
    workBits: charter.workBits,
  };
  /** @type {string[]} */
  const chunks = [];
  const attachments = [];
  for (const { name, type, content, original } of asked.files ?? []) {
    const attachment = await core.sealAttachment(core.blobSource(new Blob([bytes(content)])), {
      name,
      mediaType: type,
      original,
      chunkToken: core.keysOf(entropy, charter.origin).chunkToken,
      workBits: charter.workBits,
      deliver: async (packet) => void chunks.push(base64(packet)),
    });
    attachments.push(attachment);
  }
  const content = {
    document: asked.document,
    identity: asked.identity,
    trustees: core.seatsOf(charter, routing.trustees),
    k: charter.k,
    attachments: attachments.length > 0 ? core.encodeAttachments(attachments) : null,
  };
  const seal = asked.followUp ? core.sealFollowUp : core.sealComplaint;
  const sealed = await seal(content, frame);
  return {
    packets: sealed.packets.map(base64),
    recordId: base64(sealed.recordId),
    readers: routing.readers,
    chunks,
    words: core.wordsOf(entropy, list("ru")).join(" "),
    armor: core.armor(sealed.packets),
  };
}

/** @param {any} asked */
async function look(asked) {
  const charters = asked.notes.map((/** @type {string} */ note) => core.readSigned(bytes(note)).charter);
  const charter = charters[charters.length - 1];
  const { boards } = core.checkWindow(bytes(asked.window), { charter, days: asked.days, now: asked.now });
  const { entropy, problem } = core.readReceipt(asked.typed, [list("ru"), list("en")]);
  if (entropy === null) return { problem };
  const found = await core.readThread(boards, { entropy, charters });
  return {
    found: found.map(({ messageId, recordId, ...rest }) => ({ ...rest, recordId: recordId && base64(recordId) })),
  };
}

/** @param {any} asked */
async function clean({ picture }) {
  const { bytes: cleaned, removed } = core.cleanJpeg(bytes(picture));
  return { picture: base64(cleaned), removed };
}

/** @type {Record<string, (asked: any) => Promise<unknown>>} */
const doing = { file, look, clean };
const asked = JSON.parse(await text(process.stdin));
try {
  console.log(JSON.stringify(await doing[asked.do]?.(asked)));
} catch (error) {
  const { code, field, message } = /** @type {any} */ (error);
  if (code === undefined) throw error;
  console.log(JSON.stringify({ error: { code, field, message } }));
}
