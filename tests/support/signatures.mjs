// SPDX-License-Identifier: AGPL-3.0-or-later
// Noble as the other side of signatures: reads {seed, message, ed25519, mldsa} (base64) as JSON on standard input and
// prints, for each algorithm, the public key of the seed, a signature of the message, and whether the given one verifies.
import { text } from "node:stream/consumers";

const from = (path) => import(new URL(`../../js/node_modules/@noble/${path}`, import.meta.url).href);
const { ed25519 } = await from("curves/ed25519.js");
const { ml_dsa44 } = await from("post-quantum/ml-dsa.js");
const wanted = JSON.parse(await text(process.stdin));
const octets = (encoded) => new Uint8Array(Buffer.from(encoded, "base64"));
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const [seed, message] = [octets(wanted.seed), octets(wanted.message)];
const pq = ml_dsa44.keygen(seed);
process.stdout.write(
  JSON.stringify({
    ed25519: {
      public: base64(ed25519.getPublicKey(seed)),
      signature: base64(ed25519.sign(message, seed)),
      verifies: ed25519.verify(octets(wanted.ed25519), message, ed25519.getPublicKey(seed)),
    },
    mldsa: {
      public: base64(pq.publicKey),
      signature: base64(ml_dsa44.sign(message, pq.secretKey)),
      verifies: ml_dsa44.verify(octets(wanted.mldsa), message, pq.publicKey),
    },
  }),
);
