// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import vm from "node:vm";
import { serve, speak, startWorker } from "../src/worker.js";
import { openPacket, frame } from "./support/cast.js";

const bundle = readFileSync(new URL("../../src/plaint/web/static/core.js", import.meta.url), "utf8");

/** @param {import("../src/worker.js").Surface} surface */
function joined(surface) {
  const { port1, port2 } = new MessageChannel();
  const port = /** @type {any} */ (port1);
  const near = speak(port);
  const answers = port.onmessage;
  port.onmessage = (/** @type {any} */ event) => void (event.data.ready || answers(event));
  serve(/** @type {any} */ (port2), surface);
  return { ...near, close: () => port1.close() };
}

describe("calls across a port", () => {
  const surface = {
    add: (/** @type {number} */ one, /** @type {number} */ two) => one + two,
    bytes: async () => Uint8Array.of(1, 2, 3),
    refuse: () => {
      throw Object.assign(new Error("The field is wrong."), { code: "bad-value", field: "account" });
    },
    crash: () => {
      throw new Error("the account began with: Меня держали");
    },
    count: async (/** @type {number} */ to, /** @type {{ progress: (at: number) => Promise<number> }} */ how) => {
      let sum = 0;
      for (let at = 0; at < to; at++) sum += await how.progress(at);
      return sum;
    },
    never: () => new Promise(() => {}),
  };
  const { call, lost, close } = joined(surface);
  after(close);

  test("values and bytes come back", async () => {
    assert.equal(await call("add", 2, 3), 5);
    assert.deepEqual(await call("bytes"), Uint8Array.of(1, 2, 3));
  });

  test("several calls at once are kept apart", async () => {
    assert.deepEqual(await Promise.all([1, 2, 3].map((one) => call("add", one, 10))), [11, 12, 13]);
  });

  test("an error comes with its code and field", async () => {
    await assert.rejects(call("refuse"), { name: "PlaintError", code: "bad-value", field: "account" });
  });

  test("of an error without a code nothing but that leaves", async () => {
    await assert.rejects(call("crash"), { code: "failed", message: "Something went wrong." });
  });

  test("a function among the arguments is a way back that is waited for", async () => {
    /** @type {number[]} */
    const seen = [];
    const progress = async (/** @type {number} */ at) => {
      await new Promise((done) => setTimeout(done, 1));
      seen.push(at);
      return at * 10;
    };
    assert.equal(await call("count", 4, { progress }), 60);
    assert.deepEqual(seen, [0, 1, 2, 3]);
  });

  test("a way back that fails ends the call with its error", async () => {
    const progress = () => Promise.reject(Object.assign(new Error("offline"), { code: "offline" }));
    await assert.rejects(call("count", 4, { progress }), { code: "offline" });
  });

  test("what is not of the surface cannot be called", async () => {
    for (const name of ["toString", "__proto__", "constructor", "missing"]) {
      await assert.rejects(call(name), { code: "unknown-call" });
    }
  });

  test("a lost worker ends every open call", async () => {
    const open = call("never");
    lost("worker-lost");
    await assert.rejects(open, { code: "worker-lost" });
  });
});

/** A worker of the web in small: the bundle in a context of its own, with the scope that a worker has. */
class SmallWorker {
  /** @param {string} source */
  constructor(source) {
    this.onmessage = /** @type {any} */ (null);
    this.onerror = /** @type {any} */ (null);
    const given = { TextEncoder, TextDecoder, ReadableStream, TransformStream, Response, Uint8Array, crypto, Error };
    const postMessage = (/** @type {any} */ data) =>
      queueMicrotask(() => this.onmessage?.({ data: structuredClone(data) }));
    this.context = vm.createContext({ ...given, postMessage });
    vm.runInContext("globalThis.WorkerGlobalScope = Object", this.context);
    queueMicrotask(() => {
      try {
        vm.runInContext(source, this.context);
      } catch (error) {
        this.onerror?.({ error, preventDefault: () => {} });
      }
    });
  }

  /** @param {any} data */
  postMessage(data) {
    const copy = structuredClone(data);
    queueMicrotask(() => this.context["onmessage"]({ data: copy }));
  }

  terminate() {
    this.context["onmessage"] = () => {};
  }
}

describe("the bundle in a worker", () => {
  /** @param {(url: string) => string} find  source by address */
  const withWorkers = (find) => {
    class Found extends SmallWorker {
      /** @param {any} url */
      constructor(url) {
        super(find(String(url)));
      }
    }
    Object.assign(globalThis, { Worker: Found });
  };
  after(() => {
    Reflect.deleteProperty(globalThis, "Worker");
    Reflect.deleteProperty(globalThis, "trustedTypes");
  });

  test("without workers there is none, and the page calls the surface itself", async () => {
    assert.equal(await startWorker("/core.js"), null);
  });

  test("a worker that does not load is none", async () => {
    withWorkers(() => "throw new Error('404')");
    assert.equal(await startWorker("/core.js"), null);
  });

  test("a worker seals a complaint and tells how far it is", async () => {
    withWorkers(() => bundle);
    const worker = await startWorker("/core.js");
    assert.ok(worker);
    /** @type {string[]} */
    const stages = [];
    const document = { language: "ru", account: "Меня держали три дня.", about: { unknown: true } };
    const sealed = await worker.call(
      "sealComplaint",
      { document },
      await frame(0, 2),
      (/** @type {string} */ stage) => {
        stages.push(stage);
      },
    );
    assert.ok(stages.includes("entry"));
    const [record] = await openPacket(sealed.packets[0], 2);
    assert.deepEqual(record?.recordId, sealed.recordId);
    worker.stop();
  });

  test("a refusal comes out of the worker with its code", async () => {
    withWorkers(() => bundle);
    const worker = await startWorker("/core.js");
    await assert.rejects(worker?.call("parsePin", Uint8Array.of(1)) ?? Promise.resolve(), { code: "form" });
    worker?.stop();
  });

  test("under Trusted Types only this one address becomes a script", async () => {
    /** @type {any} */
    let rules;
    const trustedTypes = {
      createPolicy: (/** @type {string} */ name, /** @type {any} */ given) => {
        assert.equal(name, "plaint");
        rules = given;
        return { createScriptURL: (/** @type {string} */ url) => ({ toString: () => given.createScriptURL(url) }) };
      },
    };
    Object.assign(globalThis, { trustedTypes });
    withWorkers((url) => (url === "/static/core.js" ? bundle : "throw new Error('wrong address')"));
    const worker = await startWorker("/static/core.js");
    assert.ok(worker);
    assert.throws(() => rules.createScriptURL("/other.js"), TypeError);
    worker.stop();
  });

  test("in a page the same file gives its surface and answers no messages", () => {
    const context = vm.createContext({ TextEncoder, TextDecoder, Uint8Array, crypto });
    vm.runInContext(bundle, context);
    assert.equal(vm.runInContext("typeof PlaintCore.sealComplaint", context), "function");
    assert.equal(vm.runInContext("typeof onmessage", context), "undefined");
  });
});
