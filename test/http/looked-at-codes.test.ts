import { expect, test } from "bun:test";
import { tooManyGuesses } from "../../src/discounts/stores.ts";
import { LookedAtCodes } from "../../src/http/looked-at-codes.ts";
import { openTestShop } from "../checkout/shop.ts";
import { discountOf } from "../discounts/discounts.ts";

test("whoever looks at links with made-up codes learns of ten, and keeps nobody else from looking", async () => {
  await using shop = await openTestShop();
  await shop.write(({ discounts }) => discounts.insert(discountOf({ code: "TEN" })));
  const codes = new LookedAtCodes({ tick: () => 0 as never });
  const look = (address: string, code: string) => codes.of(address, shop.reads.discounts).byCode(code);
  const answers: unknown[] = [];
  for (let count = 0; count < 15; count += 1) answers.push(await look("192.0.2.66", `WRONG${count}`));
  expect(answers.filter((answer) => answer === undefined)).toHaveLength(10);
  expect(await look("192.0.2.66", "TEN")).toBe(tooManyGuesses);
  for (let count = 0; count < 50; count += 1)
    expect(await look("192.0.2.1", "TEN")).toMatchObject({ code: "TEN" });
});
