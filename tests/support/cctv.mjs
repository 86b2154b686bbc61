// SPDX-License-Identifier: AGPL-3.0-or-later
// Prints the age test vectors of c2sp.org/CCTV (npm cctv-age) as one JSON object: name -> base64.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../js/package.json", import.meta.url));
const vectors = require("cctv-age");
const encoded = Object.entries(vectors).map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
process.stdout.write(JSON.stringify(Object.fromEntries(encoded)));
