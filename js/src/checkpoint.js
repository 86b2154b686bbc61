// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The signed head of the ledger: a C2SP tlog-checkpoint with the lines `tick` and `board` (docs/protocol.md, 8).
 *
 * It is written in one way only: no leading zeros, no further lines. A page checks the Ed25519 signature, which covers
 * every line.
 */
import { base64 } from "@scure/base";
import { text, utf8 } from "./bytes.js";
import { FormatError } from "./errors.js";
import { checkOrigin } from "./hash.js";
import { decodeBase64, signersOf } from "./note.js";
import { verify } from "./signing.js";

/** @typedef {{ origin: string, size: number, root: Uint8Array, tick: number, board: number }} Checkpoint */

const NUMBER = "(0|[1-9][0-9]{0,15})";
const FORM = new RegExp(`^([^\\n]{1,63})\\n${NUMBER}\\n([A-Za-z0-9+/]{43}=)\\ntick ${NUMBER}\\nboard ${NUMBER}\\n$`);

const refusal = () => new FormatError("bad-checkpoint", "This is no head of this group's ledger; load it again.");

/**
 * Read the text of a checkpoint. It says nothing yet about who signed it.
 *
 * @param {Uint8Array} bytes
 * @returns {Checkpoint}
 * @throws {FormatError} `bad-checkpoint`
 */
export function parseCheckpoint(bytes) {
  try {
    const [, origin = "", size, root = "", tick, board] = FORM.exec(text(bytes)) ?? [];
    const checkpoint = {
      origin,
      size: Number(size),
      root: decodeBase64(root),
      tick: Number(tick),
      board: Number(board),
    };
    const { size: leaves, tick: when, board: newest } = checkpoint;
    checkOrigin(origin);
    if ([leaves, when, newest].every(Number.isSafeInteger)) return checkpoint;
  } catch {
    // Falls through to the one refusal.
  }
  throw refusal();
}

/**
 * Write the five lines that are signed.
 *
 * @param {Checkpoint} checkpoint
 */
export const writeCheckpoint = ({ origin, size, root, tick, board }) =>
  utf8(`${origin}\n${size}\n${base64.encode(root)}\ntick ${tick}\nboard ${board}\n`);

/**
 * Take the checkpoint out of a note that the ledger signed.
 *
 * @param {import("./note.js").Note} note
 * @param {import("./note.js").VerifierKey} key  of the ledger, from the charter
 * @returns {Checkpoint}
 * @throws {FormatError} `bad-checkpoint`, `bad-signature`
 */
export function openCheckpoint(note, key) {
  if (signersOf(note, [key]).length !== 1) {
    throw new FormatError("bad-signature", "The ledger's own signature is missing on this head; load it again.");
  }
  const checkpoint = parseCheckpoint(note.text);
  // The key's name is the origin: the charter was checked for it.
  if (checkpoint.origin !== key.name) throw refusal();
  return checkpoint;
}

/**
 * Say whether the ledger's key made this signature over this checkpoint.
 *
 * @param {Checkpoint} checkpoint
 * @param {Uint8Array} signature
 * @param {import("./note.js").VerifierKey} key
 */
export const signedCheckpoint = (checkpoint, signature, key) => verify(signature, writeCheckpoint(checkpoint), key.key);
