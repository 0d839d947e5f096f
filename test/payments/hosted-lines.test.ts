import { describe, expect, test } from "bun:test";
import { saleOf } from "../../src/checkout/make-order.ts";
import { minor, sum } from "../../src/money.ts";
import type { Sale } from "../../src/orders/order.ts";
import { hostedLines } from "../../src/payments/hosted-lines.ts";
import { buyerOf } from "../checkout/buyer.ts";
import { openTestShop } from "../checkout/shop.ts";

/** What a test shop's buyer of some shirts pays for. */
async function soldUnits(quantity: number): Promise<Sale> {
  await using shop = await openTestShop();
  const buyer = await buyerOf(shop, "shirt-small", quantity);
  await buyer.pay();
  return saleOf(await buyer.session());
}

const totalIn = ({ totals }: Sale) => totals.find(({ type }) => type === "total")?.amount ?? minor(0);

describe("the bill on a provider's page", () => {
  test("has a row a line, with its count, then delivery and tax", async () => {
    const sale = await soldUnits(2);
    const lines = hostedLines(sale, totalIn(sale), "An order");
    expect(lines.map(({ name }) => name)).toEqual(["2 × Linen shirt - Small", "Shipping", "Tax"]);
    expect(sum(lines.map(({ amount }) => amount))).toBe(totalIn(sale));
  });

  test("is one row where there are more than people read", async () => {
    const sale = await soldUnits(1);
    const [line] = sale.lineItems;
    if (!line) throw new Error("something is sold");
    const many = { ...sale, lineItems: Array.from({ length: 91 }, () => line) };
    const amount = minor(line.amounts.subtotal * 91 + totalIn(sale) - line.amounts.subtotal);
    expect(hostedLines(many, amount, "An order")).toEqual([{ name: "An order", amount }]);
  });

  test("is one row where rows would not come to what is due, or one would be negative", async () => {
    const sale = await soldUnits(1);
    const amount = minor(totalIn(sale) - 1);
    expect(hostedLines(sale, amount, "An order")).toEqual([{ name: "An order", amount }]);
    const credited = {
      ...sale,
      totals: [...sale.totals, { type: "tax", displayText: "Credit", amount: minor(-1) } as const],
    };
    expect(hostedLines(credited, amount, "An order")).toEqual([{ name: "An order", amount }]);
  });
});
