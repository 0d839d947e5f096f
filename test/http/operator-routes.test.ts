import { expect, test } from "bun:test";
import { Elysia } from "elysia";
import { operatorRoutes } from "../../src/http/operator-routes.ts";
import { RouteTable } from "../../src/http/route-table.ts";
import { openGuesses } from "./guesses.ts";
import { openPipeline } from "./request-pipeline.ts";

test("metrics that several ask for at once are gathered once, and anew for whoever asks later", async () => {
  let gathered = 0;
  const { promise: asked, resolve: tellAsked } = Promise.withResolvers<void>();
  const { promise: enough, resolve: go } = Promise.withResolvers<void>();
  const app = new Elysia({ normalize: false })
    .use(
      operatorRoutes({
        checks: [],
        metrics: {
          contentType: "text/plain",
          async text() {
            gathered += 1;
            tellAsked();
            await enough;
            return `gathered ${gathered}`;
          },
        },
        observe: () => Promise.reject(new Error("nothing is looked at")),
        adminToken: "the-token-of-the-merchant",
        guesses: openGuesses(),
        isLocal: false,
      }),
    )
    .compile();
  const open = { prepare: () => undefined, routes: new RouteTable(app.routes), fetch: app.fetch };
  const { send } = openPipeline({ options: { open } });
  const collect = async () => {
    const response = await send("/metrics", {
      headers: { authorization: "Bearer the-token-of-the-merchant" },
    });
    return await response.text();
  };
  const both = [collect(), collect()];
  await asked;
  go();
  expect(await Promise.all(both)).toEqual(["gathered 1", "gathered 1"]);
  expect(await collect()).toBe("gathered 2");
});
