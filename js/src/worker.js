// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Calling the surface of `core.js` across a message port, so that a page stays awake while its worker seals.
 *
 * The rules are:
 *   - A call names a function of the surface; arguments are copied. A function among them becomes a way back: the
 *     worker calls it and waits for its answer, which is how progress shows and how a chunk is carried before the next
 *     is sealed.
 *   - Ways back end with their call. Results hold no functions.
 *   - An error travels as its code, field and English sentence; nothing else of it leaves the worker.
 */
import { PlaintError } from "./errors.js";

/**
 * @typedef {object} Port  a Worker, the scope of one, or a MessagePort
 * @property {(message: any) => void} postMessage
 * @property {((event: any) => void) | null} onmessage
 */

/** @typedef {{ [name: string]: any }} Surface */
/** @typedef {(...given: any[]) => any} Call */

/** Marks a place where a function stood. */
const WAY_BACK = "\0way back";

/**
 * Replace functions in arguments by numbers; plain objects and lists are looked through, all else is copied as it is.
 *
 * @param {any} value
 * @param {(call: Call) => number} register
 * @returns {any}
 */
function outward(value, register) {
  if (typeof value === "function") return { [WAY_BACK]: register(value) };
  if (Array.isArray(value)) return value.map((item) => outward(item, register));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, outward(item, register)]));
}

/** @param {any} value @param {(number: number) => Call} call @returns {any} */
function inward(value, call) {
  if (Array.isArray(value)) return value.map((item) => inward(item, call));
  if (!isPlain(value)) return value;
  if (WAY_BACK in value) return call(value[WAY_BACK]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inward(item, call)]));
}

/** Say whether this is an object that is looked through; bytes and files are copied whole. @param {any} value */
const isPlain = (value) => Object.prototype.toString.call(value) === "[object Object]";

/** @param {unknown} error */
function packError(error) {
  const { code, message, field } = /** @type {{ code?: unknown, message?: string, field?: string }} */ (error ?? {});
  return typeof code === "string" ? { code, message, field } : { code: "failed", message: "Something went wrong." };
}

/** @param {{ code: string, message: string, field?: string }} packed */
function unpackError({ code, message, field }) {
  return Object.assign(new PlaintError(code, message), field === undefined ? {} : { field });
}

/**
 * Answer calls that come in at a port.
 *
 * @param {Port} port
 * @param {Surface} surface
 */
export function serve(port, surface) {
  /** @type {Map<number, { resolve: Call, reject: Call }>} */
  const waiting = new Map();
  let asked = 0;
  /** @param {number} id @param {number} way @returns {Call} */
  const wayBack =
    (id, way) =>
    (...given) =>
      new Promise((resolve, reject) => {
        waiting.set(++asked, { resolve, reject });
        port.postMessage({ id, way, given, ask: asked });
      });
  /** @param {{ id: number, call: string, given: any[] }} message */
  const answer = async ({ id, call, given }) => {
    try {
      if (!Object.prototype.hasOwnProperty.call(surface, call)) throw new PlaintError("unknown-call", "No such call.");
      const value = await surface[call](...inward(given, (way) => wayBack(id, way)));
      port.postMessage({ id, value });
    } catch (error) {
      port.postMessage({ id, error: packError(error) });
    }
  };
  port.onmessage = ({ data }) => {
    if ("call" in data) return void answer(data);
    const asking = waiting.get(data.ask);
    waiting.delete(data.ask);
    if ("error" in data) asking?.reject(unpackError(data.error));
    else asking?.resolve(data.value);
  };
  port.postMessage({ ready: true });
}

/**
 * Speak to the other end of a port.
 *
 * @param {Port} port
 * @returns {{ call: (name: string, ...given: any[]) => Promise<any>, lost: (code: string) => void }}
 *     `lost` ends every open call with an error: the worker is gone
 */
export function speak(port) {
  /** @type {Map<number, { resolve: Call, reject: Call, ways: Call[] }>} */
  const open = new Map();
  let last = 0;
  /** @param {{ id: number, way: number, given: any[], ask: number }} message */
  const answer = async ({ id, way, given, ask }) => {
    try {
      port.postMessage({ ask, value: await open.get(id)?.ways[way]?.(...given) });
    } catch (error) {
      port.postMessage({ ask, error: packError(error) });
    }
  };
  port.onmessage = ({ data }) => {
    if ("way" in data) return void answer(data);
    const one = open.get(data.id);
    open.delete(data.id);
    if ("error" in data) one?.reject(unpackError(data.error));
    else one?.resolve(data.value);
  };
  return {
    call: (name, ...given) =>
      new Promise((resolve, reject) => {
        /** @type {Call[]} */
        const ways = [];
        const id = ++last;
        open.set(id, { resolve, reject, ways });
        port.postMessage({ id, call: name, given: outward(given, (way) => ways.push(way) - 1) });
      }),
    lost: (code) => {
      const error = new PlaintError(code, "The part that seals has stopped; load the page again.");
      for (const { reject } of open.values()) reject(error);
      open.clear();
    },
  };
}

/**
 * Start a worker with the bundle.
 *
 * The content policy asks for Trusted Types: the policy `plaint` lets exactly this address through.
 *
 * @param {string} url  of `core.js`
 * @returns {Promise<{ call: (name: string, ...given: any[]) => Promise<any>, stop: () => void } | null>}
 *     null where workers are missing or refused: then the surface is called in the page itself
 */
export function startWorker(url) {
  return new Promise((resolve) => {
    /** @type {Worker} */
    let worker;
    try {
      worker = new Worker(trusted(url));
    } catch {
      return resolve(null);
    }
    const { call, lost } = speak(worker);
    const answers = worker.onmessage;
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      lost("worker-lost");
      resolve(null);
    };
    worker.onmessage = ({ data }) => {
      if (data?.ready !== true) return;
      worker.onmessage = answers;
      resolve({ call, stop: () => (worker.terminate(), lost("stopped")) });
    };
  });
}

/** @param {string} url @returns {string} */
function trusted(url) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (trustedTypes === undefined) return url;
  const only = (/** @type {string} */ asked) => {
    if (asked !== url) throw new TypeError("not the address of core.js");
    return asked;
  };
  return trustedTypes.createPolicy("plaint", { createScriptURL: only }).createScriptURL(url);
}
