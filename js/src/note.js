// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Signed notes and verifier keys (c2sp.org/signed-note), Ed25519 (type 0x01) only: what a page has to check.
 *
 * The rules are:
 *   - A signature line of a known key that does not verify, or comes twice, refuses the whole note; lines of unknown
 *     keys are ignored.
 *   - Base64 is canonical and control characters are refused: a note has one spelling.
 *   - Sizes are bounded before anything is verified.
 */
import { base64 } from "@scure/base";
import { equal, hex, text as decode, utf8 } from "./bytes.js";
import { FormatError } from "./errors.js";
import { hash } from "./hash.js";
import { PUBLIC_BYTES, verify } from "./signing.js";

const MAX_NOTE = 512 * 1024;
const MAX_SIGNATURES = 64;
const MAX_NAME = 255;
const DASH = "\u2014 ";
const BLANK = /[\u0000-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]/;

/** The one type of signature that a page checks. */
const ED25519 = 1;

/** @typedef {{ name: string, key: Uint8Array }} VerifierKey  of Ed25519 */

/**
 * @typedef {object} Note
 * @property {Uint8Array} text  with its final newline; nothing of it may be believed before `verifyNote`
 * @property {{ name: string, id: Uint8Array, signature: Uint8Array }[]} lines
 */

const refusal = () => new FormatError("bad-note", "This is not a signed note; load it again.");

/**
 * Read canonical, padded base64 (RFC 4648, 4).
 *
 * @param {string} characters
 * @returns {Uint8Array}
 * @throws {FormatError} `bad-note`
 */
export function decodeBase64(characters) {
  try {
    const bytes = base64.decode(characters);
    // Some engines decode unused bits that are not zero; writing it again closes that second spelling.
    if (characters !== "" && base64.encode(bytes) === characters) return bytes;
  } catch {
    // Falls through to the one refusal.
  }
  throw refusal();
}

/**
 * Check the name of a key.
 *
 * @param {unknown} name
 * @returns {string}  the same
 * @throws {FormatError} `bad-note`
 */
export function checkName(name) {
  if (typeof name !== "string" || name === "" || BLANK.test(name) || utf8(name).length > MAX_NAME) throw refusal();
  return name;
}

/**
 * Give the four bytes that, with the name, say which key signed.
 *
 * @param {VerifierKey} key
 */
export const keyId = ({ name, key }) => hash(utf8(`${name}\n`), Uint8Array.of(ED25519), key).subarray(0, 4);

/**
 * Read a verifier key of type 0x01, `name+keyid+base64`.
 *
 * @param {string} written
 * @returns {VerifierKey}
 * @throws {FormatError} `bad-note`
 */
export function parseVerifierKey(written) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(written) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) throw refusal();
  const bytes = decodeBase64(encoded);
  const key = { name: checkName(name), key: bytes.subarray(1) };
  if (bytes[0] !== ED25519 || bytes.length !== 1 + PUBLIC_BYTES || hex(keyId(key)) !== id) throw refusal();
  return key;
}

/**
 * Take a signed note apart.
 *
 * @param {Uint8Array} bytes
 * @returns {Note}
 * @throws {FormatError} `bad-note`
 */
export function parseNote(bytes) {
  if (bytes.length > MAX_NOTE) throw refusal();
  const whole = decoded(bytes);
  // CR and other control characters are refused: programs that skip them would read another text than was signed.
  const split = whole.lastIndexOf("\n\n");
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole) || split < 0 || !whole.endsWith("\n")) throw refusal();
  const lines = whole.slice(split + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw refusal();
  return { text: utf8(whole.slice(0, split + 1)), lines: lines.map(parseLine) };
}

/** @param {Uint8Array} bytes */
function decoded(bytes) {
  try {
    return decode(bytes);
  } catch {
    throw refusal();
  }
}

/** @param {string} line */
function parseLine(line) {
  const blank = line.indexOf(" ", DASH.length);
  if (!line.startsWith(DASH) || blank < 0) throw refusal();
  const bytes = decodeBase64(line.slice(blank + 1));
  if (bytes.length < 5) throw refusal();
  const name = checkName(line.slice(DASH.length, blank));
  return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/**
 * Find which of the known Ed25519 keys signed a note.
 *
 * @param {Note} note
 * @param {readonly VerifierKey[]} known
 * @returns {VerifierKey[]}  in the order of the lines; none where no line names a known key
 * @throws {FormatError} `bad-signature` where a line of a known key does not verify or comes twice
 */
export function signersOf(note, known) {
  const ids = known.map(keyId);
  /** @type {VerifierKey[]} */
  const signers = [];
  for (const { name, id, signature } of note.lines) {
    const key = known.find((each, at) => each.name === name && equal(/** @type {Uint8Array} */ (ids[at]), id));
    if (key === undefined) continue;
    if (signers.includes(key) || !verify(signature, note.text, key.key)) {
      throw new FormatError("bad-signature", "A signature is not of the key that it names. Stop, and tell the group.");
    }
    signers.push(key);
  }
  return signers;
}
