import { describe, expect, test } from "bun:test";
import { requestWriter } from "../../../scripts/bench/measuring/request-writer.ts";

const load = { url: "http://127.0.0.1:3000", connections: 1, seconds: 1, warmUpSeconds: 0 };

describe("requestWriter", () => {
  test("writes a whole HTTP/1.1 request, its length counted in bytes", () => {
    const next = requestWriter({
      ...load,
      requests: [{ method: "POST", path: "/things", headers: { Accept: "text/plain" }, body: "Zoë" }],
    });
    expect(next()?.toString()).toBe(
      "POST /things HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nAccept: text/plain\r\nContent-Length: 4\r\n\r\nZoë",
    );
  });

  test("sends the requests in turn", () => {
    const next = requestWriter({
      ...load,
      requests: [
        { method: "GET", path: "/a" },
        { method: "GET", path: "/b" },
      ],
    });
    expect(firstLines(next, 3)).toEqual(["GET /a HTTP/1.1", "GET /b HTTP/1.1", "GET /a HTTP/1.1"]);
  });

  test("sends each request to all ids before the next has its turn", () => {
    const requests = [
      { method: "GET", path: "/a/{id}" },
      { method: "GET", path: "/b/{id}" },
    ] as const;
    const next = requestWriter({ ...load, requests, ids: ["1", "2"] });
    const paths = firstLines(next, 5).map((line) => line?.split(" ")[1]);
    expect(paths).toEqual(["/a/1", "/a/2", "/b/1", "/b/2", "/a/1"]);
  });

  test("ends when the ids may be used once and are used up", () => {
    const requests = [{ method: "GET", path: "/a/{id}" }] as const;
    const next = requestWriter({ ...load, requests, ids: ["1", "2"], idsOnce: true });
    expect([next(), next(), next()].map((request) => request !== undefined)).toEqual([true, true, false]);
  });

  test("fills in a key that it never used before", () => {
    const requests = [{ method: "POST", path: "/a", headers: { "Idempotency-Key": "{key}" } }] as const;
    const next = requestWriter({ ...load, requests });
    const texts = Array.from({ length: 100 }, () => next()?.toString());
    expect(new Set(texts).size).toBe(100);
    expect(texts[0]).toMatch(/Idempotency-Key: [0-9a-f-]{36}\r\n/);
  });
});

function firstLines(next: () => Buffer | undefined, count: number): (string | undefined)[] {
  return Array.from({ length: count }, () => next()?.toString().split("\r\n")[0]);
}
