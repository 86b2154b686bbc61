// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys, drafts and a quiet word when post has come. Every page works without it.

const base = document.body.dataset.base ?? "";

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);

/** @param {number} step */
function move(step) {
  const rows = all(".opens");
  const at = rows.findIndex((row) => row === document.activeElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}

/** @param {string} selector */
function press(selector) {
  const found = all(selector)[0];
  const folded = found?.closest("details");
  if (folded) folded.open = true;
  if (found instanceof HTMLAnchorElement || found instanceof HTMLButtonElement) found.click();
  else found?.focus();
}

function help() {
  const dialog = document.querySelector("dialog.keys");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
}

/** @type {Record<string, () => void>} */
const keys = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => press("[data-key='/']"),
  c: () => press("[data-key='c']"),
  r: () => press("[data-key='r']"),
  n: () => press("[data-key='n']"),
  "[": () => press("[data-key='[']"),
  "]": () => press("[data-key=']']"),
  "?": help,
};

if (document.body.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    const in_field = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (in_field || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]?.();
  });
}

// What is being written is kept in the vault, so that a desk that locks itself loses nothing. Each saving names the
// round of the form that it belongs to: one that is overtaken by the sending is not kept.
for (const area of all("textarea[data-draft]")) {
  if (!(area instanceof HTMLTextAreaElement)) continue;
  let timer = 0;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const round = area.form?.querySelector("[name='round']")?.getAttribute("value") ?? "";
      void fetch(area.dataset.draft ?? "", { method: "POST", body: new URLSearchParams({ text: area.value, round }) });
    }, 1500);
  });
  area.form?.addEventListener("submit", () => clearTimeout(timer));
}

// A list that is not filled yet says how far it is, and is loaded anew when it is filled; not under somebody's hands.
const waiting = all("[data-wait]").length > 0;
// Whoever has just followed a link gets there: a loading anew would take its place.
let leaving = false;
addEventListener("beforeunload", () => {
  leaving = true;
});

const typing = () => document.activeElement instanceof HTMLInputElement && document.activeElement.value !== "";

/** @param {string} word @param {string} far */
function wait(word, far) {
  for (const one of all("[data-far]")) one.textContent = word === "busy" ? far : "";
  if (word !== "busy" && word !== "" && !typing() && !leaving) location.reload();
}

async function pulse() {
  const answer = await fetch(`${base}/pulse`, { cache: "no-store" }).catch(() => null);
  const [word = "", far = ""] = answer?.ok ? (await answer.text()).split("\n") : [];
  if (waiting) wait(word, far);
  const asked = all("[data-unlock]").length > 0;
  const closed = word === "locked" && !document.body.hasAttribute("data-locked");
  // A passphrase that is being typed stays: sent, it leads on as well.
  const opened = word !== "locked" && word !== "" && asked && !typing();
  // By its own address: a page that answered a form would be loaded anew with the form.
  if ((closed || opened) && !leaving) location.replace(`${base}/unlock`);
  for (const one of all("[data-post]")) one.hidden = word !== "post";
  // The icon of the tab, not its title: browsers write titles into their history.
  const icon = document.querySelector("link[rel='icon']");
  if (icon instanceof HTMLLinkElement) icon.href = (word === "post" ? icon.dataset.postIcon : icon.dataset.calm) ?? "";
}
if (base && !document.body.hasAttribute("data-outside")) {
  setInterval(() => void pulse(), waiting ? 1_000 : 30_000);
  // What one tab has locked, no other goes on showing; what it has opened is open in all.
  const tabs = new BroadcastChannel("desk");
  tabs.addEventListener("message", () => void pulse());
  tabs.postMessage("");
}
