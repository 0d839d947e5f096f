import { expect, test } from "bun:test";
import { after, MINUTE } from "../../src/clock.ts";
import { newId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { openTestShop, testShop } from "../checkout/shop.ts";
import { chargeOf19 } from "./stripe.ts";

/** A shop whose sandbox has given out a token for one charge of 19.99 within ten minutes. */
async function openWithToken() {
  const shop = await openTestShop();
  const charge = chargeOf19("vt_1_approved");
  await shop.write(({ sandboxTokens }) =>
    sandboxTokens.insert({
      id: charge.credential.token,
      createdAt: shop.clock.now(),
      allowance: {
        sessionId: charge.sessionId,
        merchantId: testShop.payment.merchantId,
        maxAmount: minor(1999),
        currency: charge.currency,
        expiresAt: after(shop.clock.now(), 10 * MINUTE),
      },
    }),
  );
  return { shop, charge };
}

test("a delegated token pays once: the same charge is the same, another of its session is declined", async () => {
  const { shop, charge } = await openWithToken();
  await using _ = shop;
  expect(await shop.sandbox.charge(charge)).toMatchObject({ kind: "paid" });
  expect(await shop.sandbox.charge(charge)).toMatchObject({ kind: "paid" });
  expect(await shop.sandbox.charge({ ...charge, attemptId: newId("AttemptId") })).toEqual({
    kind: "declined",
    reason: "token_used",
  });
});

test("a delegated token pays nothing once its allowance has expired", async () => {
  const { shop, charge } = await openWithToken();
  await using _ = shop;
  shop.clock.advance(10 * MINUTE);
  expect(await shop.sandbox.charge(charge)).toEqual({ kind: "declined", reason: "token_expired" });
});
