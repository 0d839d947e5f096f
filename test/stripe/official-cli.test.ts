import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStripeShop } from "../payments/stripe-shop.ts";
import { SECRET_KEY } from "./stand-in.ts";

/**
 * Stripe's own command line against the stand-in: what it takes from there, it would take from Stripe. Not a dependency,
 * since its package has the binary of few platforms: `npm install -g @stripe/cli`, or name one in
 * STRIPE_CLI, as `.ci/run` does.
 */
const { STRIPE_CLI } = process.env;
const cli = STRIPE_CLI ?? Bun.which("stripe");
if (!cli) process.stderr.write("skipped, for want of the Stripe CLI: what it says of the stand-in\n");

/** Runs the command line in a home of its own, so that no key of the maintainer's is near. */
async function stripe(apiBase: string, ...words: string[]): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "checkstand-stripe-"));
  try {
    const child = Bun.spawn([cli ?? "", ...words, "--api-key", SECRET_KEY, "--api-base", apiBase], {
      env: { HOME: home, PATH: "", STRIPE_CLI_TELEMETRY_OPTOUT: "1" },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return output + errors;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

describe.skipIf(!cli)("the Stripe CLI", () => {
  test("posts to the stand-in, and reads its error", async () => {
    await using shop = await openStripeShop();
    const charge = [
      "-d",
      "amount=2000",
      "-d",
      "currency=usd",
      "-d",
      "payment_method=pm_card_visa",
      "-d",
      "confirm=true",
    ];
    const made = await stripe(shop.standIn.url, "post", "/v1/payment_intents", ...charge);
    expect(made).toMatch(/"status":\s*"succeeded"/);
    const refused = await stripe(shop.standIn.url, "post", "/v1/payment_intents", "-d", "amount=x");
    expect(refused).toContain("Invalid integer: x");
  });

  test.each(["payment_intent.succeeded", "payment_intent.payment_failed", "charge.refunded"])(
    "triggers %s there, and the shop takes the event and does nothing of its own",
    async (event) => {
      await using shop = await openStripeShop();
      expect(await stripe(shop.standIn.url, "trigger", event)).toContain("Trigger succeeded");
      const told = shop.told(new RegExp(`^${event}$`));
      expect(told.length).toBeGreaterThan(0);
      for (const each of told) expect(await shop.receive(each)).toEqual({ kind: "kept" });
      await shop.events.process(100);
      expect(await shop.ordersMade()).toEqual([]);
      expect(shop.alerts).toEqual([]);
    },
  );
});
