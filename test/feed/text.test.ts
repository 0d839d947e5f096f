import { describe, expect, test } from "bun:test";
import { cleanLine, cleanText, cutAtWord, isShouted } from "../../src/feed/text.ts";

describe("A title", () => {
  const titles = [
    ["keeps what is plain", "Linen Shirt, Small", "Linen Shirt, Small"],
    ["loses markup", "<b>Linen</b> Shirt", "Linen Shirt"],
    ["shows entities as what they stand for", "Salt &amp; Pepper caf&eacute;", "Salt & Pepper café"],
    ["knows entities by their numbers, too", "Women&#x27;s &#39;Shirt&#39;", "Women's 'Shirt'"],
    ["knows entities with digits in their names", "Screw 1&frac12; in, 2 m&sup2;", "Screw 1½ in, 2 m²"],
    ["shows what an export escaped twice", "Salt &amp;amp; Pepper", "Salt & Pepper"],
    ["keeps a sign that is no markup", "Screw 3 < 4 & 5", "Screw 3 < 4 & 5"],
    ["is one line", "  Linen\n\tShirt \u00a0 ", "Linen Shirt"],
    ["is one line, whatever its lines ended with", "Linen\u0085Shirt\u2028Blue", "Linen Shirt Blue"],
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
    expect(cutAtWord("abc👨‍👩‍👧", 6)).toBe("abc");
    expect(cutAtWord("abcde\u0301f", 5)).toBe("abcd");
  });

  test("keeps most of a text that hardly has spaces", () => {
    expect(cutAtWord(`麻 ${"布".repeat(200)}`, 150)).toBe(`麻 ${"布".repeat(148)}`);
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

  test("keeps the lines of what has no paragraphs in markup", () => {
    expect(cleanText("For Tom &amp; Jerry.\n\nSoft.\n<b>Linen</b>", 5000)).toBe(
      "For Tom & Jerry.\n\nSoft.\nLinen",
    );
  });

  test("parts the cells of a table", () => {
    const sizes = "<table><tr><th>Size</th><th>Chest</th></tr><tr><td>S</td><td>90 cm</td></tr></table>";
    expect(cleanText(sizes, 5000)).toBe("Size Chest\nS 90 cm");
  });

  test("has no drawn line where the page has one", () => {
    expect(cleanText("<p>One</p><hr><p>Two</p>", 5000)).toBe("One\n\nTwo");
  });

  test("is read when an export escaped its markup", () => {
    expect(cleanText("&lt;p&gt;Soft.&lt;/p&gt;&lt;p&gt;Blue.&lt;/p&gt;", 5000)).toBe("Soft.\n\nBlue.");
    expect(cleanText("Choose &lt;b&gt; for blue.", 5000)).toBe("Choose <b> for blue.");
  });

  test("has at most one empty line between paragraphs and none of Windows' line ends", () => {
    expect(cleanText("One\r\n\r\n\r\n\r\nTwo  \r\nThree", 5000)).toBe("One\n\nTwo\nThree");
  });
});
