// SPDX-License-Identifier: AGPL-3.0-or-later
/** Coming back with the words: looking, answering, changing what is allowed, having the sealed copy deleted. */
import { identityOf, identityProblems, length, problems } from "./answers.js";
import { byId, input, offerWays, one, show, valueOf } from "./dom.js";
import { empty, readAbout, readIdentity, tickedValues } from "./form.js";
import { frameOf } from "./group.js";
import { fetchProblem, fetchWindow, readWords, stateOf, stillReading } from "./look.js";
import { offerBodies, routingOf, showReaders, showTrustees } from "./readers.js";
import { sender, sendFrom, stages } from "./submit.js";
import { showThread } from "./thread.js";
import { Walk } from "./walk.js";

/** @typedef {import("./look.js").World} World */
/** @typedef {import("./answers.js").Problem} Problem */

/** docs/protocol.md, 3.5. */
const TEXT_MOST = 10_000;

/** One look with a receipt. All of it is in this object and in the page's fields, and goes with them. */
class Coming {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    this.first = "window";
    /** @type {import("./look.js").Window | null} */
    this.window = null;
    /** @type {Uint8Array} */
    this.entropy = new Uint8Array();
    /** @type {import("../thread.js").Found[]} */
    this.found = [];
    this.walk = new Walk(world.root, this, world.say);
    this.sending = sender(world, this.section("sending"), this);
  }

  /** @param {string} step */
  section(step) {
    return one(this.world.root, `[data-step="${step}"]`);
  }

  /** The window; there is one as soon as the first section has been left. */
  get fetched() {
    return /** @type {import("./look.js").Window} */ (this.window);
  }

  get group() {
    return this.fetched.group;
  }

  /** Slots of the readers of what was sent before; null where no "received" says who they are. */
  get before() {
    const { readers } = stateOf(this.found, this.group.charter, this.world.now());
    return readers === null ? null : stillReading(readers, this.group.charter);
  }

  get routing() {
    return routingOf(this.world.core, this.group, this.world.root);
  }

  get readers() {
    return this.before ?? this.routing.readers;
  }

  /** Slots of the trustees among the readers. */
  get trustees() {
    const { readers } = this;
    return this.group.charter.members.filter(({ slot, trustee }) => trustee && readers.includes(slot));
  }

  /** @param {string} step */
  enter(step) {
    const first = step === "window";
    offerWays({ languages: first, home: first || step === "sent", safety: step !== "safety" });
    if (step === "thread") showThread(this.world, this.section("thread"), { found: this.found, window: this.fetched });
    if (step === "reply") this.showReply();
    if (step === "about" && byId("bodies").childElementCount === 0) offerBodies(this.group);
    if (step === "readers") this.showReaders();
  }

  showReaders() {
    const { group, routing, world } = this;
    showReaders(this.section("readers"), { group, routing, root: world.root });
  }

  showReply() {
    const section = this.section("reply");
    const known = this.before !== null;
    show(section, "known", known);
    show(section, "unknown", !known);
    // Without knowing the readers nobody can say who would hold the shares.
    const trustees = known ? this.trustees : [];
    show(section, "offered", trustees.length >= this.group.charter.k);
    showTrustees(section, this.group, trustees);
  }

  /** @param {string} step @returns {Promise<Problem[]>} */
  async check(step) {
    if (step === "window") return this.fetch();
    if (step === "words") return this.look();
    if (step === "reply") return this.replyProblems();
    if (step === "erase") return this.erase();
    if (step === "readers" && this.routing.readers.length === 0) return [{ field: "", text: "readers.nobody" }];
    if (step !== "about") return [];
    const about = readAbout(this.world.root);
    return problems("about", /** @type {import("./answers.js").Answers} */ ({ about }));
  }

  /** @returns {Promise<Problem[]>} */
  async fetch() {
    const { world } = this;
    const days = Number(tickedValues(world.root, "f12")[0] ?? 7);
    const line = byId("fetching");
    const kb = (/** @type {number} */ bytes) => Math.ceil(bytes / 1024);
    try {
      this.window = await fetchWindow(world, days, (done, whole) => {
        line.textContent = world.say("fetching", { done: kb(done), all: kb(whole) });
      });
      return [];
    } catch (error) {
      return [fetchProblem(error)];
    } finally {
      line.textContent = "";
    }
  }

  /** @returns {Promise<Problem[]>} */
  async look() {
    const { core, say, wait } = this.world;
    const { entropy, problems: wrong } = readWords(this.world, valueOf("typed"), this.fetched);
    if (entropy === null) return wrong;
    this.entropy = entropy;
    const { boards, charters } = this.fetched;
    byId("looking").textContent = say("opening");
    const progress = async () => void (await wait(0));
    this.found = await core.readThread(boards, { entropy, charters, progress });
    byId("looking").textContent = "";
    input("typed").value = "";
    return [];
  }

  get said() {
    const { root, language } = this.world;
    const envelope = tickedValues(root, "f15")[0] ?? "none";
    return {
      form: 1,
      language,
      text: valueOf("reply").trim(),
      grant: tickedValues(root, "f14"),
      withdraw: tickedValues(root, "f13"),
      envelope,
      close: input("close").checked,
    };
  }

  /** @returns {Problem[]} */
  replyProblems() {
    const { text, grant, withdraw, envelope, close } = this.said;
    const { core } = this.world;
    const letters = length(text);
    if (letters > TEXT_MOST) return [{ field: "reply", text: "account.long", values: { n: letters, most: TEXT_MOST } }];
    if (core.holdsReceipt(text, this.entropy, this.fetched.lists)) return [{ field: "reply", text: "words_inside" }];
    const both = grant.find((purpose) => withdraw.includes(purpose));
    if (both !== undefined) return [{ field: `w-${both}`, text: "both_ways" }];
    if (envelope !== "none") return identityProblems(readIdentity());
    const nothing = letters + grant.length + withdraw.length === 0 && !close;
    return nothing ? [{ field: "reply", text: "thread.empty" }] : [];
  }

  /**
   * Ask for every entry that was received to be erased; each has its own token (docs/protocol.md, 8).
   *
   * @returns {Promise<Problem[]>}
   */
  async erase() {
    const { core, ask } = this.world;
    const { eraseToken } = core.keysOf(this.entropy, this.group.charter.origin);
    const { received } = stateOf(this.found, this.group.charter, this.world.now());
    for (const { index = 0, recordId = new Uint8Array() } of received) {
      const status = await ask("POST", "/t", tombstone(index, eraseToken(recordId)), () => {}).catch(() => 0);
      if (status !== 200) return [{ field: "", text: status === 0 ? "net" : "later" }];
    }
    return [];
  }

  /** @param {string} step */
  next(step) {
    if (step === "erase") return this.done("erased");
    if (step === "window") return "words";
    if (step === "words") return "thread";
    if (step === "reply" && this.before === null) return "about";
    if (step === "about") return "readers";
    void sendFrom(this.walk, this.sending);
    return null;
  }

  /** @param {import("./submit.js").Tell} tell @returns {Promise<import("./carry.js").Parcel>} */
  async seal(tell) {
    const { world, group, entropy, said, readers } = this;
    const { core } = world;
    const slots = this.trustees.map(({ slot }) => slot);
    const content = {
      document: said,
      identity: said.envelope === "none" ? null : identityOf(readIdentity()),
      trustees: core.seatsOf(group.charter, slots),
      k: group.charter.k,
      attachments: null,
    };
    const frame = frameOf(core, group, { entropy, readers, sealedBy: world.ending.sealedBy });
    const sealed = await core.sealFollowUp(content, frame, stages(world, tell));
    return { chunks: [], entries: sealed.packets, done: new Set() };
  }

  sent() {
    const { grant, withdraw } = this.said;
    const now = grant.includes("contact") ? "answered" : withdraw.includes("contact") ? "unanswered" : "unsaid";
    // What was allowed before is known to the readers alone: this page keeps nothing of it.
    for (const each of ["answered", "unanswered", "unsaid"]) show(this.world.root, each, each === now);
    this.done("sent");
  }

  /** Nothing stays on the page but its last section. @param {string} step */
  done(step) {
    this.walk.go(step);
    this.walk.trail.close();
    empty(this.world.root);
    this.entropy.fill(0);
    this.found = [];
    byId("messages").textContent = "";
    return null;
  }
}

/** @param {number} index @param {Uint8Array} token */
function tombstone(index, token) {
  const bytes = new Uint8Array(42);
  const view = new DataView(bytes.buffer);
  bytes.set([1, 1]);
  view.setUint32(2, Math.floor(index / 2 ** 32));
  view.setUint32(6, index % 2 ** 32);
  bytes.set(token, 10);
  return bytes;
}

/**
 * Begin.
 *
 * @param {World} world
 */
export function startAnswers(world) {
  const { root } = world;
  const coming = new Coming(world);
  root.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement)) return;
    if (field.name === "f3" || field.name === "f4") coming.showReaders();
    if (field.name === "f15") show(root, "sealed", field.value !== "none");
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-show], [data-step-to]") : null;
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    coming.walk.go(link.dataset["stepTo"] ?? link.dataset["show"] ?? "safety");
  });
  one(root, "[data-lost]").hidden = !coming.walk.start();
}
