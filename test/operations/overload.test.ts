import { expect, test } from "bun:test";
import { type AgentId, asId } from "../../src/ids.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { createPerform, problemAnswer } from "../../src/operations/perform.ts";
import { succeed } from "../../src/problem.ts";
import { openTestShop } from "../checkout/shop.ts";

test("while too many changes wait none is begun, and whoever asks is answered and may come again with the same key", async () => {
  await using shop = await openTestShop();
  let isOverloaded = true;
  const perform = createPerform({ ...shop, isOverloaded: () => isOverloaded });
  const ask = (kind: "read" | "change") => {
    const operation: Operation<undefined, string, undefined> =
      kind === "read"
        ? { name: "GET /secrets", kind, handler: async () => succeed("read") }
        : {
            name: "POST /secrets",
            kind,
            subject: () => "secret",
            async handler({ secrets }) {
              await secrets.insert("changed", "1");
              return succeed("changed");
            },
          };
    return perform({
      operation,
      input: undefined,
      context: undefined,
      caller: asId<AgentId>("agt_test"),
      key: "key",
      body: {},
      encode: (body) => ({ status: 200, body }),
      refuse: (problem) => problemAnswer(problem, { status: 503, body: problem }),
    });
  };
  expect(await ask("change")).toMatchObject({ status: 503, body: expect.stringContaining("too_busy") });
  expect(await ask("read")).toMatchObject({ status: 200, body: "read" });
  expect(await shop.reads.secrets.find("changed")).toBeUndefined();
  isOverloaded = false;
  expect(await ask("change")).toMatchObject({ status: 200, body: "changed" });
});
