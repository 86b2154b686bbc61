// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Build what the browser is served: `node build.mjs` writes into ../src/plaint/web/static, and the script that no server
 * serves into ../src/plaint/offline; `node build.mjs --check` builds in memory and compares with what is committed.
 * `node build.mjs --core` builds build/core.js, which tests, benches and auditors load and nobody serves, and says where.
 *
 * The rules are:
 *   - The same sources give the same bytes in any folder on any machine. Nothing of the building machine enters.
 *   - ES2020 syntax, minified, no source map and no comment that names one. esbuild bundles, terser names shorter: 2 KB
 *     less on the line, one second on a slow one.
 *   - Receipt words come from the Python package `mnemonic`; their digests are pinned, for a changed list would quietly
 *     change the meaning of receipts that people have written down.
 *   - The licences of what is bundled travel beside it.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build as bundle } from "esbuild";
import { minify } from "terser";
import { CYRILLIC } from "./src/receipt.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const STATIC = join(here, "../src/plaint/web/static");

const CORE = "src/core.js";
const CORE_FILE = join(here, "build/core.js");

/** Bundles that are served or lie in the offline page, by name and entry point. */
const ENTRIES = {
  "exit.js": "src/page/exit.js",
  "write.js": "src/page/write-entry.js",
  "answer.js": "src/page/answer-entry.js",
  "frame.css": "src/page/frame.css",
  "page.css": "src/page/page.css",
  "../../offline/offline.js": "src/offline/entry.js",
};

/** Scripts with packages of others in them. */
const BUNDLED = ["write.js", "answer.js"];

/** Modules that no path of ours reaches, and what stands in for them (its first comment says why). */
const LEFT_OUT = { "@noble/curves/nist.js": "./src/left-out.js", "@noble/hashes/scrypt.js": "./src/left-out.js" };

/** Language of the page, file in the package `mnemonic` 0.21, and the SHA-256 of that file. */
const LISTS = [
  { language: "ru", file: "russian.txt", digest: "07f11af3f07fd13d8d74859f4448d8bca8f1d9d336dc4842531ecea083103a26" },
  { language: "en", file: "english.txt", digest: "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda" },
];

/** Word 1573 of the Russian list comes with a letter destroyed; nobody could write it down (plaint.keys.words). */
const MENDED = { broken: "сно\ufffd\ufffdа", word: "снова" };

/** @param {Uint8Array | string} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Find the word lists of the Python package in the virtual environment beside this folder. */
function wordlistFolder() {
  const library = join(here, "../.venv/lib");
  const python = readdirSync(library).find((name) => name.startsWith("python3."));
  return join(library, python ?? "python3", "site-packages/mnemonic/wordlist");
}

/**
 * Write a list shortly: before each word how many letters it shares with the one before, and а–я as A–`, a byte each.
 *
 * @param {readonly string[]} words
 */
function written(words) {
  const pieces = words.map((word, at) => {
    const before = words[at - 1] ?? "";
    let shared = 0;
    while (shared < before.length && before[shared] === word[shared]) shared++;
    return `${shared}${word.slice(shared)}`;
  });
  return pieces.join("").replace(/[а-я]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - CYRILLIC));
}

/**
 * Make the files of receipt words: NFC, one line, each word as `wordList` of `src/receipt.js` reads it.
 *
 * @returns {Map<string, Buffer>}
 */
export function wordFiles() {
  const made = new Map();
  for (const { language, file, digest } of LISTS) {
    const raw = readFileSync(join(wordlistFolder(), file));
    if (sha256(raw) !== digest)
      throw new Error(`${file} is not the list that receipts were made with; pin mnemonic 0.21`);
    const listed = raw.toString("utf8").normalize("NFC").trim().split(/\s+/);
    const words = listed.map((word) => (word === MENDED.broken ? MENDED.word : word));
    if (new Set(words).size !== 2048) throw new Error(`${file} does not hold 2048 different words`);
    if (!words.every((word) => /^([а-я]+|[a-z]+)$/.test(word))) throw new Error(`${file} holds what is no word`);
    made.set(`words.${language}.txt`, Buffer.from(`${written(words)}\n`));
  }
  return made;
}

/**
 * Bundle one entry point.
 *
 * @param {string} entry  path in this folder
 */
export async function bundleOf(entry) {
  const result = await bundle({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2020",
    alias: LEFT_OUT,
    // Given here, so that no tsconfig.json lying about has a say in the bytes.
    tsconfigRaw: { compilerOptions: { alwaysStrict: true } },
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  const output = result.outputFiles[0];
  if (!output) throw new Error(`nothing came out of ${entry}`);
  const [made] = Object.values(result.metafile.outputs);
  const inputs = Object.entries(made?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { bytes: Buffer.from(output.contents), inputs: inputs.map(([path]) => path).sort() };
}

/**
 * Gather the licences of the packages bundled.
 *
 * @param {Iterable<string>} inputs  paths of the metafile
 */
function licences(inputs) {
  const packages = new Set(
    [...inputs].flatMap((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []),
  );
  const texts = [...packages].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const text = readFileSync(join(folder, "LICENSE"), "utf8").replaceAll("\r\n", "\n").trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return Buffer.from(`Plaint: AGPL-3.0-or-later\n\n${texts.join(`\n${"-".repeat(72)}\n\n`)}`);
}

/**
 * Give a script shorter names. Nothing that terser calls unsafe is switched on.
 *
 * @param {Buffer} bytes
 */
async function shortened(bytes) {
  const { code } = await minify(bytes.toString("utf8"), {
    ecma: 2020,
    compress: { passes: 2 },
    format: { comments: false },
  });
  return Buffer.from(code ?? "");
}

/**
 * Make every file that is served, in memory.
 *
 * @returns {Promise<Map<string, Buffer>>}
 */
export async function buildAll() {
  const files = wordFiles();
  const inputs = new Set();
  for (const [name, entry] of Object.entries(ENTRIES)) {
    const made = await bundleOf(entry);
    files.set(name, name.endsWith(".js") ? await shortened(made.bytes) : made.bytes);
    made.inputs.forEach((path) => inputs.add(path));
  }
  const told = licences(inputs);
  files.set("licences.txt", told);
  // Where licences of what is bundled are found; by the name under which intake serves the file (plaint.web.static).
  for (const name of BUNDLED) {
    const line = Buffer.from(`//licences.${sha256(told).slice(0, 16)}.txt\n`);
    files.set(name, Buffer.concat([line, files.get(name) ?? Buffer.of()]));
  }
  return files;
}

/** Make `core.js`, in memory. */
export const coreBytes = async () => shortened((await bundleOf(CORE)).bytes);

/**
 * Give the file `build/core.js`, made anew where it is missing or older than a source.
 *
 * @returns {Promise<string>}
 */
export async function coreFile() {
  const made = (/** @type {string} */ path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
  const sources = readdirSync(join(here, "src"), { recursive: true, encoding: "utf8" }).map((path) => `src/${path}`);
  const newest = Math.max(...[...sources, "build.mjs", "package-lock.json"].map((path) => made(join(here, path))));
  if (made(CORE_FILE) > newest) return CORE_FILE;
  mkdirSync(join(here, "build"), { recursive: true });
  // Several tests may come at once: each finds a whole file.
  const fresh = `${CORE_FILE}.${process.pid}`;
  writeFileSync(fresh, await coreBytes());
  renameSync(fresh, CORE_FILE);
  return CORE_FILE;
}

/** @param {Map<string, Buffer>} files */
function printSizes(files) {
  for (const [name, bytes] of files) {
    const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)].map(({ length }) =>
      String(length).padStart(8),
    );
    console.log(`${name.padEnd(16)}${sizes.join("")}  raw, gzip, brotli`);
  }
}

/**
 * Write files into a folder.
 *
 * @param {Map<string, Buffer>} files
 * @param {string} folder
 */
export function write(files, folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
}

/**
 * Name the committed files that differ from a fresh build.
 *
 * @param {Map<string, Buffer>} files
 * @param {string} folder
 */
export function stale(files, folder) {
  const kept = (/** @type {string} */ name) => {
    try {
      return readFileSync(join(folder, name));
    } catch {
      return null;
    }
  };
  return [...files].filter(([name, bytes]) => !kept(name)?.equals(bytes)).map(([name]) => name);
}

async function main() {
  if (process.argv.includes("--core")) {
    console.log(await coreFile());
    return;
  }
  const files = await buildAll();
  if (!process.argv.includes("--check")) {
    write(files, STATIC);
    printSizes(files);
    return;
  }
  const differing = stale(files, STATIC);
  if (differing.length === 0) return;
  console.error(
    `src/plaint/web/static is not what the sources give: ${differing.join(", ")}. Run make js and commit it.`,
  );
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
