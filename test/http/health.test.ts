import { expect, test } from "bun:test";
import { type HealthReading, readiness } from "../../src/http/health.ts";

const check = (name: string, result: HealthReading | Error) => ({
  name,
  look: () => (result instanceof Error ? Promise.reject(result) : Promise.resolve(result)),
});

test("a shop is ready while nothing fails, whatever is worth a look", async () => {
  const found = await readiness([
    check("one", { state: "ok" }),
    check("two", { state: "degraded", count: 3 }),
  ]);
  expect(found).toEqual({
    status: "ready",
    checks: { one: { state: "ok" }, two: { state: "degraded", count: 3 } },
  });
});

test.each<[string, HealthReading | Error]>([
  ["fails", { state: "failing" }],
  ["throws, telling nobody why", new Error("secret detail")],
])("a shop is not ready when a check %s", async (_, result) => {
  const found = await readiness([check("one", { state: "ok" }), check("two", result)]);
  expect(found).toEqual({
    status: "not_ready",
    checks: { one: { state: "ok" }, two: { state: "failing" } },
  });
});
