// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * How long a page takes to check a charter and to look through a board, with and without JIT.
 *
 *     node bench/look-node.mjs [--json]
 *
 * The charter is the one of the shared vectors (4 bodies, 6 members). The board is made up: 64 cells a day, for 7 and
 * 60 days, all of them dummies; a reply adds one signature check. Node without JIT (`--jitless`) stands for Tor Browser
 * on "Safer".
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { coreFile } from "../js/build.mjs";

const root = new URL("../", import.meta.url);
const CELLS_A_TICK = 8;
const TICKS_A_DAY = 8;

async function measure() {
  vm.runInThisContext(readFileSync(await coreFile(), "utf8"), { filename: "core.js" });
  const { readSigned, readThread, parsePin, verifyFrom, verifyFreshness, newEntropy } = globalThis.PlaintCore;
  const vectors = JSON.parse(readFileSync(new URL("tests/vectors/charter.json", root), "utf8"));
  const bytes = (text) => new TextEncoder().encode(text);
  const begun = performance.now();
  const signed = readSigned(bytes(vectors.notes.v1));
  verifyFrom(parsePin(bytes(JSON.stringify(vectors.pins.v1))), [signed]);
  verifyFreshness(bytes(vectors.freshness.v1), signed, vectors.now);
  const times = { charter: performance.now() - begun };
  for (const days of [7, 60]) {
    const boards = Array.from({ length: days * TICKS_A_DAY }, (_, at) => {
      const cells = Array.from({ length: CELLS_A_TICK }, () => crypto.getRandomValues(new Uint8Array(1024)));
      return { number: at + 1, deskTick: at, cells };
    });
    const start = performance.now();
    const found = await readThread(boards, { entropy: newEntropy(), charters: [signed.charter] });
    if (found.length !== 0) throw new Error("dummies opened");
    times[`${days} days`] = performance.now() - start;
  }
  return times;
}

if (process.env["PLAINT_BENCH_CHILD"]) {
  console.log(JSON.stringify(await measure()));
} else {
  const json = process.argv.includes("--json");
  const all = [];
  if (!json) console.log(`checking a charter; looking through a board of 64 cells a day; milliseconds; node ${process.version}`);
  for (const flags of [[], ["--jitless"]]) {
    const environment = { ...process.env, PLAINT_BENCH_CHILD: "1" };
    const run = spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url)], { env: environment });
    if (run.status !== 0) throw new Error(run.stderr.toString());
    for (const [name, time] of Object.entries(JSON.parse(run.stdout.toString()))) {
      const what = name === "charter" ? "checking a charter" : `looking through a board of ${name}`;
      const engine = flags.length ? "JIT and WASM off" : "with JIT";
      all.push({ what: `${what}, ${engine}`, value: time / 1000, unit: "s", bare: null, limit: "", aim: "", reached: null });
    }
    if (json) continue;
    const figures = Object.entries(JSON.parse(run.stdout.toString())).map(
      ([name, time]) => `${name} ${time.toFixed(0)}`,
    );
    console.log(`${(flags[0] ?? "with JIT").padEnd(10)} ${figures.join("   ")}`);
  }
  if (json) console.log(JSON.stringify(all));
}
