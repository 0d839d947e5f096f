import { expect, test } from "bun:test";
import { MINUTE } from "../../src/clock.ts";
import type { Credential } from "../../src/payments/credential.ts";
import { openTestShop } from "../checkout/shop.ts";
import { chargeOf19 } from "./stripe.ts";

const made = (token: string): Credential => ({ kind: "sandbox", token });

/** Has the sandbox charge a credential; `look` then asks what became of it. */
async function charging(credential: Credential) {
  const shop = await openTestShop();
  const charge = chargeOf19("", { credential });
  const key = { ...charge, id: charge.attemptId };
  return {
    shop,
    key,
    charge,
    first: await shop.sandbox.charge(charge),
    look: () => shop.sandbox.lookUp(key),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

test.each([
  ["tok_declined", "declined"],
  ["tok_insufficient_funds", "insufficient_funds"],
  ["tok_expired", "expired_card"],
  ["tok_incorrect_cvc", "incorrect_cvc"],
  ["tok_over_limit", "over_limit"],
  ["tok_3ds", "requires_3ds"],
] as const)("%s is declined as %s, and so again", async (token, reason) => {
  await using sandbox = await charging(made(token));
  expect(sandbox.first).toEqual({ kind: "declined", reason });
  expect(await sandbox.look()).toEqual({ kind: "declined", reason });
});

test("a made-up token is approved, whatever protocol it came by", async () => {
  for (const kind of ["sandbox", "shared_payment_token"] as const) {
    await using sandbox = await charging({ kind, token: "anything" });
    expect(sandbox.first).toMatchObject({ kind: "paid", captured: true });
  }
});

test("a bank that takes its time has paid a minute later, and cannot be stopped before", async () => {
  await using sandbox = await charging(made("tok_processing"));
  const { shop, key, charge } = sandbox;
  expect(sandbox.first).toMatchObject({ kind: "pending" });
  expect(await shop.sandbox.cancel(key)).toMatchObject({ kind: "unknown" });
  shop.clock.advance(MINUTE);
  expect(await sandbox.look()).toMatchObject({ kind: "paid" });
  expect(await shop.sandbox.charge(charge)).toMatchObject({ kind: "paid" });
  expect(await shop.sandbox.cancel(key)).toMatchObject({ kind: "already" });
});

test("a lost answer is of a charge that was made, a lost connection of none", async () => {
  await using lost = await charging(made("tok_timeout"));
  expect([lost.first.kind, (await lost.look()).kind]).toEqual(["unknown", "paid"]);
  await using down = await charging(made("tok_unreachable"));
  expect([down.first.kind, (await down.look()).kind]).toEqual(["unknown", "absent"]);
});

test("a provider that has too much to do, and a token nobody knows, book nothing", async () => {
  await using busy = await charging(made("tok_unavailable"));
  expect(busy.first).toEqual({ kind: "unavailable", retryAfterSeconds: 2 });
  await using strange = await charging(made("tok_unknown_token"));
  expect(strange.first).toMatchObject({ kind: "rejected", why: "invalid_token" });
  await using wallet = await charging({ kind: "google_pay", token: "tok_approved" });
  expect(wallet.first).toMatchObject({ kind: "rejected", why: "invalid_token" });
  for (const { look } of [busy, strange, wallet]) expect(await look()).toEqual({ kind: "absent" });
});
