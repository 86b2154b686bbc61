// SPDX-License-Identifier: AGPL-3.0-or-later
// Prints a file, in base64, that npm age-encryption seals to a post-quantum and a classical recipient at once.
// Reads the post-quantum recipient on standard input.
import { text } from "node:stream/consumers";

const age = await import(new URL("../../js/node_modules/age-encryption/dist/index.js", import.meta.url).href);
const encrypter = new age.Encrypter();
encrypter.addRecipient((await text(process.stdin)).trim());
encrypter.addRecipient(await age.identityToRecipient(await age.generateX25519Identity()));
process.stdout.write(Buffer.from(await encrypter.encrypt(new Uint8Array(8))).toString("base64"));
