// SPDX-License-Identifier: AGPL-3.0-or-later
// Ends parsers.mjs, beside which it runs, when one input takes `patience` seconds of processor time and does not end.
// Time of the clock would end it as well where the machine stands still, or where much else runs.
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { place, patience } = workerData;
const nothing = new Int32Array(new SharedArrayBuffer(4));

function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

for (let begun = -1, since = 0; ; Atomics.wait(nothing, 0, 0, 100)) {
  const number = Atomics.load(place, 1);
  if (number < 0 || Atomics.load(place, 0) !== begun) {
    [begun, since] = [Atomics.load(place, 0), spent()];
  } else if (spent() - since > patience) {
    writeSync(2, `took more than ${patience} s of processor time and did not end\n`);
    writeSync(1, `${"0".repeat(number)}2`);
    process.kill(process.pid, "SIGKILL");
  }
}
