import { expect, test } from "bun:test";
import { createCart, updateCart } from "../../src/carts/carts.ts";
import { followCheckout } from "../../src/carts/follow-checkout.ts";
import { type CallContext, createSession, updateSession } from "../../src/checkout/checkout.ts";
import type { UpdateCommand } from "../../src/checkout/command.ts";
import { MINUTE } from "../../src/clock.ts";
import { asId, type VariantId } from "../../src/ids.ts";
import { openTestShop, testAgent } from "../checkout/shop.ts";

const wanted = (id: string, quantity: number) => ({ id: asId<VariantId>(id), quantity, index: 0 });
const protocol = { name: "ucp", version: "2026-04-08" };

/** A shop with a cart of a shirt, and a checkout that was begun of it. */
async function openCheckout() {
  const shop = await openTestShop();
  const call = (): CallContext => ({ agent: testAgent, terms: shop.terms, now: shop.clock.now() });
  const items = [wanted("shirt-small", 1)];
  const { cartId, sessionId } = await shop.write(async (stores) => {
    const cart = await createCart(stores, { items }, call());
    if (!cart.ok) throw new Error(cart.problem.kind);
    const begun = await createSession(stores, { items }, protocol, call(), cart.value.id);
    if (!begun.ok) throw new Error(begun.problem.kind);
    await stores.carts.replace({ ...cart.value, sessionId: begun.value.session.id });
    return { cartId: cart.value.id, sessionId: begun.value.session.id };
  });
  return {
    shop,
    cart: () => shop.reads.carts.find(cartId),
    changeCart: (id: string, quantity: number) =>
      shop.write((stores) => updateCart(stores, cartId, { items: [wanted(id, quantity)] }, call())),
    changeCheckout: (command: UpdateCommand) =>
      shop.write(async (stores) => {
        const updated = await updateSession(stores, sessionId, command, call());
        if (!updated.ok) throw new Error(updated.problem.kind);
        await followCheckout(stores, updated.value.session, call());
      }),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

const goodsOf = (cart: Awaited<ReturnType<Awaited<ReturnType<typeof openCheckout>>["cart"]>>) =>
  cart?.lineItems.map(({ variantId, quantity }) => `${quantity} ${variantId}`);

test("a cart holds the goods and codes that its checkout was given, priced anew, and keeps its page", async () => {
  await using opened = await openCheckout();
  const before = await opened.cart();
  opened.shop.clock.advance(MINUTE);
  await opened.changeCheckout({ items: [wanted("shirt-small", 3)], discountCodes: ["TENTH"] });
  const after = await opened.cart();
  expect(goodsOf(after)).toEqual(["3 shirt-small"]);
  expect(after).toMatchObject({
    sessionId: before?.sessionId,
    pageToken: before?.pageToken,
    discountCodes: ["TENTH"],
  });
  const [unit, three] = [before, after].map(
    (cart) => cart?.totals.find(({ type }) => type === "total")?.amount,
  );
  expect(Number(three)).toBe(3 * Number(unit));
});

test("a change of anything else leaves the cart as it was written", async () => {
  await using opened = await openCheckout();
  const before = await opened.cart();
  opened.shop.clock.advance(MINUTE);
  await opened.changeCheckout({ buyer: { email: "jane@example.com" } });
  expect(await opened.cart()).toEqual(before);
});

test("a cart that was changed since, and one whose time is over, stay as they are", async () => {
  await using opened = await openCheckout();
  await opened.changeCart("voucher", 2);
  await opened.changeCheckout({ items: [wanted("shirt-small", 3)] });
  expect(goodsOf(await opened.cart())).toEqual(["2 voucher"]);

  await using late = await openCheckout();
  const cart = await late.cart();
  if (!cart) throw new Error("there is a cart");
  await late.shop.write(({ carts }) => carts.replace({ ...cart, expiresAt: late.shop.clock.now() }));
  await late.changeCheckout({ items: [wanted("shirt-small", 3)] });
  expect(goodsOf(await late.cart())).toEqual(["1 shirt-small"]);
});
