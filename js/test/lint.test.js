// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the browser half must never contain, in its own sources and in what is served. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const js = fileURLToPath(new URL("..", import.meta.url));

/** @param {string} folder @param {RegExp} name */
const read = (folder, name) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => name.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));

// Comments may name what the code must not use.
const sources = read(join(js, "src"), /\.js$/).map(({ path, text }) => ({
  path,
  text,
  code: text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ""),
}));
const served = ["web/static", "offline"]
  .flatMap((folder) => read(join(js, "../src/plaint", folder), /\.js$/))
  .map(({ path, text }) => ({ path, text, code: text }));

const BANNED = [
  { what: "WebAssembly: off in hardened browsers, and the content policy forbids it", sign: /WebAssembly|\bwasm\b/ },
  { what: "weak randomness", sign: /Math\s*\.\s*random/ },
  {
    what: "code from text",
    sign: /\beval\s*\(|new\s+Function\b|\bFunction\s*\(\s*["'`]|set(?:Timeout|Interval)\s*\(\s*["'`]/,
  },
  { what: "markup from text", sign: /innerHTML|outerHTML|insertAdjacentHTML|document\.write/ },
  {
    what: "anything kept on the device",
    sign: /localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open|serviceWorker/,
  },
  { what: "a trace in the console", sign: /console\s*\.\s*(?:log|debug|info|warn|error|trace)\s*\(/ },
  {
    what: "other ways to the network",
    sign: /sendBeacon|WebSocket|EventSource|RTCPeerConnection|importScripts/,
  },
];

for (const { what, sign } of BANNED) {
  describe(`no ${what}`, () => {
    for (const { path, code } of [...sources, ...served]) {
      test(path, () => assert.ok(!sign.test(code), `${path}: ${sign.exec(code)?.[0]}`));
    }
  });
}

test("nothing newer than ES2020 is called, for phones that stopped being updated", () => {
  const newer =
    /\.(?:at|replaceAll|findLast|toSorted|hasOwn|groupBy|any|toHex|fromHex|toBase64)\(|structuredClone|\(\?<[=!]/;
  for (const { path, code } of sources.filter(({ path }) => path !== "old.js")) {
    assert.ok(!newer.test(code), `${path}: ${newer.exec(code)?.[0]}`);
  }
});

test("randomness is drawn in one place only", () => {
  const drawing = sources.filter(({ code }) => /getRandomValues\s*\(/.test(code)).map(({ path }) => path);
  assert.deepEqual(drawing, ["random.js"]);
});

test("requests that show how far they are, which fetch cannot, are made in one place only", () => {
  const asking = sources.filter(({ code }) => /XMLHttpRequest/.test(code)).map(({ path }) => path);
  assert.deepEqual(asking, ["page/carry.js"]);
});

test("the script of the offline page knows no way to a network at all", () => {
  const offline = served.find(({ path }) => path === "offline.js");
  assert.ok(offline);
  assert.doesNotMatch(offline.code, /XMLHttpRequest|\bfetch\s*\(["'`/]|import\s*\(/);
});

test("every source names its licence and stays under 400 lines", () => {
  for (const { path, text } of sources) {
    assert.ok(text.startsWith("// SPDX-License-Identifier: AGPL-3.0-or-later\n"), path);
    assert.ok(text.split("\n").length <= 400, path);
    assert.ok(
      text.split("\n").every((line) => line.length <= 120),
      path,
    );
  }
});

test("the rules of this file catch what they are for", () => {
  const caught = (/** @type {string} */ text) => BANNED.some(({ sign }) => sign.test(text));
  for (const text of [
    "WebAssembly.instantiate()",
    "Math.random()",
    "eval ('1')",
    "new Function('1')",
    "setTimeout('x')",
    "a.innerHTML = b",
    "localStorage.x",
    "console.log(1)",
    "new WebSocket(x)",
  ]) {
    assert.ok(caught(text), text);
  }
});
