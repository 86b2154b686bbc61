// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What stands in the bundle for the NIST curves and scrypt.
 *
 * The age library can also write to tag recipients (P-256) and passphrases (scrypt). `age.js` refuses both before the
 * library is asked, so the bundle leaves their 20 KB out: on a slow line through Tor that is a second. The shapes below
 * are what the libraries look at while they load; whatever is called throws.
 */
const leftOut = () => {
  throw new Error("left out of the bundle: only age1pq1 recipients are used");
};

const curve = {
  lengths: { secretKey: 32, publicKey: 33, publicKeyUncompressed: 65, signature: 64, seed: 48 },
  Point: { Fn: {}, fromBytes: leftOut },
  keygen: leftOut,
  getPublicKey: leftOut,
  getSharedSecret: leftOut,
};

export const p256 = curve;
export const p384 = curve;
export const scrypt = leftOut;
