import { afterAll, describe, expect, test } from "bun:test";
import { applyLoad, type Load } from "../../../scripts/bench/measuring/load.ts";

/** What arrived, in order: `path key`. */
const arrived: string[] = [];

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  reusePort: false,
  async fetch(request) {
    const { pathname } = new URL(request.url);
    arrived.push(`${pathname} ${request.headers.get("Idempotency-Key")}`);
    const body = await request.text();
    if (Number(pathname.split("/").at(-1)) % 3 === 0) return new Response("no such thing", { status: 404 });
    return Response.json({ echo: `${pathname} ${body}`, filling: "x".repeat(200_000) }, { status: 201 });
  },
});
afterAll(() => server.stop(true));

/** Ends when the ids are used up, long before the time is over. */
const load: Load = {
  url: `http://127.0.0.1:${server.port}`,
  requests: [
    { method: "POST", path: "/things/{id}", headers: { "Idempotency-Key": "{key}" }, body: '{"name":"Zoë"}' },
  ],
  connections: 8,
  seconds: 60,
  warmUpSeconds: 0,
  ids: Array.from({ length: 90 }, (_, index) => String(index)),
  idsOnce: true,
};

describe("the load generator", () => {
  test("counts good answers and all others apart", async () => {
    const result = await applyLoad(load);
    expect(result).toMatchObject({ requests: 60, failed: 30 });
    expect(result.firstFailure).toStartWith("HTTP/1.1 404");
    expect(result.firstFailure).toEndWith("no such thing");
  });

  test("sends one request for each id, each with a key of its own", async () => {
    arrived.length = 0;
    await applyLoad(load);
    const [paths, keys] = [0, 1].map((part) => new Set(arrived.map((request) => request.split(" ")[part])));
    expect([arrived.length, paths?.size, keys?.size]).toEqual([90, 90, 90]);
  });

  test("collects from good answers, also when they arrive in pieces", async () => {
    const { collected } = await applyLoad({ ...load, collect: '"echo":"/things/(\\d+) .*"' });
    expect(collected.toSorted()).toEqual(load.ids?.filter((id) => Number(id) % 3 !== 0).toSorted() ?? []);
  });

  test("says so when there are no ids", async () => {
    await expect(applyLoad({ ...load, ids: [] })).rejects.toThrow("no ids");
  });

  test("says so when the server closes a connection without an answer", async () => {
    const rude = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data: (socket) => void socket.end() },
    });
    await expect(applyLoad({ ...load, url: `http://127.0.0.1:${rude.port}` })).rejects.toThrow(
      "closed a connection",
    );
    rude.stop(true);
  });

  test("says so when nobody listens", async () => {
    const gone = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    gone.stop(true);
    await expect(applyLoad({ ...load, url: `http://127.0.0.1:${gone.port}` })).rejects.toThrow("ended early");
  });
});
