import { expect, test } from "bun:test";
import { join } from "node:path";
import { openTerminal } from "../cli/terminal.ts";
import { serveShop } from "../http/shop-server.ts";

const key = "csk_of_this_test_and_no_other";
const certificates = join(import.meta.dir, "../http/certificates");

test("a shop with a certificate of its own is asked by https, and says that it is well", async () => {
  const tls = {
    TLS_CERTIFICATE: join(certificates, "first.pem"),
    TLS_KEY: join(certificates, "first.key"),
    COMMERCE_API_KEY: key,
    ADMIN_TOKEN: "a-token-of-this-test-and-of-no-other",
  };
  await using shop = await serveShop({ environment: tls });
  expect(shop.server.url).toStartWith("https://127.0.0.1:");
  const ca = await Bun.file(tls.TLS_CERTIFICATE).text();
  const answer = await fetch(`${shop.server.url}/readyz`, { tls: { ca } });
  expect(answer.status).toBe(200);
  const session = await fetch(`${shop.server.url}/checkout_sessions`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${key}`,
      "API-Version": "2026-04-17",
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
    },
    body: JSON.stringify({
      currency: "usd",
      capabilities: {},
      line_items: [{ id: "canvas-tote", quantity: 1 }],
    }),
    tls: { ca },
  });
  expect(session.status).toBe(201);

  const { port } = new URL(shop.server.url);
  const terminal = openTerminal({ environment: { ...tls, PORT: port }, directory: shop.folder });
  expect(await terminal.run("health", "--ready")).toMatchObject({ code: 0 });
});

test("`health` fails where nobody listens", async () => {
  const { code, notes } = await openTerminal({ environment: { PORT: "1" } }).run("health");
  expect(code).toBe(1);
  expect(notes).toContain("http://127.0.0.1:1/healthz does not answer");
});
