import { expect, test } from "bun:test";
import { type DeliveryVerdict, verdictOn } from "../../src/outbox/verdict.ts";

const verdicts: Record<DeliveryVerdict, number[]> = {
  accepted: [200, 201, 202, 204, 299],
  retry: [300, 301, 302, 303, 304, 307, 308, 401, 403, 408, 409, 425, 429, 500, 501, 502, 503, 504, 599],
  gone: [410],
  refused: [400, 402, 404, 405, 406, 411, 413, 415, 418, 422, 431, 451],
};

for (const [verdict, statuses] of Object.entries(verdicts)) {
  for (const status of statuses) {
    test(`${status} means: ${verdict}`, () => {
      expect(verdictOn({ kind: "answered", status, headers: new Headers(), body: "" })).toBe(
        verdict as DeliveryVerdict,
      );
    });
  }
}

for (const why of [
  "forbidden",
  "unresolved",
  "unreachable",
  "untrusted",
  "interrupted",
  "timeout",
] as const) {
  test(`no answer (${why}) means: retry`, () => {
    expect(verdictOn({ kind: "failed", why, detail: "" })).toBe("retry");
  });
}
