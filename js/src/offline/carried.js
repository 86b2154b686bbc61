// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What a page served by intake fetches, this page carries with it: charters, the word of freshness, lists of words.
 *
 * Nothing carried is believed for being here: it goes through the same checks as what comes over a network.
 */
import { all, copyOf } from "../page/dom.js";

/**
 * Give the means to "fetch" from the templates of a page.
 *
 * @param {ParentNode} root
 * @returns {import("../page/group.js").Fetch}
 */
export function carriedIn(root) {
  const held = new Map(all(root, "template[data-file]").map((template) => [template.dataset["file"], template]));
  return async (path) => {
    const template = held.get(path);
    return template === undefined ? null : new TextEncoder().encode(copyOf(template).textContent ?? "");
  };
}
