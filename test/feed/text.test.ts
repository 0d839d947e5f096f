import { describe, expect, test } from "bun:test";
import { cleanLine, cleanText, cutAtWord, isShouted } from "../../src/feed/text.ts";

describe("A title", () => {
  const titles = [
    ["keeps what is plain", "Linen Shirt, Small", "Linen Shirt, Small"],
    ["loses markup", "<b>Linen</b> Shirt", "Linen Shirt"],
    ["shows entities as what they stand for", "Salt &amp; Pepper caf&eacute;", "Salt & Pepper café"],
    ["keeps a sign that is no markup", "Screw 3 < 4 & 5", "Screw 3 < 4 & 5"],
    ["is one line", "  Linen\n\tShirt \u00a0 ", "Linen Shirt"],
    ["has no control characters", "Linen\u0000\u0007 Shirt\u200b", "Linen Shirt"],
    ["has no half of a surrogate pair", "Shirt \ud83d", "Shirt \ufffd"],
    ["is absent when nothing is left", "<p>&nbsp;</p>", undefined],
  ] as const;
  test.each(titles)("%s", (_, given, expected) => {
    expect(cleanLine(given, 150)).toBe(expected);
  });

  test("is cut at a word", () => {
    expect(cutAtWord("one two three", 9)).toBe("one two");
    expect(cutAtWord("one two three", 7)).toBe("one two");
    expect(cutAtWord("one two three", 13)).toBe("one two three");
  });

  test("is cut within a word that is too long by itself, but never within a character", () => {
    expect(cutAtWord("abcdefghij", 4)).toBe("abcd");
    expect(cutAtWord("abc😀def", 4)).toBe("abc");
  });

  test("shouts when all its letters are capitals", () => {
    expect(isShouted("BEST LINEN SHIRT EVER")).toBeTrue();
    expect(isShouted("Best linen shirt EVER")).toBeFalse();
    expect(isShouted("TV 42")).toBeFalse();
  });
});

describe("A description", () => {
  test("keeps its paragraphs and lists as lines", () => {
    const html = "<h2>Shirt</h2><p>Soft.</p><ul><li>Linen</li><li>Blue</li></ul><script>alert(1)</script>";
    expect(cleanText(html, 5000)).toBe("Shirt\n\nSoft.\n\n* Linen\n* Blue");
  });

  test("has at most one empty line between paragraphs and none of Windows' line ends", () => {
    expect(cleanText("One\r\n\r\n\r\n\r\nTwo  \r\nThree", 5000)).toBe("One\n\nTwo\nThree");
  });
});
