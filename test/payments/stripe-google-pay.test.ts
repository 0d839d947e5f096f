import { describe, expect, test } from "bun:test";
import { faults } from "../stripe/faults.ts";
import { SECRET_KEY } from "../stripe/stand-in.ts";
import { googlePay } from "./credentials.ts";
import { chargeOf19, openStripe } from "./stripe.ts";

const methods = "POST /v1/payment_methods";
const intents = "POST /v1/payment_intents";

/** A stand-in, and the charge of a Google Pay token of its own. */
async function openWallet(card?: string, given: Parameters<typeof openStripe>[1] = {}) {
  const shop = await openStripe({}, given);
  const charge = chargeOf19("", { credential: googlePay(shop.standIn.books, card) });
  return { ...shop, charge, routes: () => shop.standIn.seen.map(({ route }) => route) };
}

describe("a charge of what Google Pay made", () => {
  test("makes a payment method of the token, then the intent, each under a key of the attempt's", async () => {
    await using shop = await openWallet();
    const { provider, standIn, charge } = shop;
    expect(await provider.charge(charge)).toMatchObject({ kind: "paid", captured: true });
    expect(shop.routes()).toEqual([methods, intents]);
    const [made, paid] = standIn.seen;
    expect(made).toMatchObject({ idempotencyKey: `${charge.attemptId}-method` });
    expect(made?.parameters).toEqual({
      type: "card",
      card: { token: JSON.parse(charge.credential.token).id },
    });
    expect(paid).toMatchObject({ idempotencyKey: charge.attemptId });
    expect(paid?.parameters["payment_method"]).toMatch(/^pm_/);
    expect(paid?.parameters).not.toHaveProperty("payment_method_data");
    // It does not take access to shared payment tokens.
    expect(standIn.seen.filter(({ version }) => version?.includes("preview"))).toEqual([]);
  });

  test("repeated charges once, though the token serves once", async () => {
    await using shop = await openWallet();
    const first = await shop.provider.charge(shop.charge);
    expect(await shop.provider.charge(shop.charge)).toEqual(first);
    expect(shop.standIn.paid()).toHaveLength(1);
    // As after a day, when Stripe has forgotten both keys.
    shop.standIn.forgetKeys();
    expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "paid" });
    expect(shop.standIn.paid()).toHaveLength(1);
  });

  test("is not looked at before, since nothing can be read of it", async () => {
    await using shop = await openWallet();
    expect(await shop.provider.inspect(shop.charge)).toEqual({ kind: "unreadable" });
    expect(shop.routes()).toEqual([]);
  });

  test.each([
    ["pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"],
    ["pm_card_authenticationRequired", "requires_3ds"],
    ["pm_standin_incorrectNumber", "declined"],
  ] as const)("of %s is declined as %s", async (card, reason) => {
    await using shop = await openWallet(card);
    expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "declined", reason });
    expect(shop.standIn.paid()).toEqual([]);
  });

  test("is declined with a token that another charge has used", async () => {
    await using shop = await openWallet();
    const { credential } = shop.charge;
    await shop.provider.charge(shop.charge);
    const second = chargeOf19("", { credential });
    expect(await shop.provider.charge(second)).toEqual({ kind: "declined", reason: "token_used" });
    expect(shop.standIn.paid()).toHaveLength(1);
  });

  test.each([
    ["is no token of Stripe's", JSON.stringify({ protocolVersion: "ECv2", signedMessage: "…" })],
    ["is no JSON", "examplePaymentMethodToken"],
    ["is null", "null"],
    ["is a path", JSON.stringify({ id: "tok_1/../customers" })],
  ])("sends nothing to Stripe of what %s", async (_, token) => {
    await using shop = await openWallet();
    const charge = chargeOf19("", { credential: { kind: "google_pay", token } });
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "rejected", why: "invalid_token" });
    expect(shop.routes()).toEqual([]);
  });

  test("is refused with a token that Stripe does not know", async () => {
    await using shop = await openWallet();
    const credential = { kind: "google_pay", token: "tok_nobody" } as const;
    const charge = chargeOf19("", { credential });
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "rejected", why: "invalid_token" });
  });

  test("never charges a token of the sandbox", async () => {
    await using shop = await openWallet();
    const charge = chargeOf19("", { credential: { kind: "sandbox", token: "tok_approved" } });
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "rejected", why: "invalid_token" });
    expect(shop.routes()).toEqual([]);
  });
});

test("a charge that Stripe has too much to do for is tried again by the same attempt, whose token it is", async () => {
  await using shop = await openWallet();
  shop.standIn.faults.add({ name: "rate_limit", on: intents });
  expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "unknown" });
  expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "paid" });
  expect(shop.standIn.books.paymentMethods.size).toBe(1);
});

describe("a payment method whose making goes wrong", () => {
  const lasting = Object.keys(faults).filter((name) => /^(cut|error|html|empty|json)/.test(name));
  test.each(lasting)("through %s leaves the charge unknown, and the same charge pays later", async (name) => {
    await using shop = await openWallet();
    const fault = Object.keys(faults).find((each): each is keyof typeof faults => each === name);
    if (!fault) throw new Error(`there is no ${name}`);
    shop.standIn.faults.add({ name: fault, on: methods, times: 3 });
    expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "unknown" });
    expect(shop.standIn.paid()).toEqual([]);
    expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "paid" });
    expect(shop.standIn.paid()).toHaveLength(1);
  });

  test("is made at the second try, where only the first answer was lost", async () => {
    await using shop = await openWallet();
    shop.standIn.faults.add({ name: "cut_after", on: methods });
    expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "paid" });
    expect(shop.standIn.books.paymentMethods.size).toBe(1);
  });

  test("for too many requests says that nothing was charged", async () => {
    await using shop = await openWallet();
    shop.standIn.faults.add({ name: "rate_limit", on: methods });
    expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "unavailable" });
    expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "paid" });
  });

  test("proves nothing by a refusal once it may have been made", async () => {
    await using shop = await openWallet();
    shop.standIn.faults.add({ name: "cut_after", on: methods });
    shop.standIn.faults.add({ name: "rate_limit", on: methods });
    expect(await shop.provider.charge(shop.charge)).toMatchObject({ kind: "unknown" });
  });

  test("says in no detail what the token is", async () => {
    await using shop = await openWallet();
    const credential = { kind: "google_pay", token: "tok_marked" } as const;
    const outcome = await shop.provider.charge(chargeOf19("", { credential }));
    expect(JSON.stringify(outcome)).not.toContain("marked");
    expect(JSON.stringify(outcome)).not.toContain(SECRET_KEY);
  });
});
