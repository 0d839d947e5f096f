import { expect, test } from "bun:test";
import { serveShop } from "../http/shop-server.ts";

const path = "/.well-known/openai-apps-challenge";

test("OpenAI's challenge is answered with the token alone", async () => {
  await using shop = await serveShop({ environment: { OPENAI_APPS_CHALLENGE: "a-token" } });
  const response = await shop.fetch(path);
  expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
    200,
    "text/plain; charset=utf-8",
    "a-token",
  ]);
});

test("without a token there is nothing to answer", async () => {
  await using shop = await serveShop();
  expect((await shop.fetch(path)).status).toBe(404);
});
