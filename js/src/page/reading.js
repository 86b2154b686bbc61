// SPDX-License-Identifier: AGPL-3.0-or-later
/** What coming back with the words needs of the browser half beyond `sealing.js`: to look, and to answer. */
export * from "./sealing.js";
export { checkWindow } from "../board.js";
export { sealFollowUp } from "../compose.js";
export { readThread } from "../thread.js";
export { holdsReceipt, readReceipt } from "../typed.js";
