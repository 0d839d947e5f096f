import { expect, test } from "bun:test";
import { instant } from "../../src/clock.ts";
import { newSigningKey, publicPartOf } from "../../src/signing/key.ts";
import { signMessage } from "../../src/signing/sign-message.ts";
import { verifyMessage } from "./verify-message.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));
const key = newSigningKey(now, now);
const message = {
  method: "POST",
  url: "https://platform.example:8443/hooks/orders",
  headers: {
    "ucp-agent": 'profile="https://shop.example/.well-known/ucp"',
    "content-type": "application/json",
  },
  body: '{"id":"ord_1"}',
};
const received = async (given: Partial<typeof message> = {}) => {
  const sent = { ...message, ...given };
  const headers = new Headers(await signMessage(sent, key, now));
  return { method: sent.method, url: sent.url, headers, text: sent.body };
};
const verify = (of: Awaited<ReturnType<typeof received>>) => verifyMessage(of, [publicPartOf(key)]);

test("a signed message is verified by who writes the signature base by hand", async () => {
  expect(verify(await received())).toEqual({
    components: ["@method", "@authority", "@path", "ucp-agent", "content-type", "content-digest"],
    keyId: key.id,
    created: now / 1000,
  });
});

test("a query is covered where there is one", async () => {
  const { components } = verify(await received({ url: "https://platform.example/hooks?for=shop%20one&x" }));
  expect(components).toContain("@query");
});

test.each([
  ["another path", { url: "https://platform.example:8443/hooks/others" }],
  ["another host", { url: "https://other.example:8443/hooks/orders" }],
  ["another body", { text: '{"id":"ord_2"}' }],
  ["another method", { method: "PUT" }],
])("a signature does not hold for %s", async (_, given) => {
  const signed = await received();
  expect(() => verify({ ...signed, ...given })).toThrow();
});

test("a signature does not hold for another value of a header", async () => {
  const signed = await received();
  signed.headers.set("ucp-agent", 'profile="https://other.example/.well-known/ucp"');
  expect(() => verify(signed)).toThrow("the signature is not one of");
});
