// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Walking through the steps of a page: one section at a time, Back by the page or by the browser, errors on top.
 *
 * The rules are:
 *   - A section that is not shown is hidden and not removed: what was typed stays where it was typed.
 *   - The browser's history gets a number for each step, and whether others were shown, and nothing else. All
 *     entries but the present one carry the address that leads away, so that whoever presses Back after leaving does
 *     not come upon the form.
 *   - Title and address are the same at each step, but for the word "Error" that WCAG technique G199 asks for.
 */
import { all, byId, captionOf, make, one, put } from "./dom.js";
import { Trail } from "./steps.js";

/** @typedef {import("./answers.js").Problem} Problem */

/**
 * @typedef {object} Way  what a page does at its steps
 * @property {string} first
 * @property {(step: string) => void} enter  before a step is shown
 * @property {(step: string) => Problem[] | Promise<Problem[]>} check  before a step is left forwards
 * @property {(step: string, changing: boolean) => string | null} next  the step that follows; null: the page sees to it
 */

export class Walk {
  /**
   * @param {HTMLElement} root
   * @param {Way} way
   * @param {import("./texts.js").Say} say
   */
  constructor(root, way, say) {
    this.root = root;
    this.way = way;
    this.say = say;
    this.trail = new Trail(way.first, history.state?.at);
    this.title = document.title;
    this.busy = false;
    // A page opened from a file has one address for all its steps: browsers let it write no other.
    this.here = location.protocol.startsWith("http") ? location.pathname : "";
    this.away = document.body.dataset["leave"] ?? "/leave";
  }

  /** Show the first step and listen. Says whether this page was loaded anew in the middle of something. */
  start() {
    const lost = history.state?.on === true;
    this.rewrite(this.trail.number, this.here);
    this.root.addEventListener("click", (event) => this.onClick(event));
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    addEventListener("popstate", (event) => this.onPop(event.state?.at));
    // The focus stays at the top of a page that has just come: the control that leaves is first from there.
    this.display({ focus: false });
    return lost;
  }

  /** @param {string} step @param {boolean} [changing] */
  go(step, changing = false) {
    const before = this.trail.number;
    const at = this.trail.push(step, changing);
    this.rewrite(before, this.away);
    try {
      history.pushState({ at, on: true }, "", this.here);
    } catch {
      // A browser that keeps no history for this page: the steps work without.
    }
    this.display();
  }

  /** @param {number} at @param {string} address */
  rewrite(at, address) {
    try {
      // Whoever goes back to the first step, out of the page and in again is told as well that the text is gone.
      history.replaceState({ at, on: this.trail.shown.length > 1 }, "", address);
    } catch {
      // as above
    }
  }

  /** @param {unknown} number */
  onPop(number) {
    const move = this.trail.follow(number);
    if (move !== 0) {
      history.go(move);
      return;
    }
    this.rewrite(this.trail.number, this.here);
    this.display();
  }

  /** @param {{ focus?: boolean }} [how] */
  display({ focus = true } = {}) {
    const { step } = this.trail.now;
    this.way.enter(step);
    this.clear();
    for (const section of all(this.root, "[data-step]")) section.hidden = section.dataset["step"] !== step;
    scrollTo(0, 0);
    if (focus) this.heading()?.focus();
  }

  heading() {
    const section = one(this.root, `[data-step="${this.trail.now.step}"]`);
    return all(section, "h1").find((heading) => heading.closest("[hidden]") === null);
  }

  async on() {
    if (this.busy) return;
    this.busy = true;
    try {
      const { step, changing } = this.trail.now;
      const problems = await this.way.check(step);
      if (problems.length > 0) this.complain(problems);
      else {
        const next = this.way.next(step, changing);
        if (next !== null) this.go(next, changing && next !== "check");
      }
    } finally {
      this.busy = false;
    }
  }

  /** @param {Event} event */
  onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-go], [data-change]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset["go"] === "on") void this.on();
    else if (button.dataset["go"] === "back") history.back();
    else this.go(button.dataset["change"] ?? "check", true);
  }

  /** @param {KeyboardEvent} event  Enter in a field of one line goes on, as in a form */
  onKey(event) {
    const field = event.target;
    if (event.key !== "Enter" || !(field instanceof HTMLInputElement) || field.type !== "text") return;
    event.preventDefault();
    one(one(this.root, `[data-step="${this.trail.now.step}"]`), '[data-go="on"]').click();
  }

  clear() {
    document.title = this.title;
    byId("errors").hidden = true;
    for (const note of all(this.root, ".wrong")) note.remove();
    for (const field of all(this.root, "[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      const rest = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("-wrong"));
      if (rest.join("") === "") field.removeAttribute("aria-describedby");
      else field.setAttribute("aria-describedby", rest.join(" "));
    }
  }

  /**
   * Show what is wrong: a summary with links on top, and a line at each field. What was typed stays.
   *
   * @param {Problem[]} problems  none: what was wrong before is so no more
   */
  complain(problems) {
    this.clear();
    if (problems.length === 0) return;
    const box = byId("errors");
    const lines = problems.map((problem) => {
      const field = problem.field === "" ? null : byId(problem.field);
      const text = this.say(problem.text, { what: field ? captionOf(field.id) : "", ...problem.values });
      if (field) mark(field, text);
      return line(text, field);
    });
    put(one(box, "ul"), lines);
    const section = one(this.root, `[data-step="${this.trail.now.step}"]`);
    section.prepend(...all(section, ":scope > .back"), box);
    box.hidden = false;
    document.title = this.say("error_prefix") + this.title;
    scrollTo(0, 0);
    box.focus();
  }
}

/** @param {HTMLElement} field @param {string} text */
function mark(field, text) {
  const note = make("p", text);
  note.className = "wrong";
  note.id = `${field.id}-wrong`;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${note.id}`.trim());
  (field.closest(".pick, .file") ?? field).before(note);
}

/** @param {string} text @param {HTMLElement | null} field */
function line(text, field) {
  const item = document.createElement("li");
  if (field) {
    const link = Object.assign(make("a", text), { href: `#${field.id}` });
    // Focus without following the link: the address stays the same at each step.
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.focus();
    });
    item.append(link);
  } else item.append(text);
  return item;
}
