// SPDX-License-Identifier: AGPL-3.0-or-later
// The JavaScript parsers of outside bytes, for tests/fuzz/script.py. `node parsers.mjs <name>` reads frames of
// u32 length, u32 count, count × (u32 length, bytes) on standard input and answers count bytes: "0" refused with the
// declared error, "1" accepted, "2" anything else, which is then described in one line on standard error.
import { readFileSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";

const half = (name) => import(new URL(`../../js/src/${name}.js`, import.meta.url).href);
const { FormatError } = await half("errors");
const { CharterError } = await half("fields");
const SECONDS = 2;
const MEMORY = 64 * 2 ** 20;

const text = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

const makers = {
  "strict-json": async () => (await half("strictjson")).parseJson,
  body: async () => (await half("body")).parseBody,
  container: async () => {
    const { unpackContainer } = await half("container");
    return (bytes) => unpackContainer(bytes, 8);
  },
  envelope: async () => (await half("envelope")).parseEnvelope,
  attachments: async () => (await half("attachment")).parseAttachments,
  packet: async () => (await half("packet")).parsePacket,
  armor: async () => {
    const { readArmor } = await half("armor");
    return (bytes) => readArmor(text(bytes));
  },
  receipt: async () => {
    const [{ readReceipt }, { wordList }] = [await half("typed"), await half("receipt")];
    const lists = ["ru", "en"].map((language) =>
      wordList(readFileSync(new URL(`../../src/plaint/web/static/words.${language}.txt`, import.meta.url), "utf8")),
    );
    return (bytes) => {
      if (readReceipt(text(bytes), lists).problem !== null) throw new FormatError("typed", "a problem, as a value");
    };
  },
  jpeg: async () => {
    const { cleanJpeg } = await half("jpeg");
    return (bytes) => {
      const { bytes: once } = cleanJpeg(bytes);
      if (!Buffer.from(once).equals(cleanJpeg(once).bytes)) throw new Error("what was cleaned is not clean");
    };
  },
  // For the test of the watch alone: it never ends where the first byte is a one.
  endless: () => (bytes) => {
    while (bytes[0] === 1);
  },
  note: async () => (await half("note")).parseNote,
  "verifier-key": async () => {
    const { parseVerifierKey } = await half("note");
    return (bytes) => parseVerifierKey(text(bytes));
  },
  charter: async () => (await half("charter")).parseCharter,
  "signed-charter": async () => (await half("chain")).readSigned,
  pin: async () => (await half("chain")).parsePin,
  checkpoint: async () => (await half("checkpoint")).parseCheckpoint,
  board: async () => (await half("board")).parseBoard,
  window: async () => (await half("board")).parseWindow,
  cell: async () => (await half("cell")).parsePart,
  received: () => message(1),
  reply: () => message(2),
  rekey: () => message(3),
};

async function message(kind) {
  const { parseMessage } = await half("message");
  return (bytes) => parseMessage(kind, bytes);
}

const parse = await makers[process.argv[2]]();
// What the watch looks at: how many inputs were begun, and which of its frame this one is, or -1 between frames.
const place = new Int32Array(new SharedArrayBuffer(8));
place[1] = -1;
const patience = Number(process.argv[3]);
new Worker(new URL("watch.mjs", import.meta.url), { workerData: { place, patience } }).unref();

function memory() {
  const { external_memory: outside, used_heap_size: inside } = getHeapStatistics();
  return outside + inside;
}

function judge(bytes) {
  const before = process.cpuUsage();
  const held = memory();
  let verdict = "1";
  try {
    parse(bytes);
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof CharterError)) return broken(`${error?.name} left the parser: ${error?.message}`);
    verdict = "0";
  }
  const { user, system } = process.cpuUsage(before);
  if (user + system > SECONDS * 1e6) return broken(`took ${(user + system) / 1e6} s of processor time`);
  // Without collecting garbage before: what was freed meanwhile can only hide a little, never 64 MiB of one input.
  if (memory() - held > MEMORY) return broken(`took ${(memory() - held) >> 20} MiB`);
  return verdict;
}

function broken(why) {
  process.stderr.write(`${why.replaceAll("\n", " ")}\n`);
  return "2";
}

function answer(frame) {
  const inputs = [];
  for (let at = 4; inputs.length < frame.readUInt32BE(0); ) {
    const length = frame.readUInt32BE(at);
    inputs.push(new Uint8Array(frame.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  const verdicts = inputs.map((bytes, number) => {
    Atomics.store(place, 1, number);
    Atomics.add(place, 0, 1);
    return judge(bytes);
  });
  Atomics.store(place, 1, -1);
  process.stdout.write(verdicts.join(""));
}

// A frame begins with its whole length, and the next one comes after the answer. It is put together once: joining each
// piece to those before it would copy a long frame some sixty times, and take longer than the parsers.
let pieces = [];
let waiting = 0;
for await (const piece of process.stdin) {
  pieces.push(piece);
  waiting += piece.length;
  if (waiting < 4) continue;
  if (pieces[0].length < 4) pieces = [Buffer.concat(pieces)];
  if (waiting < 4 + pieces[0].readUInt32BE(0)) continue;
  answer(Buffer.concat(pieces).subarray(4));
  [pieces, waiting] = [[], 0];
}
