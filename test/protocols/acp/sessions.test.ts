import { describe, expect, test } from "bun:test";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import type { CheckoutSession } from "../../../src/checkout/session.ts";
import type { CheckoutView } from "../../../src/checkout/view.ts";
import { minor } from "../../../src/money.ts";
import { servedWires, wireFor } from "../../../src/protocols/acp/versions.ts";
import { checkoutView } from "../../arbitraries/checkout.ts";

/** The part of a session's answer that these tests look into; every version has it. */
const Answer = Type.Object({
  status: Type.String(),
  totals: Type.Array(Type.Object({ type: Type.String(), amount: Type.Number() })),
  messages: Type.Array(
    Type.Object({
      type: Type.String(),
      code: Type.Optional(Type.String()),
      param: Type.Optional(Type.String()),
    }),
  ),
  fulfillment_options: Type.Array(Type.Object({ type: Type.String(), title: Type.String() })),
  links: Type.Array(Type.Object({ type: Type.String() })),
});

function answerIn(version: string, view: CheckoutView): Static<typeof Answer> {
  const wire = wireFor(version, true);
  if (!wire) throw new Error(`${version} is not served`);
  return Value.Parse(Answer, JSON.parse(JSON.stringify(wire.session.encode(view))));
}

/** A view like any other, with the parts a test is about set to what it needs. */
function viewWith(changes: Partial<CheckoutSession>): CheckoutView {
  const [view] = fc.sample(checkoutView, { numRuns: 1, seed: 1 });
  if (!view) throw new Error("a sample has one view");
  return { ...view, order: undefined, session: { ...view.session, ...changes } };
}

describe.each(servedWires(true))("$version", ({ version, session }) => {
  test("shows any session as its own schema promises, with nothing more", () => {
    fc.assert(
      fc.property(checkoutView, (view) => {
        const answer = JSON.parse(JSON.stringify(session.encode(view)));
        expect([...Value.Errors(session.schema, answer)]).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test("shows totals that add up, whatever types it knows", () => {
    fc.assert(
      fc.property(checkoutView, (view) => {
        const { totals } = answerIn(version, view);
        const sumOf = (...types: string[]) =>
          totals.filter((row) => types.includes(row.type)).reduce((sum, row) => sum + row.amount, 0);
        expect(sumOf("total")).toBe(
          sumOf("subtotal", "fulfillment", "tax", "fee", "gift_wrap", "tip") -
            sumOf("discount", "store_credit"),
        );
        expect(sumOf("subtotal")).toBe(sumOf("items_base_amount") - sumOf("items_discount"));
      }),
      { numRuns: 50 },
    );
  });
});

const statuses: readonly [CheckoutSession["status"], ...string[]][] = [
  // domain, 2025-09-29, 2025-12-12, 2026-01-16, 2026-01-30, 2026-04-17
  ["not_ready_for_payment", ...Array.from({ length: 5 }, () => "not_ready_for_payment")],
  ["ready_for_payment", ...Array.from({ length: 5 }, () => "ready_for_payment")],
  [
    "authentication_required",
    "not_ready_for_payment",
    ...Array.from({ length: 4 }, () => "authentication_required"),
  ],
  ["in_progress", ...Array.from({ length: 5 }, () => "in_progress")],
  ["completed", ...Array.from({ length: 5 }, () => "completed")],
  ["canceled", ...Array.from({ length: 5 }, () => "canceled")],
  ["expired", "canceled", "canceled", "canceled", "expired", "expired"],
];

for (const [status, ...spelled] of statuses) {
  test(`${status} has a word in every version`, () => {
    const view = viewWith({ status });
    expect(servedWires().map(({ version }) => answerIn(version, view).status)).toEqual(spelled);
  });
}

describe("before 2026-01-30", () => {
  const earlier = ["2025-09-29", "2025-12-12", "2026-01-16"];

  test.each(earlier)("%s says gift wrap and tips as fees", (version) => {
    const view = viewWith({
      totals: [
        { type: "subtotal", displayText: "Subtotal", amount: minor(1000) },
        { type: "gift_wrap", displayText: "Gift wrap", amount: minor(300) },
        { type: "tip", displayText: "Tip", amount: minor(200) },
        { type: "total", displayText: "Total", amount: minor(1500) },
      ],
    });
    expect(answerIn(version, view).totals.map((row) => row.type)).toEqual([
      "subtotal",
      "fee",
      "fee",
      "total",
    ]);
  });

  test.each(earlier)("%s says warnings as infos and later error codes as ones it knows", (version) => {
    const base = { content: "Look.", contentType: "plain" as const };
    const view = viewWith({
      messages: [
        { ...base, type: "warning", code: "low_stock" },
        { ...base, type: "error", code: "intervention_required" },
        { ...base, type: "error", code: "quantity_exceeded" },
      ],
    });
    expect(answerIn(version, view).messages).toMatchObject([
      { type: "info" },
      { type: "error", code: "requires_3ds" },
      { type: "error", code: "invalid" },
    ]);
  });

  test.each(earlier)(
    "%s shows pickup and local delivery as shipping, and says so in the title",
    (version) => {
      const amounts = { subtotal: minor(0), tax: minor(0), total: minor(0) };
      const address = {
        name: "Shop",
        lineOne: "1 Main Street",
        city: "Oakland",
        state: "CA",
        country: "US",
        postalCode: "94607",
      };
      const view = viewWith({
        options: [
          { type: "pickup", id: "p", title: "Collect", amounts, location: { name: "Oakland shop", address } },
          { type: "local_delivery", id: "l", title: "By bicycle", amounts },
        ],
        selections: [],
      });
      expect(answerIn(version, view).fulfillment_options).toEqual([
        { type: "shipping", title: "Collect (pickup at Oakland shop)" },
        { type: "shipping", title: "By bicycle (local delivery)" },
      ]);
    },
  );

  test("2025-09-29 calls the return policy the seller's shop policies", () => {
    const view = viewWith({});
    const shop = { ...view.shop, links: [{ type: "return_policy" as const, url: "https://shop.example/r" }] };
    expect(answerIn("2025-09-29", { ...view, shop }).links).toEqual([{ type: "seller_shop_policies" }]);
    expect(answerIn("2025-12-12", { ...view, shop }).links).toEqual([{ type: "return_policy" }]);
  });
});

test("a message points into the session it comes with, as that version has it", () => {
  const view = viewWith({
    messages: [
      {
        type: "error",
        code: "quantity_exceeded",
        content: "Too many.",
        contentType: "plain",
        place: { at: "line_item", index: 1, field: "quantity" },
      },
    ],
  });
  const params = servedWires().map(({ version }) => answerIn(version, view).messages[0]?.param);
  expect(params).toEqual([
    "$.line_items[1].item.quantity",
    "$.line_items[1].item.quantity",
    "$.line_items[1].item.quantity",
    "$.line_items[1].quantity",
    "$.line_items[1].quantity",
  ]);
});

describe("2025-09-29 shows one option for the whole selection", () => {
  const option = (selections: CheckoutSession["selections"]) => {
    const answer = wireFor("2025-09-29")?.session.encode(viewWith({ selections }));
    return Value.Parse(Type.Object({ fulfillment_option_id: Type.Optional(Type.String()) }), answer)
      .fulfillment_option_id;
  };

  test("of a mixed one, the one that travels", () => {
    expect(
      option([
        { type: "digital", optionId: "download", lineItemIds: [] },
        { type: "shipping", optionId: "standard", lineItemIds: [] },
      ]),
    ).toBe("standard");
  });

  test("of a digital one, the download", () => {
    expect(option([{ type: "digital", optionId: "download", lineItemIds: [] }])).toBe("download");
  });

  test("of none, none", () => {
    expect(option([])).toBeUndefined();
  });
});

test("a buyer who gave one name has two where a version requires them", () => {
  const names = (buyer: CheckoutSession["buyer"]) => {
    const answer = wireFor("2025-09-29")?.session.encode(viewWith({ buyer }));
    const { buyer: shown } = Value.Parse(
      Type.Object({ buyer: Type.Object({ first_name: Type.String(), last_name: Type.String() }) }),
      answer,
    );
    return [shown.first_name, shown.last_name];
  };
  const email = "ana@example.com";
  expect(names({ email, fullName: "Ana María Díaz" })).toEqual(["Ana María", "Díaz"]);
  expect(names({ email, fullName: "Teller" })).toEqual(["Teller", ""]);
  expect(names({ email, firstName: "Ana" })).toEqual(["Ana", ""]);
  expect(names({ email })).toEqual(["", ""]);
});

test("an agent that knows of no discounts gets none, and one that does gets an empty answer", () => {
  const discounts = (extensions: readonly string[] | undefined) => {
    const view = viewWith({ extensions, discountCodes: [], appliedDiscounts: [], rejectedDiscounts: [] });
    const answer = wireFor("2026-04-17")?.session.encode(view);
    return Value.Parse(Type.Object({ discounts: Type.Optional(Type.Unknown()) }), answer).discounts;
  };
  expect(discounts(undefined)).toBeUndefined();
  expect(discounts(["discount"])).toEqual({ codes: [], applied: [], rejected: [] });
});

test("interventions are those that both agent and shop can do", () => {
  const supported = (acquirer: CheckoutView["shop"]["payment"]["acquirer"]) => {
    const view = viewWith({
      interventions: { supported: ["3ds", "biometric"] },
    });
    const shop = { ...view.shop, payment: { ...view.shop.payment, acquirer } };
    const answer = wireFor("2026-04-17")?.session.encode({ ...view, shop });
    return Value.Parse(
      Type.Object({
        capabilities: Type.Object({ interventions: Type.Object({ supported: Type.Array(Type.String()) }) }),
      }),
      answer,
    ).capabilities.interventions.supported;
  };
  expect(supported({ bin: "1", country: "US", merchantId: "m", merchantName: "n" })).toEqual(["3ds"]);
  expect(supported(undefined)).toEqual([]);
});
