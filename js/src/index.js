// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The public surface of the browser half. Everything else in this folder is a room behind it.
 *
 * A page, in order: `requireRandomness`, `parsePin`, `readSigned`, `verifyFrom`, `verifyFreshness`; `evaluate`,
 * `seatsOf`; `newEntropy`, `wordsOf`; `sealAttachment`, `sealComplaint`. Coming back: `checkWindow`, `readReceipt`,
 * `readThread`.
 */
export { FormatError, PlaintError } from "./errors.js";
export { CharterError } from "./fields.js";
export { randomBytes, requireRandomness } from "./random.js";
export { decrypt, encrypt, encryptedSize, identityFromSeed, recipientOf, throwAwayRecipient } from "./age.js";
export { caseIdOf, digitsOf, keysOf, newEntropy, wordList, wordsOf } from "./receipt.js";
export { fold as foldWord, holdsReceipt, readReceipt } from "./typed.js";
export { complaintDocument, followUpDocument, identityDocument } from "./document.js";
export { sealComplaint, sealFollowUp } from "./compose.js";
export { blobSource, encodeAttachments, MAX_TOTAL, sealAttachment } from "./attachment.js";
export { cleanJpeg } from "./jpeg.js";
export { armor, unarmor } from "./armor.js";
export { seated, seatsOf } from "./charter.js";
export { evaluate } from "./conflict.js";
export { fingerprintOf, parsePin, readSigned, verifyFirst, verifyFreshness, verifyFrom } from "./chain.js";
export { checkWindow } from "./board.js";
export { readThread } from "./thread.js";
