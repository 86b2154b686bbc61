// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Carrying packets to intake over a bad line (docs/protocol.md, 11).
 *
 * The rules are:
 *   - The same bytes go again after every failure. Intake knows a packet by its content, so twice is once.
 *   - Chunks first, entries last: a reader never finds an entry whose files are still on the way.
 *   - A chunk that is already there is not sent again.
 *   - Nothing of an answer reaches the page but its status.
 */

/** Seconds before each further attempt. Somebody stands before the screen: it ends within two minutes. */
export const PAUSES = Object.freeze([2, 5, 15, 30, 60]);
/** Milliseconds without a byte moving after which an attempt is given up: a Tor circuit may pause for a minute. */
const STALLED = 120_000;

/** Why a packet did not get through; `code` is the key of the text for it. */
export class CarryError extends Error {
  /** @param {"net" | "later" | "full" | "refused" | "charter_changed"} code */
  constructor(code) {
    super(`not carried: ${code}`);
    this.name = "CarryError";
    this.code = code;
  }
}

/**
 * @typedef {object} Parcel  what one sealing made, and how far it got
 * @property {{ path: string, packet: Uint8Array }[]} chunks
 * @property {Uint8Array[]} entries
 * @property {Set<number>} done  numbers of pieces that have arrived, chunks first
 */

/**
 * @typedef {(method: string, path: string, body: Uint8Array | null, progress: (share: number) => void)
 *     => Promise<number>} Ask
 */

/**
 * @typedef {object} Means  what carrying needs of the world
 * @property {Ask} ask  gives the status of the answer, or throws where there was none
 * @property {(seconds: number) => Promise<void>} wait
 * @property {(done: number, all: number, share: number) => void} progress  piece, pieces, share of it from 0 to 1
 * @property {(seconds: number) => void} waiting
 */

/**
 * Carry a parcel. Call it again with the same parcel after a failure, and it goes on where it stopped.
 *
 * @param {Parcel} parcel
 * @param {Means} means
 * @throws {CarryError}
 */
export async function carry(parcel, means) {
  const pieces = [
    ...parcel.chunks.map(({ path, packet }) => ({ method: "PUT", path, packet })),
    ...parcel.entries.map((packet) => ({ method: "POST", path: "/e", packet })),
  ];
  for (const [at, piece] of pieces.entries()) {
    if (parcel.done.has(at)) continue;
    const progress = (/** @type {number} */ share) => means.progress(at + 1, pieces.length, share);
    await deliver(piece, means, progress);
    parcel.done.add(at);
    progress(1);
  }
}

/**
 * @param {{ method: string, path: string, packet: Uint8Array }} piece
 * @param {Means} means
 * @param {(share: number) => void} progress
 */
async function deliver({ method, path, packet }, means, progress) {
  for (const pause of [...PAUSES, null]) {
    progress(0);
    const status = await attempt(method, path, packet, means.ask, progress);
    if (status === 200 || status === 201) return;
    const failure = failureOf(status);
    if (pause === null || (failure.code !== "net" && failure.code !== "later")) throw failure;
    for (let left = pause; left > 0; left--) {
      means.waiting(left);
      await means.wait(1);
    }
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Uint8Array} packet
 * @param {Ask} ask
 * @param {(share: number) => void} progress
 */
async function attempt(method, path, packet, ask, progress) {
  try {
    if (method === "PUT" && (await ask("HEAD", path, null, () => {})) === 200) return 200;
    return await ask(method, path, packet, progress);
  } catch {
    return 0;
  }
}

/** @param {number} status  0 where there was no answer */
function failureOf(status) {
  if (status === 0) return new CarryError("net");
  if (status === 507) return new CarryError("full");
  if (status === 421) return new CarryError("charter_changed");
  return new CarryError(status >= 500 || status === 408 || status === 429 ? "later" : "refused");
}

/**
 * Ask intake over the network.
 *
 * @type {Ask}
 */
export function ask(method, path, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = setTimeout(() => request.abort(), STALLED);
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED);
    };
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onprogress = alive;
    request.onloadend = () => {
      clearTimeout(timer);
      if (request.status > 0) resolve(request.status);
      else reject(new CarryError("net"));
    };
    request.open(method, path);
    if (body) request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(/** @type {Uint8Array<ArrayBuffer> | null} */ (body));
  });
}

/**
 * Fetch something long and show how far it is.
 *
 * @param {string} path
 * @param {(done: number, all: number) => void} progress  in bytes
 * @returns {Promise<Uint8Array>}
 * @throws {CarryError} `net`, `later`
 */
export function download(path, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = setTimeout(() => request.abort(), STALLED);
    request.responseType = "arraybuffer";
    request.onprogress = (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED);
      if (event.lengthComputable) progress(event.loaded, event.total);
    };
    request.onloadend = () => {
      clearTimeout(timer);
      if (request.status === 200) resolve(new Uint8Array(request.response));
      else reject(new CarryError(request.status === 0 ? "net" : "later"));
    };
    request.open("GET", path);
    request.send();
  });
}

/** @param {number} seconds */
export const wait = (seconds) => new Promise((resolve) => setTimeout(() => resolve(undefined), 1000 * seconds));
