import { describe, expect, test } from "bun:test";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { webAddressOf } from "../src/web-address.ts";

const ajv = new Ajv2020();
addFormats(ajv);
const isUri = ajv.compile({ type: "string", format: "uri" });

describe("an address of the web", () => {
  test.each([
    "https://shop.example",
    "https://shop.example/a%20b.jpg?size=1&v=(2)#top",
    "HTTP://shop.example:8080/~me/a,b;c",
    "http://[::1]:3000/x",
  ])("stays as it is when it is a URI: %s", (address) => {
    expect(webAddressOf(address)).toBe(address);
  });

  test.each([
    ["https://shop.example/größe 1.jpg", "https://shop.example/gr%C3%B6%C3%9Fe%201.jpg"],
    ["https://müller.example/a", "https://xn--mller-kva.example/a"],
    ["https://shop.example/a|b[1].jpg", "https://shop.example/a%7Cb%5B1%5D.jpg"],
    ["https://shop.example/100%.jpg", "https://shop.example/100%25.jpg"],
    ["https://shop.example/a?q=“x”#b#c d", "https://shop.example/a?q=%E2%80%9Cx%E2%80%9D#b%23c%20d"],
  ])("is escaped as a browser would: %s", (address, escaped) => {
    expect(webAddressOf(address)).toBe(escaped);
  });

  test.each([
    "shop.example/a.jpg",
    "https://shop.example/a\nhttps://shop.example/a",
    "https://shop.example/a\r\n",
    "https://shop.example/a\tb",
    "ftp://shop.example/a",
    "https:/shop.example/a",
    "javascript:alert(1)",
    "https://[bad/a.jpg",
    "https://shop.example:99999/a.jpg",
    "https://merchant:secret@shop.example/a.jpg",
  ])("is none: %s", (text) => {
    expect(webAddressOf(text)).toBeUndefined();
  });

  test("is always a URI, and the same when read again", () => {
    const rest = fc.string({
      unit: fc.oneof(fc.constantFrom(..."%#?&/[]|^`\\ 0a"), fc.string({ unit: "grapheme" })),
    });
    fc.assert(
      fc.property(rest, (text) => {
        const address = webAddressOf(`https://shop.example/${text}`);
        expect(address !== undefined && isUri(address)).toBe(true);
        expect(webAddressOf(address ?? "")).toBe(address);
      }),
      { numRuns: 1000 },
    );
  });
});
