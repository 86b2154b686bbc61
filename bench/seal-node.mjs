// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * How long sealing a full text complaint takes at 16 slots, from the bundle, with and without JIT.
 *
 *     node bench/seal-node.mjs [--quick] [--json] [rounds]
 *
 * Node without JIT and WebAssembly (`--jitless`) stands for Tor Browser on "Safer". The first round is printed apart: a
 * person seals once, with a cold engine. Beside the wall clock stands the CPU time, which other programs on the machine
 * do not change. What is to be reached: < 3 s without JIT, < 0.5 s with.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { brotliCompressSync } from "node:zlib";
import { coreFile } from "../js/build.mjs";

const bundle = await coreFile();
const SLOTS = 16;
const WORK_BITS = 12;

/** @param {number[]} times */
const median = (times) => [...times].sort((one, two) => one - two)[Math.floor(times.length / 2)];

async function measure(rounds) {
  vm.runInThisContext(readFileSync(bundle, "utf8"), { filename: "core.js" });
  const { identityFromSeed, recipientOf, newEntropy, sealComplaint } = globalThis.PlaintCore;
  const seats = [];
  for (let slot = 0; slot < 6; slot++) {
    seats.push({ slot, recipient: await recipientOf(identityFromSeed(new Uint8Array(32).fill(slot + 1))) });
  }
  const frame = {
    origin: "bench.example",
    charterVersion: 1,
    charterHash: new Uint8Array(32),
    slots: SLOTS,
    readers: seats,
  };
  const document = { language: "ru", account: "я".repeat(10_000), about: { unknown: true } };
  const named = { document, identity: { name: "Имя" }, trustees: seats.slice(0, 4), k: 3 };
  const results = { nameless: [], named: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [kind, content] of [
      ["nameless", { document }],
      ["named", named],
    ]) {
      const [begun, spent] = [performance.now(), process.cpuUsage()];
      const { packets } = await sealComplaint(content, { ...frame, entropy: newEntropy(), workBits: WORK_BITS });
      const { user, system } = process.cpuUsage(spent);
      results[kind].push({ wall: performance.now() - begun, cpu: (user + system) / 1000 });
      if (packets.length !== 1 || packets[0].length !== 65_584) throw new Error("not one packet of the one size");
    }
  }
  return results;
}

if (process.env["PLAINT_BENCH_ROUNDS"]) {
  console.log(JSON.stringify(await measure(Number(process.env["PLAINT_BENCH_ROUNDS"]))));
} else {
  const [quick, json] = ["--quick", "--json"].map((flag) => process.argv.includes(flag));
  const rounds = process.argv.slice(2).find((one) => /^[0-9]+$/.test(one)) ?? (quick ? "1" : "5");
  const figures = [];
  if (!json) {
    const octets = readFileSync(bundle);
    console.log(`core.js ${octets.length} bytes, ${brotliCompressSync(octets).length} brotli; node ${process.version}`);
    console.log(`${SLOTS} slots, 6 readers, 10,000 Cyrillic characters, ${WORK_BITS} work bits; milliseconds`);
  }
  for (const flags of [[], ["--jitless"]]) {
    const environment = { ...process.env, PLAINT_BENCH_ROUNDS: rounds };
    const run = spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url)], { env: environment });
    if (run.status !== 0) throw new Error(run.stderr.toString());
    for (const [kind, times] of Object.entries(JSON.parse(run.stdout.toString()))) {
      const most = flags.length ? 3 : 0.5;
      const first = times[0].wall / 1000;
      figures.push({
        what: `sealing a complaint, ${kind}, ${flags.length ? "JIT and WASM off" : "with JIT"}, first time`,
        value: first,
        unit: "s",
        bare: null,
        limit: "",
        aim: `< ${most} s`,
        reached: first < most,
      });
      figures.push({
        what: `sealing a complaint, ${kind}, ${flags.length ? "JIT and WASM off" : "with JIT"}: processor time`,
        value: times[0].cpu / 1000,
        unit: "cpu s",
        bare: null,
        limit: "",
        aim: "",
        reached: null,
      });
      if (json) continue;
      const shown = ["wall", "cpu"].map((clock) => {
        const all = times.map((time) => time[clock]);
        const [first, middle] = [all[0], median(all)].map((time) => time.toFixed(0).padStart(6));
        return `${clock}: first ${first}  median ${middle}`;
      });
      console.log(`${(flags[0] ?? "with JIT").padEnd(10)} ${kind.padEnd(9)} ${shown.join("   ")}`);
    }
  }
  if (json) console.log(JSON.stringify(figures));
}
