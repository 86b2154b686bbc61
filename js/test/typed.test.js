// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { randomBytes } from "../src/random.js";
import { digitsOf, wordsOf } from "../src/receipt.js";
import { fold, holdsReceipt, nearestWords, readReceipt, splitWords } from "../src/typed.js";
import { english, russian } from "./support/lists.js";

const lists = [russian, english];
const entropy = Uint8Array.from([7, 1, 200, 33, 4, 99, 180, 7, 61, 250, 17, 8, 90, 45, 3, 129]);
const words = wordsOf(entropy, russian);
const read = (/** @type {string} */ typed) => readReceipt(typed, lists);
const opens = (/** @type {string} */ typed) => assert.deepEqual(read(typed), { entropy, problem: null });

describe("what people type", () => {
  const forms = {
    "as shown": words.join(" "),
    "in capitals": words.join(" ").toUpperCase(),
    "with blanks and lines": `  ${words.join("  \n\t ")} \r\n`,
    "with commas": words.join(", "),
    "with hard blanks": words.join("\u00a0"),
    "numbered 1.": words.map((word, at) => `${at + 1}. ${word}`).join("\n"),
    "numbered 1)": words.map((word, at) => `${at + 1}) ${word}`).join(" "),
    "numbered and glued": words.map((word, at) => `${at + 1}.${word}`).join("\n"),
    "numbered bare": words.map((word, at) => `${at + 1} ${word}`).join(" "),
    "in NFD": words.join(" ").normalize("NFD"),
    "in digits": digitsOf(entropy).join(" "),
    "in digits without blanks": digitsOf(entropy).join(""),
    "in digits with dashes": digitsOf(entropy).join("-"),
    "in digits, numbered": digitsOf(entropy)
      .map((group, at) => `${at + 1}. ${group}`)
      .join("\n"),
    "in English": wordsOf(entropy, english).join(" "),
  };
  for (const [name, typed] of Object.entries(forms)) test(name, () => opens(typed));

  test("every Russian word, as NFC, NFD, capitals and with ё as е", () => {
    for (const word of russian) {
      for (const typed of [word, word.normalize("NFD"), word.toUpperCase(), word.replace(/ё/g, "е")]) {
        assert.equal(fold(typed), fold(word));
      }
    }
    assert.equal(new Set(russian.map(fold)).size, 2048, "folding keeps all words apart");
  });

  test("й is another letter than и", () => {
    assert.notEqual(fold("другой"), fold("другои"));
    assert.deepEqual(nearestWords(fold("другои"), russian)[0], "другой");
  });

  test("a Latin letter in a Russian word is taken for the Cyrillic one it looks like, and the reverse", () => {
    for (let round = 0; round < 30; round++) {
      const drawn = randomBytes(16);
      const latin = wordsOf(drawn, russian).join(" ").replace(/о/g, "o").replace(/а/g, "a").replace(/с/g, "c");
      const cyrillic = wordsOf(drawn, english).join(" ").replace(/o/g, "о").replace(/a/g, "а").replace(/e/g, "е");
      assert.deepEqual(read(latin), { entropy: drawn, problem: null });
      assert.deepEqual(read(cyrillic), { entropy: drawn, problem: null });
    }
  });

  test("the palochka and what is typed for it stand for l or i in an English word", () => {
    const drawn = new Uint8Array(16).fill(127);
    assert.equal(wordsOf(drawn, english)[0], "legal");
    for (const upright of ["Ӏ", "ӏ", "|", "1"]) {
      const typed = wordsOf(drawn, english).join(" ").replace(/l/g, upright);
      assert.deepEqual(read(typed), { entropy: drawn, problem: null });
      const i = wordsOf(drawn, english).join(" ").replace(/i/g, upright);
      assert.deepEqual(read(i), { entropy: drawn, problem: null });
    }
  });
});

/**
 * Compare with every word of a list, plainly.
 *
 * @param {string} typed
 * @param {readonly string[]} list
 */
function nearestOfAll(typed, list) {
  /** @param {string} one @param {string} two */
  const distance = (one, two) => {
    /** @type {Map<string, number>} */
    const known = new Map();
    /** @param {number} i @param {number} j @returns {number} */
    const upTo = (i, j) => {
      if (i === 0 || j === 0) return i + j;
      const found = known.get(`${i} ${j}`);
      if (found !== undefined) return found;
      const swapped = i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1];
      const far = Math.min(
        upTo(i - 1, j) + 1,
        upTo(i, j - 1) + 1,
        upTo(i - 1, j - 1) + Number(one[i - 1] !== two[j - 1]),
        swapped ? upTo(i - 2, j - 2) + 1 : Infinity,
      );
      known.set(`${i} ${j}`, far);
      return far;
    };
    return upTo(one.length, two.length) - (one.slice(0, 4) === two.slice(0, 4) ? 0.5 : 0);
  };
  return list
    .map((listed, place) => ({ listed, place, far: distance(typed, fold(listed)) }))
    .filter(({ far, listed }) => far <= Math.max(1, Math.min(typed.length, listed.length) / 2))
    .sort((one, two) => one.far - two.far || one.place - two.place)
    .slice(0, 3)
    .map(({ listed }) => listed);
}

describe("what is wrong", () => {
  test("a misspelt word is pointed at, with the one meant first", () => {
    for (let place = 0; place < 12; place++) {
      const word = words[place] ?? "";
      for (const wrong of [word.slice(0, -1) + "ъ", word + "ъ", `ъ${word}`, word.slice(1)]) {
        if (russian.some((listed) => fold(listed) === fold(wrong))) continue;
        const { problem } = read(words.map((each, at) => (at === place ? wrong : each)).join(" "));
        assert.equal(problem?.code, "unknown-word");
        assert.equal(problem?.place, place + 1);
        assert.ok(problem?.nearest?.includes(word), `${wrong} → ${problem?.nearest}`);
      }
    }
  });

  test("two letters swapped are one mistake", () => {
    assert.equal(nearestWords("бертег", ["берег", "белый", "билет"])[0], "берег");
    assert.equal(nearestWords("еbrge", ["berge", "abbey"])[0], "berge");
  });

  test("what has too few letters in common is left out, and nothing else", () => {
    for (const [list, letters] of /** @type {[string[], string][]} */ ([
      [russian, "абвгдежзийклмнопрстуфхцчшщъыьэюя"],
      [english, "abcdefghijklmnopqrstuvwxyz"],
    ])) {
      for (let round = 0; round < 40; round++) {
        const [one = 0, two = 0, at = 0, drop = 0, ...more] = randomBytes(8);
        const word = fold(list[(one * 256 + two) % 2048] ?? "");
        const put = more.slice(0, round % 4).map((byte) => letters[byte % letters.length]);
        const place = at % (word.length + 1);
        const typed = word.slice(0, place) + put.join("") + word.slice(place + (drop % 3));
        assert.deepEqual(nearestWords(typed, list), nearestOfAll(typed, list), typed);
      }
    }
  });

  test("a word of another world has no near ones", () => {
    assert.deepEqual(nearestWords("qqqqqqqq", russian), []);
  });

  test("too few, too many and no words are counted", () => {
    assert.deepEqual(read(words.slice(1).join(" ")).problem, { code: "wrong-count", count: 11 });
    assert.deepEqual(read([...words, words[0]].join(" ")).problem, { code: "wrong-count", count: 13 });
    assert.deepEqual(read("").problem, { code: "wrong-count", count: 0 });
    assert.deepEqual(read(digitsOf(entropy).slice(1).join(" ")).problem, { code: "wrong-count", count: 12 });
  });

  test("changed places of two words, and a wrong digit, are noticed as not belonging together", () => {
    const [one = "", two = "", ...rest] = words;
    assert.deepEqual(read([two, one, ...rest].join(" ")).problem, { code: "not-together" });
    const [first = "", ...groups] = digitsOf(entropy);
    const changed = String((Number(first) % 2048) + 1).padStart(4, "0");
    assert.deepEqual(read([changed, ...groups].join(" ")).problem, { code: "not-together" });
    const last = String((Number(groups[11]) + 1) % 10_000).padStart(4, "0");
    assert.deepEqual(read([first, ...groups.slice(0, 11), last].join(" ")).problem, { code: "not-together" });
  });

  test("a group above 2048 or 0000 is pointed at", () => {
    const groups = digitsOf(entropy);
    for (const bad of ["2049", "0000", "9999"]) {
      const typed = groups.map((group, at) => (at === 4 ? bad : group)).join(" ");
      assert.deepEqual(read(typed).problem, { code: "bad-group", place: 5 });
    }
  });

  test("whatever is typed, only a reading comes out", () => {
    const letters = "аяйёe1. ,)\n\u0306\u0308Ӏ|😀ß\ud83d";
    for (let round = 0; round < 300; round++) {
      const typed = Array.from(randomBytes(60), (byte) => letters[byte % letters.length]).join("");
      assert.equal(read(typed).entropy, null);
    }
  });

  test("no problem repeats what was typed", () => {
    const { problem } = read(words.map((word, at) => (at === 3 ? "секретноеслово" : word)).join(" "));
    assert.ok(!JSON.stringify(problem).includes("секретноеслово"));
  });
});

describe("the receipt inside the story", () => {
  test("four of its words in a row are found, in either list, in any dress", () => {
    const run = words.slice(4, 8);
    assert.ok(holdsReceipt(`Мои слова: ${run.join(", ").toUpperCase()}!`, entropy, lists));
    assert.ok(holdsReceipt(`x ${wordsOf(entropy, english).slice(0, 4).join("\n")} y`, entropy, lists));
    assert.ok(holdsReceipt(`код ${digitsOf(entropy).slice(2, 5).join("-")}`, entropy, lists));
  });

  test("three words, other words and other order are left alone", () => {
    assert.ok(!holdsReceipt(words.slice(4, 7).join(" "), entropy, lists));
    assert.ok(!holdsReceipt(words.slice(4, 8).reverse().join(" "), entropy, lists));
    assert.ok(!holdsReceipt("Меня держали три дня в отделе полиции.", entropy, lists));
    assert.ok(!holdsReceipt("", entropy, lists));
  });
});

test("typed words are split as the other half splits them", () => {
  assert.deepEqual(splitWords("1. Ёлка, 2)двор 33 ЙОД"), ["елка", "двор", "йод".normalize("NFKD")]);
});
