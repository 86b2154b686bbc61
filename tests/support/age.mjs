// SPDX-License-Identifier: AGPL-3.0-or-later
// npm age-encryption as the other side: reads {seal: [{recipients, plaintext}], open: [{identity, file}]} as JSON on
// standard input, bytes in base64; prints {sealed: [base64], opened: [base64], recipients: [text of each identity]}.
import { text } from "node:stream/consumers";

const root = new URL("../../js/node_modules/age-encryption/dist/index.js", import.meta.url);
const age = await import(root.href);
const wanted = JSON.parse(await text(process.stdin));
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const octets = (encoded) => new Uint8Array(Buffer.from(encoded, "base64"));

const sealed = [];
for (const { recipients, plaintext } of wanted.seal) {
  const encrypter = new age.Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  sealed.push(base64(await encrypter.encrypt(octets(plaintext))));
}
const opened = [];
const recipients = [];
for (const { identity, file } of wanted.open) {
  const decrypter = new age.Decrypter();
  decrypter.addIdentity(identity);
  opened.push(base64(await decrypter.decrypt(octets(file))));
  recipients.push(await age.identityToRecipient(identity));
}
process.stdout.write(JSON.stringify({ sealed, opened, recipients }));
