// SPDX-License-Identifier: AGPL-3.0-or-later
/** The fixed cast: a complainant and members of several bodies, with keys from counted seeds. */
import { decrypt, identityFromSeed, recipientOf } from "../../src/age.js";
import { unpackContainer } from "../../src/container.js";
import { parsePacket } from "../../src/packet.js";
import { parseRecord } from "../../src/record.js";

export const ORIGIN = "plaint.example/moscow-2017";
export const CHARTER_HASH = new Uint8Array(32).fill(0xc4);
export const ENTROPY = Uint8Array.from([7, 1, 200, 33, 4, 99, 180, 7, 61, 250, 17, 8, 90, 45, 3, 129]);

/** @param {number} slot */
export const identityOf = (slot) => identityFromSeed(new Uint8Array(32).fill(slot + 1));

/**
 * Seat the members of some slots.
 *
 * @param {...number} slots
 */
export async function seats(...slots) {
  return Promise.all(slots.map(async (slot) => ({ slot, recipient: await recipientOf(identityOf(slot)) })));
}

/**
 * Where and to whom a complaint is sealed in most tests.
 *
 * @param {...number} readers  slots
 */
export async function frame(...readers) {
  return {
    origin: ORIGIN,
    charterVersion: 1,
    charterHash: CHARTER_HASH,
    slots: 8,
    readers: await seats(...readers),
    entropy: ENTROPY,
    workBits: 4,
  };
}

/**
 * Open a packet's entry as the member of a slot would.
 *
 * @param {Uint8Array} packet
 * @param {number} slot
 * @param {number} [slots]
 */
export async function openPacket(packet, slot, slots = 8) {
  const container = await decrypt(parsePacket(packet).blob, identityOf(slot));
  return unpackContainer(container, slots).map((record) => parseRecord(record, ORIGIN));
}
