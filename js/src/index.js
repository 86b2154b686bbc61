// SPDX-License-Identifier: AGPL-3.0-or-later
/** The public surface of the browser half. Everything else in this folder is a room behind it. */
export { FormatError, PlaintError } from "./errors.js";
export { randomBytes, requireRandomness } from "./random.js";
export { decrypt, encrypt, encryptedSize, identityFromSeed, recipientOf, throwAwayRecipient } from "./age.js";
export { split } from "./shamir.js";
