// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The order of the steps, apart from any page.
 *
 * From the first page to the receipt there are eight: the first page itself, before, about, readers, account, wish,
 * name, check. Files and the advice on safety lie beside the way.
 */

/** The way to the sending, in order. */
export const ORDER = Object.freeze(["before", "about", "readers", "account", "wish", "name", "check"]);

/**
 * Give the step that follows.
 *
 * @param {string} step
 * @param {boolean} changing  whether the person came from the check page to change an answer
 */
export function stepAfter(step, changing) {
  if (step === "files") return "check";
  // Who may read depends on whom it is about: whoever changes the one looks at the other again.
  if (changing && step !== "about") return "check";
  return ORDER[ORDER.indexOf(step) + 1] ?? "check";
}

/**
 * Remembers which steps were shown, so that Back shows each of them again.
 *
 * The browser's history keeps only a number for each entry. Which step it means stays in memory: after the page was
 * loaded anew the number means nothing, which is how the loss is noticed.
 */
export class Trail {
  /** @param {string} first @param {number} [number]  of its entry in the browser's history */
  constructor(first, number = 0) {
    /** @type {{ step: string, changing: boolean }[]} */
    this.shown = [{ step: first, changing: false }];
    this.at = 0;
    /** Of the present entry. Numbers go on after a loading anew: entries of the walk before are told by theirs. */
    this.number = number;
    /** Of the first step's entry. */
    this.first = number;
    /** Entries before this one are not gone back to: what was sent is not sent twice. */
    this.floor = 0;
  }

  /** The present step. */
  get now() {
    return /** @type {{ step: string, changing: boolean }} */ (this.shown[this.at]);
  }

  /**
   * Go on to a step; what lay ahead is forgotten. Gives the number of the new entry.
   *
   * @param {string} step
   * @param {boolean} [changing]
   */
  push(step, changing = false) {
    this.first = this.number - this.at;
    this.shown = [...this.shown.slice(0, this.at + 1), { step, changing }];
    this.at = this.shown.length - 1;
    return ++this.number;
  }

  /**
   * Follow the browser to an entry. Gives how many entries it has to move instead, where the entry is closed. What
   * lies before the first step is of a walk that is forgotten, and shows the first step.
   *
   * @param {unknown} number  as the browser kept it
   */
  follow(number) {
    const to = Number.isInteger(number) ? Number(number) : this.first;
    const wanted = Math.max(to - this.first, 0);
    if (wanted < this.floor || wanted >= this.shown.length) return this.number - to;
    this.at = wanted;
    this.number = to;
    return 0;
  }

  /** Close everything before the present entry. */
  close() {
    this.floor = this.at;
  }

  /** Open the way back again: nothing was sent. */
  open() {
    this.floor = 0;
  }
}
