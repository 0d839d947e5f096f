import { expect, setDefaultTimeout, test } from "bun:test";
import { isTestedOnPostgres } from "../engines.ts";
import { eventually } from "../jobs/workshop.ts";
import { patience, programs, runCommand, type ShopProcess, startShop } from "./shop-process.ts";

setDefaultTimeout(patience);

const [fromSource] = programs;

/** Runs a command on the shop's database and gives what it prints. */
async function command(shop: ShopProcess, ...words: string[]): Promise<string> {
  if (!fromSource) throw new Error("there is no program to start");
  return runCommand(fromSource, shop.folder, {}, ...words);
}

test("a key made beside a running server opens what comes next, and one revoked no more", async () => {
  if (!fromSource) throw new Error("there is no program to start");
  await using shop = await startShop(fromSource);
  const made = JSON.parse(await command(shop, "keys", "create", "--json")) as { id: string; key: string };
  const status = async () => {
    const response = await shop.fetch("/checkout_sessions/cs_1", {
      headers: { authorization: `Bearer ${made.key}`, "api-version": "2026-04-17" },
    });
    return response.status;
  };
  /** The next request sees a change in a file. What a server keeps is looked at once a second. */
  const becomes = async (expected: number) =>
    isTestedOnPostgres
      ? eventually(async () => (await status()) === expected)
      : expect(await status()).toBe(expected);
  await becomes(404);
  await command(shop, "keys", "revoke", made.id);
  await becomes(401);
});
