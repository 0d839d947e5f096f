import { describe, expect, test } from "bun:test";
import { TrustedProxies } from "../../src/http/client-address.ts";

const proxies = new TrustedProxies(["127.0.0.0/8", "::1", "10.0.0.0/8"]);

describe("the client's address", () => {
  test.each<[string, string | undefined, string | null, string]>([
    ["is the peer's without a proxy", "198.51.100.7", null, "198.51.100.7"],
    ["is the peer's when a stranger claims another", "198.51.100.7", "203.0.113.1", "198.51.100.7"],
    ["is what a trusted proxy says", "127.0.0.1", "203.0.113.1", "203.0.113.1"],
    ["is the last that no trusted proxy wrote", "10.0.0.1", "6.6.6.6, 203.0.113.1, 10.9.9.9", "203.0.113.1"],
    ["is the proxy's when it says nothing", "127.0.0.1", null, "127.0.0.1"],
    ["is the proxy's when it talks nonsense", "127.0.0.1", "unknown", "127.0.0.1"],
    ["stops at nonsense", "127.0.0.1", "203.0.113.1, nonsense", "127.0.0.1"],
    ["understands IPv4 inside IPv6", "::ffff:127.0.0.1", "203.0.113.1", "203.0.113.1"],
    ["is the network of an IPv6 caller", "2001:db8:1:2:3:4:5:6", null, "2001:db8:1:2"],
    ["is one word for a connection that is gone", undefined, "203.0.113.1", "unknown"],
  ])("%s", (_, peer, forwardedFor, client) => {
    expect(proxies.clientAddress(peer, forwardedFor)).toBe(client);
  });
});

test("a range that is none is refused", () => {
  expect(() => new TrustedProxies(["localhost"])).toThrow();
});
