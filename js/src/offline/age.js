// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * How old an offline page is, apart from any page.
 *
 * Its age is counted from the day until which the group vouched for the list of readers in it. Both are signed; a date
 * of making would be only somebody's word.
 */

/** Days past that day for which sealing goes on. Readers accept what was sealed to an older charter for as long. */
export const PATIENCE = 365;
const DAY = 86_400;

/**
 * Say how old a page is.
 *
 * @param {number} until  Unix seconds until which the group vouched for it
 * @param {number} now  Unix seconds
 * @returns {{ text: "age_fresh" | "age_late", day: number, days: number }}  the key of the text; the day as the
 *     protocol counts them; how many days have passed since
 */
export function ageOf(until, now) {
  const days = Math.max(0, Math.ceil((now - until) / DAY));
  return { text: days === 0 ? "age_fresh" : "age_late", day: Math.floor(until / DAY), days };
}
