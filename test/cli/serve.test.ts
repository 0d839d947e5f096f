import { afterEach, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { demoAdminToken, demoApiKey } from "../../src/demo/shop.ts";
import type { Environment } from "../../src/settings/environment.ts";
import { smallestShop } from "../settings/load.ts";
import { folderForRun } from "../temporary-folder.ts";

type Serving = Subprocess<"ignore", "pipe", "pipe">;
const serving: Serving[] = [];
afterEach(() => {
  for (const server of serving.splice(0)) server.kill("SIGKILL");
});

/** Starts the program itself in a fresh directory. */
function serve(environment: Environment = {}, directory = folderForRun("serve")): Serving {
  const server = Bun.spawn([process.execPath, join(import.meta.dir, "../../src/main.ts"), "serve"], {
    cwd: directory,
    env: { PORT: "0", ...environment },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  serving.push(server);
  return server;
}

/** The first line of stdout, and the way to the rest. */
async function ready(server: Serving) {
  const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`ended before it was ready: ${await new Response(server.stderr).text()}`);
    text += value;
  }
  const [line = "", ...rest] = text.split("\n");
  return {
    line,
    url: line.slice("listening on ".length),
    async rest(): Promise<string> {
      let more = rest.join("\n");
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return more;
        more += value;
      }
    },
  };
}

test("serve prints one line when it is ready, and ends well when it is told to stop", async () => {
  const server = serve();
  const { line, url, rest } = await ready(server);
  expect(line).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  server.kill("SIGTERM");
  expect(await server.exited).toBe(0);
  expect(await rest()).toBe("");
});

test("the demo shop says on stderr how to get in", async () => {
  const server = serve();
  await ready(server);
  server.kill("SIGINT");
  expect(await server.exited).toBe(0);
  const said = await new Response(server.stderr).text();
  expect(said).toContain(demoApiKey);
  expect(said).toContain(demoAdminToken);
  expect(said).toContain("/admin\n");
});

test("a demo shop that other machines can reach has random keys, shown this once", async () => {
  const server = serve({ HOST: "0.0.0.0" });
  const { url } = await ready(server);
  const port = new URL(url).port;
  const statusOf = async (path: string, key: string) =>
    (
      await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${key}`, "api-version": "2026-04-17" },
      })
    ).status;
  const known = [
    await statusOf("/carts/cart_1", demoApiKey),
    await statusOf("/admin/api/orders", demoAdminToken),
  ];
  expect(known).toEqual([401, 401]);
  server.kill("SIGTERM");
  await server.exited;
  const said = await new Response(server.stderr).text();
  expect(said).toMatch(/API key +csk_[\w-]{43} \(made for this run, shown this once\)/);
  expect(said).toMatch(/Admin token +[\w-]{43} \(made for this run, shown this once\)/);
  expect(said).not.toContain(demoApiKey);
  expect(said).not.toContain(demoAdminToken);
});

test("a merchant's shop says where its dashboard is", async () => {
  const directory = folderForRun("serve");
  writeFileSync(join(directory, "shop.toml"), smallestShop);
  const server = serve({ ADMIN_TOKEN: "a_token_of_my_very_own_for_the_dashboard" }, directory);
  await ready(server);
  server.kill("SIGTERM");
  await server.exited;
  const said = await new Response(server.stderr).text();
  expect(said).toContain("/admin (opens with ADMIN_TOKEN)");
  expect(said).not.toContain("my_very_own");
});

test("keys of the environment are not printed", async () => {
  const server = serve({ COMMERCE_API_KEY: "csk_that_is_of_my_own", ADMIN_TOKEN: "token_that_is_of_my_own" });
  await ready(server);
  server.kill("SIGTERM");
  await server.exited;
  const said = await new Response(server.stderr).text();
  expect(said).not.toContain("of_my_own");
  expect(said).not.toContain(demoApiKey);
});

describe("serve refuses to start, in words and without a line on stdout,", () => {
  test.each([
    ["in public without a shop.toml", { PUBLIC_BASE_URL: "https://shop.example" }, 2, "PUBLIC_BASE_URL"],
    [
      "as a demo shop where a shop is meant",
      { DATABASE_URL: "file:shop.db", STRIPE_SECRET_KEY: "sk_live_x" },
      2,
      "DATABASE_URL is set; STRIPE_SECRET_KEY is set",
    ],
    ["on a port that is none", { PORT: "http" }, 2, "PORT"],
  ])("%s", async (_, environment, code, words) => {
    const server = serve(environment);
    expect(await server.exited).toBe(code);
    expect(await new Response(server.stdout).text()).toBe("");
    expect(await new Response(server.stderr).text()).toContain(words);
  });

  test("beside another server on the same database", async () => {
    const directory = folderForRun("serve");
    await ready(serve({}, directory));
    const second = serve({}, directory);
    expect(await second.exited).toBe(1);
    expect(await new Response(second.stdout).text()).toBe("");
    expect(await new Response(second.stderr).text()).toContain("Another Checkstand server is running");
  });

  test("on a port that is taken", async () => {
    const first = await ready(serve());
    const second = serve({ PORT: new URL(first.url).port });
    expect(await second.exited).toBe(1);
    expect(await new Response(second.stderr).text()).toContain("PORT");
  });
});
