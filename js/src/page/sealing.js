// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What writing a complaint needs of the browser half, named one by one: what is not named here is not in the bundle,
 * and does not have to travel over a slow line.
 */
export { encodeAttachments, sealAttachment } from "../attachment.js";
export { parsePin, readSigned, verifyFreshness, verifyFrom } from "../chain.js";
export { seatsOf } from "../charter.js";
export { sealComplaint } from "../compose.js";
export { evaluate } from "../conflict.js";
export { cleanJpeg } from "../jpeg.js";
export { randomBytes, requireRandomness } from "../random.js";
export { digitsOf, keysOf, newEntropy, wordList, wordsOf } from "../receipt.js";
export { fold } from "../typed.js";
