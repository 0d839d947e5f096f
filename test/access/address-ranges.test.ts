import { describe, expect, test } from "bun:test";
import { compileRanges, NoAddressList, parseAddressList } from "../../src/access/address-ranges.ts";

describe("an address is in the ranges", () => {
  const ranges = compileRanges(["203.0.113.0/24", "198.51.100.7", "2001:db8:1::/48", "2001:db8:2::9"]);
  test.each([
    ["203.0.113.0", true],
    ["203.0.113.255", true],
    ["203.0.114.0", false],
    ["198.51.100.7", true],
    ["198.51.100.8", false],
    ["2001:db8:1:ffff::1", true],
    ["2001:db8:2::9", true],
    ["2001:db8:2::a", false],
    // An IPv4 address inside IPv6, as a socket that listens for both shows it.
    ["::ffff:203.0.113.5", true],
    ["::ffff:203.0.114.5", false],
    ["no address", false],
    ["", false],
  ])("%s: %p", (address, expected) => {
    expect(ranges.has(address)).toBe(expected);
  });
});

describe("a list is read", () => {
  test.each([
    ["a range a line, with comments", "# agents\n203.0.113.0/24\n\n 2001:db8::/32  # six\r\n", 2],
    ["as a JSON array", '["203.0.113.0/24","198.51.100.7"]', 2],
    [
      "as OpenAI publishes it",
      JSON.stringify({
        creationTime: "2026-11-30T00:00:00Z",
        prefixes: [{ ipv4Prefix: "203.0.113.0/28" }, { ipv6Prefix: "2001:db8::/32" }],
      }),
      2,
    ],
  ])("%s", (_, text, count) => {
    expect(parseAddressList(text)).toHaveLength(count);
  });
});

describe("a list is refused", () => {
  test.each([
    ["with nothing in it", "# later\n"],
    ["with no prefix in it", '{"prefixes":[]}'],
    ["that is a page", "<!doctype html><title>Not found</title>"],
    ["that is broken off", '{"prefixes":[{"ipv4Prefix":"203.0.1'],
    ["of another shape", '{"addresses":["203.0.113.0/24"]}'],
    ["with a prefix that is none", '{"prefixes":[{"ipv4Prefix":7}]}'],
    ["with an old spelling of IPv4", "0177.1\n"],
    ["with more bits than an address has", "203.0.113.0/33\n"],
    ["of all addresses of IPv4", "0.0.0.0/0\n"],
    ["of all addresses of IPv6", "::/0\n"],
  ])("%s", (_, text) => {
    expect(() => parseAddressList(text)).toThrow(NoAddressList);
  });
});
