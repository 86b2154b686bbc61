// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Sealing an entry (docs/protocol.md, 2 and 3): one stanza for each slot, in slot order, whoever may read.
 *
 * Sealing takes recipients, never a charter: who may read is decided elsewhere and shown to the person before.
 */
import { encrypt, throwAwayRecipient } from "./age.js";
import { ENTRY_BYTES, packContainer } from "./container.js";
import { PlaintError } from "./errors.js";

/** @typedef {{ slot: number, recipient: string }} Seat  a reader and its place */

/** @typedef {(done: number, all: number) => void | Promise<void>} Progress */

/**
 * Give the bitmap of the readers' slots.
 *
 * @param {readonly Seat[]} readers
 */
export const bitmapOf = (readers) => readers.reduce((bits, { slot }) => bits | (1 << slot), 0);

/**
 * Put a recipient into every slot: the readers', and throw-away keys for all others.
 *
 * A throw-away stanza is a real encapsulation to a real key, so that it differs in nothing from one to a member.
 *
 * @param {readonly Seat[]} readers
 * @param {number} slots  8 or 16
 * @param {(done: number) => void | Promise<void>} [progress]  called after each slot filled
 * @returns {Promise<string[]>}
 * @throws {PlaintError} `bad-slots`
 */
export async function fillSlots(readers, slots, progress) {
  const taken = new Map(readers.map(({ slot, recipient }) => [slot, recipient]));
  const outside = readers.some(({ slot }) => !Number.isInteger(slot) || slot < 0 || slot >= slots);
  if ((slots !== 8 && slots !== 16) || outside || taken.size !== readers.length) {
    throw new PlaintError("bad-slots", "The charter gives two readers one place; load the page again.");
  }
  const recipients = [];
  for (let slot = 0; slot < slots; slot++) {
    recipients.push(taken.get(slot) ?? (await throwAwayRecipient()));
    await progress?.(slot + 1);
  }
  return recipients;
}

/**
 * Seal records into one entry.
 *
 * @param {readonly Uint8Array[]} records  none makes cover
 * @param {{ readers: readonly Seat[], slots: number, progress?: Progress }} how
 * @returns {Promise<Uint8Array>}  exactly 65,536 bytes
 */
export async function sealEntry(records, { readers, slots, progress }) {
  const container = packContainer(records, slots);
  const recipients = await fillSlots(readers, slots, (done) => progress?.(done, 2 * slots));
  const entry = await encrypt(container, recipients, { progress: (done) => progress?.(slots + done, 2 * slots) });
  if (entry.length !== ENTRY_BYTES) throw new PlaintError("wrong-size", "Sealing gave a wrong length and was stopped.");
  return entry;
}
