// SPDX-License-Identifier: AGPL-3.0-or-later
/** Writing a complaint: what happens at each step between "before you begin" and "what happens next". */
import { ALLOWED_BY, complaintOf, identityOf, problems } from "./answers.js";
import { showAnswers } from "./check.js";
import { all, byId, input, offerWays, one, show, ticked } from "./dom.js";
import { chosenOf, fileProblems, offerFiles } from "./files.js";
import { empty, readAnswers } from "./form.js";
import { frameOf, GroupError, loadGroup } from "./group.js";
import { offerBodies, routingOf, showReaders, showTrustees } from "./readers.js";
import { ORDER, stepAfter } from "./steps.js";
import { sealFiles, sender, sendFrom, stages } from "./submit.js";
import { Walk } from "./walk.js";
import { fetchList, receiptOn } from "./words.js";

/** @typedef {import("./page.js").World} World */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./answers.js").Problem} Problem */

/** One complaint being written. All of it is in the page's fields and in this object, and goes with them. */
class Writing {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    this.first = "before";
    /** @type {Group | null} */
    this.known = null;
    /** @type {string[]} */
    this.list = [];
    this.entropy = world.core.newEntropy();
    this.receipt = receiptOn(world);
    this.walk = new Walk(world.root, this, world.say);
    this.files = offerFiles(this.section("files"), world.core.cleanJpeg, world.say, (found) => this.refiled(found));
    this.sending = sender(world, this.section("sending"), this);
    // Fetched while the person reads the first section; a failure is told when they go on.
    this.preparing = this.prepare().catch(() => {});
  }

  /** @param {string} step */
  section(step) {
    return one(this.world.root, `[data-step="${step}"]`);
  }

  get answers() {
    return readAnswers(this.world.root);
  }

  /** The group; there is one as soon as the first section has been left. */
  get group() {
    return /** @type {Group} */ (this.known);
  }

  get routing() {
    return routingOf(this.world.core, this.group, this.world.root);
  }

  async prepare() {
    const { core, given, language, now, fetch, patience } = this.world;
    const pin = given["pin"] ?? "";
    this.known = this.known ?? (await loadGroup(core, { pin, language, now: now(), fetch, patience }));
    if (this.list.length === 0) this.list = await fetchList(this.world, given["list"] ?? "");
  }

  /** @param {string} step */
  enter(step) {
    const free = step === "before" || step === "next";
    offerWays({ languages: step === "before", home: free, safety: step !== "safety" });
    if (step === "about" && byId("bodies").childElementCount === 0) offerBodies(this.group);
    if (step === "readers") this.showReaders();
    if (step === "name") showName(this.section("name"), this.group, this.routing);
    if (step === "check") this.showAnswers();
    if (step === "confirm") this.receipt.ask();
  }

  /** The files are others now. @param {Problem[]} unread */
  refiled(unread) {
    const { step } = this.walk.trail.now;
    if (step === "check") this.showAnswers();
    // Reading may end on another step, where the field that a line would lead to is not shown.
    if (step === "files" || unread.length > 0) {
      this.walk.complain(step === "files" ? unread : unread.map((problem) => ({ ...problem, field: "" })));
    }
  }

  showReaders() {
    const { group, routing, world } = this;
    showReaders(this.section("readers"), { group, routing, root: world.root });
  }

  showAnswers() {
    const { answers, group, routing } = this;
    const files = chosenOf(this.files.picked);
    showAnswers(this.section("check"), { answers, group, routing, files, say: this.world.say });
  }

  /** @param {string} step @returns {Promise<Problem[]>} */
  async check(step) {
    if (step === "before") return this.ready();
    if (step === "readers" && this.routing.readers.length === 0) return [{ field: "", text: "readers.nobody" }];
    if (this.files.busy) {
      const unread = await this.files.read;
      if (unread.length > 0) return unread;
    }
    if (step === "confirm") return this.receipt.check();
    if (step === this.world.ending.step) return this.world.ending.check();
    return this.problems(step);
  }

  /** @param {string} step @returns {Problem[]} */
  problems(step) {
    return step === "files" ? fileProblems(this.files.picked, this.world.say) : problems(step, this.answers);
  }

  /** @returns {Promise<Problem[]>} */
  async ready() {
    try {
      await this.preparing;
      await this.prepare();
      return [];
    } catch (error) {
      return [{ field: "", text: error instanceof GroupError ? error.code : "no_core" }];
    }
  }

  /** @param {string} step @param {boolean} changing */
  next(step, changing) {
    if (step === "parcel") return "receipt";
    if (step === "receipt") return "confirm";
    if (step === "confirm") return this.finish();
    if (step !== "check") return stepAfter(step, changing);
    const { walk } = this;
    // Files lie beside the way: whoever went back from them has not been told what is wrong with them.
    const open = [...ORDER, "files"].find((each) => this.problems(each).length > 0);
    if (open !== undefined) {
      walk.go(open, true);
      walk.complain(this.problems(open));
    } else void sendFrom(this.walk, this.sending);
    return null;
  }

  /** @param {import("./submit.js").Tell} tell @returns {Promise<import("./carry.js").Parcel>} */
  async seal(tell) {
    const { world, answers, group, routing, entropy } = this;
    const { core, language } = world;
    const { sealedBy } = world.ending;
    const frame = frameOf(core, group, { entropy, readers: routing.readers, sealedBy });
    const { chunks, section } = await sealFiles(world, this.files.picked, { entropy, group, tell });
    const content = {
      document: complaintOf(answers, language),
      identity: answers.identity && routing.envelope ? identityOf(answers.identity) : null,
      trustees: core.seatsOf(group.charter, routing.trustees),
      k: group.charter.k,
      attachments: section,
    };
    const sealed = await core.sealComplaint(content, frame, stages(world, tell));
    return { chunks, entries: sealed.packets, done: new Set() };
  }

  /** It has arrived: nothing of it stays on the page but the words. */
  sent() {
    const answered = this.answers.consent.includes("contact");
    show(this.world.root, "answered", answered);
    show(this.world.root, "unanswered", !answered);
    this.receipt.show(this.entropy, this.list);
    this.walk.go(this.world.ending.step);
    this.walk.trail.close();
    empty(this.world.root);
    this.files.picked = [];
    for (const place of all(this.world.root, "#files, #can, #without, [data-answer]")) place.textContent = "";
  }

  finish() {
    this.walk.go("next");
    this.walk.trail.close();
    this.receipt.wipe();
    this.entropy.fill(0);
    return null;
  }
}

/**
 * @param {HTMLElement} section
 * @param {Group} group
 * @param {import("./group.js").Routing} routing
 */
function showName(section, group, routing) {
  show(section, "offered", routing.envelope);
  show(section, "refused", !routing.envelope);
  const { members } = group.charter;
  showTrustees(section, group, members.filter(({ slot, retired }) => !retired && routing.trustees.includes(slot)));
  if (!routing.envelope) input("name-no").checked = true;
  show(section, "sealed", ticked("name-yes"));
}

/** Tick what a wish allows to begin with. @param {HTMLElement} root @param {string} wish */
function allow(root, wish) {
  for (const box of all(root, 'input[name="f9"]')) {
    if (!(box instanceof HTMLInputElement)) continue;
    const common = box.closest("details") === null;
    if (common) box.checked = ALLOWED_BY[wish]?.includes(box.value) ?? false;
    else if (wish === "keep") box.checked = false;
  }
}

/**
 * Begin.
 *
 * @param {World} world
 * @returns {Writing}
 */
export function startWriting(world) {
  const { root } = world;
  const writing = new Writing(world);
  root.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement)) return;
    if (field.name === "f3" || field.name === "f4") writing.showReaders();
    if (field.name === "f8") allow(root, field.value);
    if (field.id === "helping") show(root, "helping", field.checked);
    if (field.name === "f10") show(root, "sealed", ticked("name-yes"));
  });
  one(root, "[data-skip]").addEventListener("click", () => writing.finish());
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-show]") : null;
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault(); // the page stays, and with it what was written
    writing.walk.go(link.dataset["show"] ?? "safety");
  });
  one(root, "[data-lost]").hidden = !writing.walk.start();
  return writing;
}
