import { expect, test } from "bun:test";
import { serveShop } from "../http/shop-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** What the page of a product shows, of a shop served at an address. */
async function pageOfProduct(folder: string, origin: string): Promise<string> {
  await using shop = await serveShop({ folder, environment: { PUBLIC_BASE_URL: origin } });
  return (await shop.fetch("/products/canvas-tote")).text();
}

test("the demo shop's pictures follow to where it is served", async () => {
  using folder = temporaryFolder();
  expect(await pageOfProduct(folder.path, "http://localhost:3001")).toContain(
    "http://localhost:3001/demo/canvas-tote.svg",
  );
  const elsewhere = await pageOfProduct(folder.path, "http://localhost:3002");
  expect(elsewhere).toContain("http://localhost:3002/demo/canvas-tote.svg");
  expect(elsewhere).not.toContain("localhost:3001");
});
