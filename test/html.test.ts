import { expect, test } from "bun:test";
import fc from "fast-check";
import { html, link } from "../src/html.ts";

test("whatever text is put in, no tag and no attribute can come of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const { text: page } = html`<p title="${text}">${text}</p>`;
      expect(page.match(/[<>"]/g)).toEqual(["<", '"', '"', ">", "<", ">"]);
    }),
  );
});

test("templates nest, lists are joined and nothing is shown of undefined", () => {
  const items = ["a", "<b>"].map((word) => html`<li>${word}</li>`);
  expect(html`<ul>${items}</ul>${undefined}${7}`.text).toBe("<ul><li>a</li><li>&lt;b&gt;</li></ul>7");
});

test.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", " https://x"])(
  "%s is no link",
  (address) => {
    expect(link(address, "words").text).toBe("words");
  },
);

test("web and mail addresses are links that tell nobody where one came from", () => {
  expect(link("https://a.example/?x=1&y=2", "words").text).toBe(
    '<a href="https://a.example/?x=1&amp;y=2" rel="noreferrer">words</a>',
  );
});
