// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Entry point of `exit.js`, which is on every page: leaving at once, and covering the page while it is hidden.
 *
 * The rules are:
 *   - The page is empty before anything touches the network: a slow line must not keep it on the screen.
 *   - The neutral page takes this page's place in the history. What lies before it in the history is an address that
 *     leads to the neutral page again, and nothing lies after it: Back and Forward never show the form.
 *   - Without this script the control is a plain link to the same place. Nothing here may break that.
 *   - Escape is not used: it stops a page from loading. There is no key with one stroke (WCAG 2.1.4).
 */

const PRESSES = 3;
/** Milliseconds within which Shift has to be pressed three times; GOV.UK's pattern uses the same. */
const WITHIN = 5000;

const { to = "about:blank", leave: past = "/leave" } = document.body.dataset;

/** Empty the page, then go to the neutral site. */
function leave() {
  document.documentElement.textContent = "";
  try {
    history.replaceState(null, "", past);
    // A new entry drops all entries after this one; the neutral page then takes its place.
    history.pushState(null, "", past);
  } catch {
    // A page opened from a file has no history of its own to rewrite.
  }
  location.replace(to);
}

/** @type {number[]} */
let presses = [];

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key !== "Shift" || event.repeat) {
    if (event.key !== "Shift") presses = [];
    return;
  }
  const now = Date.now();
  presses = [...presses.filter((at) => now - at < WITHIN), now];
  if (presses.length >= PRESSES) leave();
}

/** @param {MouseEvent} event */
function onClick(event) {
  if (event.target instanceof Element && event.target.id === "uncover") return cover(false);
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || event.ctrlKey || event.metaKey || event.button !== 0) return;
  if (link.id === "leave" || "leave" in link.dataset) {
    event.preventDefault();
    leave();
  } else if ("replace" in link.dataset) {
    // The page that led here need not stay in the history.
    event.preventDefault();
    location.replace(link.href);
  }
}

/** @param {boolean} covered */
function cover(covered) {
  const sheet = document.getElementById("cover");
  if (!sheet) return;
  sheet.hidden = !covered;
  for (const part of document.body.children) {
    if (part instanceof HTMLElement && part !== sheet) part.inert = covered;
  }
}

document.addEventListener("keydown", onKey, true);
document.addEventListener("click", onClick);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") cover(true);
});
