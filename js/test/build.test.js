// SPDX-License-Identifier: AGPL-3.0-or-later
/** The committed bundle is what the sources give, anywhere, and holds nothing it must not. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";
import { transform } from "esbuild";
import { buildAll, bundleOf, coreBytes, stale } from "../build.mjs";
import { wordList } from "../src/receipt.js";
import { vectors } from "./support/cctv.js";

const js = fileURLToPath(new URL("..", import.meta.url));
const STATIC = join(js, "../src/plaint/web/static");
const files = await buildAll();
const core = await coreBytes();
/** What pages load, and the whole surface. */
const scripts = [core, ...[...files].filter(([name]) => name.endsWith(".js")).map(([, bytes]) => bytes)];

/** @param {Uint8Array} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

describe("reproducible", () => {
  test("the committed files are what the sources give", () => {
    assert.deepEqual(stale(files, STATIC), []);
  });

  test("another folder gives the same bytes", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "plaint elsewhere "));
    try {
      const there = join(elsewhere, "deeper/js");
      mkdirSync(join(there, "node_modules"), { recursive: true });
      const copied = ["@noble", "@scure", "age-encryption", "shamir-secret-sharing"].map(
        (name) => `node_modules/${name}`,
      );
      for (const path of ["src", "build.mjs", "package.json", ...copied]) {
        cpSync(join(js, path), join(there, path), { recursive: true });
      }
      for (const tool of ["esbuild", "terser"]) {
        symlinkSync(join(js, "node_modules", tool), join(there, "node_modules", tool));
      }
      symlinkSync(join(js, "../.venv"), join(there, "../.venv"));
      const { buildAll: buildThere } = await import(pathToFileURL(join(there, "build.mjs")).href);
      const made = await buildThere();
      assert.deepEqual([...made.keys()], [...files.keys()]);
      for (const [name, bytes] of files) assert.equal(sha256(made.get(name)), sha256(bytes), name);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  test("no path of the building machine and no source map is inside", () => {
    for (const text of scripts.map(String)) {
      for (const trace of [js, "node_modules", "sourceMappingURL", process.env["HOME"] ?? js])
        assert.ok(!text.includes(trace), trace);
    }
  });
});

describe("one copy of each primitive", () => {
  test("the lock file holds every noble and scure package once", () => {
    const { packages } = JSON.parse(readFileSync(join(js, "package-lock.json"), "utf8"));
    const names = Object.keys(packages).filter((path) => /node_modules\/@(noble|scure)\//.test(path));
    assert.ok(names.length >= 6);
    for (const path of names) assert.match(path, /^node_modules\/@(noble|scure)\/[a-z0-9-]+$/);
  });

  test("the bundle holds every module of them once", async () => {
    const { inputs } = await bundleOf("src/core.js");
    const modules = inputs.filter((path) => /@(noble|scure)\//.test(path));
    assert.ok(modules.length > 10);
    assert.ok(modules.every((path) => path.lastIndexOf("node_modules") === 0));
  });

  test("the licence of every bundled package travels along", async () => {
    const { inputs } = await bundleOf("src/core.js");
    const licences = String(files.get("licences.txt"));
    for (const name of ["write.js", "answer.js"]) {
      assert.ok(files.get(name)?.includes(`//licences.${sha256(Buffer.from(licences)).slice(0, 16)}.txt\n`), name);
    }
    for (const path of inputs.filter((path) => path.startsWith("node_modules"))) {
      const name = path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
      assert.ok(licences.includes(`${name} `), name);
    }
  });
});

describe("fit for old and hardened browsers", () => {
  test("the bundle parses as ES2020", async () => {
    // esbuild lowers what is newer than its target: if lowering changes nothing, nothing is newer.
    for (const text of scripts.map(String)) {
      const lowered = await transform(text, { target: "es2020" });
      const kept = await transform(text, { target: "esnext" });
      assert.ok(lowered.code === kept.code);
      assert.deepEqual(lowered.warnings, []);
    }
  });

  test("it loads where there is nothing but the language of 2020, text coding, streams and randomness", async () => {
    const given = {
      TextEncoder,
      TextDecoder,
      ReadableStream,
      TransformStream,
      Response,
      Uint8Array,
      Array,
      Number,
      Error,
    };
    const bare = {
      crypto: { getRandomValues: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => crypto.getRandomValues(bytes) },
    };
    const context = vm.createContext({ ...given, ...bare }, { codeGeneration: { strings: false, wasm: false } });
    vm.runInContext("delete Object.hasOwn", context);
    vm.runInContext(core.toString("utf8"), context, { filename: "core.js" });
    const result = vm.runInContext(
      `(async () => {
        const identity = PlaintCore.identityFromSeed(new Uint8Array(32).fill(3));
        const file = await PlaintCore.encrypt(new Uint8Array([1, 2, 3]), [await PlaintCore.recipientOf(identity)]);
        return [...await PlaintCore.decrypt(file, identity)].join();
      })()`,
      context,
    );
    assert.equal(await result, "1,2,3");
  });
});

describe("what the bundle leaves out", () => {
  const given = { TextEncoder, TextDecoder, ReadableStream, TransformStream, Response, Uint8Array, crypto };
  const context = vm.createContext(given);
  vm.runInContext(core.toString("utf8"), context);

  test("the NIST curves and scrypt are gone", async () => {
    const { inputs } = await bundleOf("src/core.js");
    assert.ok(!inputs.some((path) => /weierstrass|nist|scrypt|pbkdf2/.test(path)));
  });

  for (const vector of vectors.filter(({ name, armored }) => name.includes("hybrid") && !armored)) {
    test(`the bundle on age vector ${vector.name}: ${vector.expect}`, async () => {
      const identity = vector.identities.find((each) => each.includes("-PQ-")) ?? "";
      const opened = vm.runInContext("PlaintCore", context).decrypt(vector.file, identity);
      if (vector.expect !== "success") return assert.rejects(opened);
      assert.equal(sha256(await opened), vector.payload);
    });
  }
});

describe("lists of receipt words", () => {
  for (const language of ["ru", "en"]) {
    test(`${language}: 2048 words in NFC, in a file of their own`, () => {
      const text = String(files.get(`words.${language}.txt`));
      assert.equal(text, text.normalize("NFC"));
      const words = wordList(text);
      assert.equal(words.length, 2048);
      assert.equal(new Set(words.map((word) => word.slice(0, 4))).size, 2048, "four letters tell any two words apart");
      assert.ok(!core.includes(` ${words[0]} `), "no list lies in the bundle");
      assert.ok(words.every((word) => (language === "ru" ? /^[а-я]{3,8}$/ : /^[a-z]{3,8}$/).test(word)));
    });
  }

  test("the word that the package lists with a letter destroyed is whole", () => {
    assert.equal(wordList(String(files.get("words.ru.txt")))[1572], "снова");
  });
});
