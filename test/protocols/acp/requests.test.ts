import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import type {
  CancelCommand,
  CompleteCommand,
  CreateCommand,
  UpdateCommand,
} from "../../../src/checkout/command.ts";
import { servedWires, wireFor } from "../../../src/protocols/acp/versions.ts";
import type { Wire } from "../../../src/protocols/acp/wire.ts";
import { decodeAddress } from "../../../src/protocols/acp/words/address.ts";
import { demoAddress, demoBuyer, demoToken } from "../../../src/protocols/acp/words/examples.ts";
import type { RequestShape } from "../../../src/protocols/acp/words/request-shape.ts";
import { sharedToken } from "../../payments/credentials.ts";

/** {@link demoAddress} as the domain spells it. */
const knownAddress = decodeAddress(demoAddress, "$");

/** Any command's fields, as plain JSON. */
type Command = {
  readonly [Field in keyof (CreateCommand & UpdateCommand & CompleteCommand & CancelCommand)]?: unknown;
};

type Operation = "create" | "update" | "complete" | "cancel";

function wire(version: string): Wire {
  const found = wireFor(version, true);
  if (!found) throw new Error(`${version} is not served`);
  return found;
}

/** What checkout is told, for a body that has to pass. Absent fields are left out. */
function commandOf(version: string, operation: Operation, body: unknown): Command {
  const shape: RequestShape<unknown> = wire(version)[operation];
  expect(firstError(shape.schema, body)).toBeUndefined();
  const outcome = shape.decode(body);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
  return JSON.parse(JSON.stringify(outcome.value));
}

/** Where a body is refused, by its schema (as a JSON Pointer) or else by its decoder (as kind and JSONPath). */
function refusalOf(version: string, operation: Operation, body: unknown): string | undefined {
  const shape: RequestShape<unknown> = wire(version)[operation];
  const bySchema = firstError(shape.schema, body);
  if (bySchema !== undefined) return bySchema;
  const outcome = shape.decode(body);
  if (outcome.ok || !("place" in outcome.problem)) return undefined;
  return `${outcome.problem.kind} ${wire(version).path(outcome.problem.place)}`;
}

function firstError(schema: TSchema, body: unknown): string | undefined {
  return Value.Errors(schema, body).First()?.path;
}

const early = ["2025-09-29", "2025-12-12", "2026-01-16"];
const late = ["2026-01-30", "2026-04-17", "unreleased"];
const all = [...early, ...late];

/** The least a create request can say, with `changes`. */
function createBody(version: string, changes: object = {}): object {
  return early.includes(version)
    ? { items: [{ id: "tote", quantity: 1 }], ...changes }
    : { line_items: [{ id: "tote" }], currency: "usd", capabilities: {}, ...changes };
}

/** Puts an address where the version has it. */
function withAddress(version: string, address: object): object {
  return version === "2025-09-29" ? { fulfillment_address: address } : { fulfillment_details: { address } };
}

/** The least a complete request can say, with `changes` to its payment data. */
function completeBody(version: string, changes: object = {}): object {
  const payment = early.includes(version)
    ? { token: demoToken, provider: "stripe" }
    : {
        handler_id: "card_tokenized",
        instrument: { type: "card", credential: { type: "spt", token: demoToken } },
      };
  return { payment_data: { ...payment, ...changes } };
}

describe.each(servedWires(true))("$version", (served) => {
  test.each(["create", "update", "complete", "cancel"] as const)("takes its own %s examples", (operation) => {
    const shape: RequestShape<unknown> = served[operation];
    expect(Object.keys(shape.examples)).not.toBeEmpty();
    for (const body of Object.values(shape.examples)) {
      expect(firstError(shape.schema, body)).toBeUndefined();
      expect(shape.decode(body)).toMatchObject({ ok: true });
    }
  });

  test("ignores fields it does not know", () => {
    const { version } = served;
    const body = createBody(version, { surprise: { deep: [1] } });
    expect(commandOf(version, "create", body)).toEqual(commandOf(version, "create", createBody(version)));
  });

  test("cancels without a body", () => {
    expect(served.cancel.decode(undefined)).toEqual({ ok: true, value: {} });
  });

  test("refuses null where a field may only be absent", () => {
    expect(refusalOf(served.version, "create", createBody(served.version, { buyer: null }))).toBe("/buyer");
  });
});

describe("items", () => {
  test("an early version's are ids with quantities", () => {
    for (const version of early) {
      const body = {
        items: [
          { id: "tote", quantity: 2 },
          { id: "shirt", quantity: 1 },
        ],
      };
      expect(commandOf(version, "create", body).items).toEqual([
        { id: "tote", quantity: 2, index: 0 },
        { id: "shirt", quantity: 1, index: 1 },
      ]);
    }
  });

  const oneTote = [{ id: "tote", quantity: 2, index: 0 }];
  test.each([
    ["line_items with quantity beside the id", { line_items: [{ id: "tote", quantity: 2 }] }, oneTote],
    ["line_items as answers have them", { line_items: [{ item: { id: "tote" }, quantity: 2 }] }, oneTote],
    ["items, the earlier name", { line_items: undefined, items: [{ id: "tote", quantity: 2 }] }, oneTote],
    ["no quantity, meaning one", { line_items: [{ id: "tote" }] }, [{ id: "tote", quantity: 1, index: 0 }]],
    [
      "the price the agent saw",
      { line_items: [{ id: "tote", unit_amount: 300 }] },
      [{ id: "tote", quantity: 1, index: 0, seenUnitAmount: 300 }],
    ],
    [
      "an id twice, for checkout to add up",
      { line_items: [{ id: "tote" }, { id: "tote" }] },
      [
        { id: "tote", quantity: 1, index: 0 },
        { id: "tote", quantity: 1, index: 1 },
      ],
    ],
  ])("a late version takes %s", (_name, changes, items) => {
    for (const version of late) {
      const body = JSON.parse(JSON.stringify(createBody(version, changes)));
      expect(commandOf(version, "create", body).items).toEqual(items);
    }
  });

  test("unreleased takes the price an agent asks to have honoured", () => {
    const suggested_price = {
      amount: 300,
      source: { feed_id: "feed_1" },
      observed_at: "2026-04-17T10:00:00Z",
    };
    const body = createBody("unreleased", { line_items: [{ id: "tote", suggested_price }] });
    const suggestedPrice = { amount: 300, observedAt: Date.UTC(2026, 3, 17, 10) };
    expect(commandOf("unreleased", "create", body).items).toEqual([
      { id: "tote", quantity: 1, index: 0, suggestedPrice },
    ]);
    expect(commandOf("2026-04-17", "create", body).items).toEqual([{ id: "tote", quantity: 1, index: 0 }]);
  });

  test.each([
    ["half a unit", { id: "tote", quantity: 2.5 }, "/items/0/quantity"],
    ["no unit", { id: "tote", quantity: 0 }, "/items/0/quantity"],
    ["a number as text", { id: "tote", quantity: "2" }, "/items/0/quantity"],
    ["endlessly many", { id: "tote", quantity: 1e300 }, "/items/0/quantity"],
    ["no quantity", { id: "tote" }, "/items/0/quantity"],
    ["an empty id", { id: "", quantity: 1 }, "/items/0/id"],
    ["an endless id", { id: "x".repeat(257), quantity: 1 }, "/items/0/id"],
    ["no id", { quantity: 1 }, "/items/0/id"],
  ])("an early version refuses %s", (_name, item, pointer) => {
    for (const version of early) expect(refusalOf(version, "create", { items: [item] })).toBe(pointer);
  });

  test("a late version refuses an item without an id, none at all, and too many", () => {
    for (const version of late) {
      const refusal = (line_items: unknown) =>
        refusalOf(version, "create", JSON.parse(JSON.stringify(createBody(version, { line_items }))));
      expect(refusal([{ quantity: 1 }])).toBe("missing $.line_items[0].id");
      expect(refusal(undefined)).toBe("missing $.line_items");
      expect(refusal([])).toBe("/line_items");
      expect(refusal(Array.from({ length: 101 }, () => ({ id: "tote" })))).toBe("/line_items");
    }
  });
});

describe("addresses", () => {
  test.each(all)("%s reads the country in either case and a state by code or name", (version) => {
    for (const [country, state, code] of [
      ["us", "CA", "CA"],
      ["us", "ca", "CA"],
      ["US", "US-CA", "CA"],
      ["us", " california ", "CA"],
      ["US", "N.Y.", "NY"],
      ["ca", "Québec", "QC"],
      ["CA", "newfoundland  and labrador", "NL"],
      ["AU", "New South Wales", "NSW"],
      ["au", "Vic", "VIC"],
    ] as const) {
      const body = createBody(version, withAddress(version, { ...demoAddress, country, state }));
      expect(commandOf(version, "create", body).fulfillmentDetails).toMatchObject({
        address: { country: country.toUpperCase(), state: code },
      });
    }
  });

  test("has the name of its fulfillment details where it has none of its own", () => {
    for (const version of all.filter((each) => each !== "2025-09-29")) {
      for (const named of [{ name: undefined }, { name: "" }]) {
        const address = JSON.parse(JSON.stringify({ ...demoAddress, ...named }));
        const details = { name: "Joan Roe", address };
        const command = commandOf(version, "create", createBody(version, { fulfillment_details: details }));
        expect(command.fulfillmentDetails).toMatchObject({ address: { ...knownAddress, name: "Joan Roe" } });
        const nameless = createBody(version, { fulfillment_details: { address } });
        expect(refusalOf(version, "create", nameless)).toBe("missing $.fulfillment_details.address.name");
      }
    }
  });

  test.each([
    ["USA", "US"],
    ["u.s.a.", "US"],
    ["United  States", "US"],
    ["UK", "GB"],
    ["DEU", "DE"],
    ["Germany", "DE"],
  ])("a country written as %s is refused with the code to send, %s", (country, code) => {
    for (const version of all) {
      const shape: RequestShape<unknown> = wire(version).create;
      const body = createBody(version, withAddress(version, { ...demoAddress, country }));
      expect(firstError(shape.schema, body)).toBeUndefined();
      const outcome = shape.decode(body);
      expect(outcome).toMatchObject({ ok: false, problem: { kind: "invalid" } });
      expect(JSON.stringify(outcome)).toContain(`ISO 3166-1 alpha-2 code, two letters: send \\"${code}\\"`);
    }
  });

  test.each([
    ["a country that is none", { country: "ZZ" }, "country"],
    ["a country of no name", { country: "Atlantis" }, "country"],
    ["a state that is none", { state: "Bavaria" }, "state"],
    ["no state in the United States", { state: "" }, "state"],
    ["a state of another country", { country: "CA", state: "CA" }, "state"],
    ["no state in Australia", { country: "AU", state: "" }, "state"],
  ])("%s is refused where it stands", (_name, changes, field) => {
    for (const version of all) {
      const base = version === "2025-09-29" ? "$.fulfillment_address" : "$.fulfillment_details.address";
      for (const operation of ["create", "update"] as const) {
        const body = createBody(version, withAddress(version, { ...demoAddress, ...changes }));
        expect(refusalOf(version, operation, body)).toBe(`invalid ${base}.${field}`);
      }
      const body = completeBody(version, { billing_address: { ...demoAddress, ...changes } });
      expect(refusalOf(version, "complete", body)).toBe(`invalid $.payment_data.billing_address.${field}`);
    }
  });

  test.each([
    ["name", " "],
    ["line_one", " "],
    ["line_one", "\u200b"],
    ["line_one", "--"],
    ["city", "\t"],
    ["city", "."],
    ["postal_code", ""],
    ["postal_code", "-"],
  ])("a %s that says nothing, %j, is refused where it stands", (field, nothing) => {
    for (const version of all) {
      const base = version === "2025-09-29" ? "$.fulfillment_address" : "$.fulfillment_details.address";
      const body = createBody(version, withAddress(version, { ...demoAddress, [field]: nothing }));
      expect(refusalOf(version, "create", body)).toBe(`missing ${base}.${field}`);
    }
  });

  test("a postal code may be empty where addresses do without", () => {
    for (const version of all) {
      const noCode = { ...demoAddress, country: "HK", state: "", postal_code: "" };
      const body = createBody(version, withAddress(version, noCode));
      expect(commandOf(version, "create", body).fulfillmentDetails).toMatchObject({
        address: { country: "HK", postalCode: "" },
      });
    }
  });

  test("military post offices and territories are states too, and other countries' are as they come", () => {
    for (const [country, state] of [
      ["US", "AE"],
      ["US", "PR"],
      ["DE", "Bayern"],
      ["HK", ""],
    ] as const) {
      const body = createBody("2026-04-17", withAddress("2026-04-17", { ...demoAddress, country, state }));
      expect(commandOf("2026-04-17", "create", body).fulfillmentDetails).toMatchObject({
        address: { country, state },
      });
    }
  });

  test("a company is part of it from 2026-04-17 on", () => {
    for (const version of all) {
      const body = createBody(version, withAddress(version, { ...demoAddress, company: "Acme" }));
      const { fulfillmentDetails } = commandOf(version, "create", body);
      const known = { address: { ...knownAddress, ...(version > "2026-01-30" ? { company: "Acme" } : {}) } };
      expect(fulfillmentDetails).toEqual(known);
    }
  });
});

describe("buyers", () => {
  test.each(all)("%s takes one name for two", (version) => {
    const body = { buyer: { name: "Jane Doe", email: "jane@example.com" } };
    expect(commandOf(version, "update", body).buyer).toEqual({
      email: "jane@example.com",
      fullName: "Jane Doe",
    });
  });

  test.each(all)("%s takes a buyer without a last name", (version) => {
    const body = { buyer: { first_name: "Jane", email: "jane@example.com" } };
    expect(commandOf(version, "update", body).buyer).toEqual({
      email: "jane@example.com",
      firstName: "Jane",
    });
  });

  test("one without any name will do from 2026-01-30 on", () => {
    const body = { buyer: { email: "jane@example.com" } };
    for (const version of early) {
      expect(refusalOf(version, "update", body)).toBe("missing $.buyer.first_name");
    }
    for (const version of late) {
      expect(commandOf(version, "update", body).buyer).toEqual({ email: "jane@example.com" });
    }
  });

  test.each([
    "",
    "jane",
    "jane@",
    "jane@example",
    "@example.com",
    "a b@example.com",
    "jane@-x.com",
    "é@é.fr",
  ])("%p is not an e-mail address", (email) => {
    for (const version of all) {
      expect(refusalOf(version, "update", { buyer: { ...demoBuyer, email } })).toBe("/buyer/email");
    }
  });
});

describe("selections", () => {
  test("2025-09-29 names one option", () => {
    const body = { fulfillment_option_id: "express" };
    expect(commandOf("2025-09-29", "update", body).selections).toEqual([{ optionId: "express" }]);
  });

  test("2025-12-12 and 2026-01-16 nest it under its type", () => {
    for (const version of ["2025-12-12", "2026-01-16"]) {
      const shipping = { option_id: "express", item_ids: ["tote"] };
      const body = { selected_fulfillment_options: [{ type: "shipping", shipping }] };
      expect(commandOf(version, "update", body).selections).toEqual([
        { optionId: "express", itemIds: ["tote"] },
      ]);
      expect(
        refusalOf(version, "update", { selected_fulfillment_options: [{ type: "digital", shipping }] }),
      ).toBe("missing $.selected_fulfillment_options[0].digital");
    }
  });

  test("from 2026-01-30 on it is flat, and no ids stand for all the option can carry", () => {
    for (const version of late) {
      const body = {
        selected_fulfillment_options: [
          { type: "pickup", option_id: "shop", item_ids: ["tote"] },
          { type: "digital", option_id: "download", item_ids: [] },
        ],
      };
      expect(commandOf(version, "update", body).selections).toEqual([
        { type: "pickup", optionId: "shop", itemIds: ["tote"] },
        { type: "digital", optionId: "download" },
      ]);
    }
  });
});

describe("payment", () => {
  test.each(all)("%s takes the token, and a guide's other name for it", (version) => {
    const payment = { credential: sharedToken(demoToken) };
    expect(commandOf(version, "complete", completeBody(version)).payment).toEqual(payment);
    const alias = { shared_payment_granted_token: demoToken };
    expect(commandOf(version, "complete", alias).payment).toEqual(payment);
  });

  test.each(all)("%s says what is missing", (version) => {
    expect(refusalOf(version, "complete", {})).toBe("missing $.payment_data");
  });

  test("an early version wants a token and the one provider", () => {
    for (const version of early) {
      const refusal = (payment_data: object) => refusalOf(version, "complete", { payment_data });
      expect(refusal({ provider: "stripe" })).toBe("missing $.payment_data.token");
      expect(refusal({ token: "spt_1" })).toBe("/payment_data/provider");
      expect(refusal({ token: "spt_1", provider: "adyen" })).toBe("/payment_data/provider");
    }
  });

  test("a late version wants the one handler and its instrument, at once and not on account", () => {
    for (const version of late) {
      const refusal = (changes: object) =>
        refusalOf(version, "complete", JSON.parse(JSON.stringify(completeBody(version, changes))));
      expect(refusal({ handler_id: undefined })).toBe("missing $.payment_data.handler_id");
      expect(refusal({ handler_id: "seller_pm_123" })).toBe("invalid $.payment_data.handler_id");
      expect(refusal({ instrument: undefined })).toBe("missing $.payment_data.instrument");
      expect(refusal({ instrument: undefined, purchase_order_number: "PO-1" })).toBe(
        "unsupported $.payment_data.purchase_order_number",
      );
      expect(refusal({ payment_terms: "net_30" })).toBe("unsupported $.payment_data.payment_terms");
      expect(refusal({ payment_terms: "immediate" })).toBeUndefined();
    }
  });
});

describe("authentication results", () => {
  const details = {
    three_ds_cryptogram: "ABC==",
    electronic_commerce_indicator: "05",
    transaction_id: "ds_1",
    version: "2.2.0",
  };
  const resultOf = (version: string, authentication_result: object) =>
    commandOf(version, "complete", { ...completeBody(version), authentication_result }).authenticationResult;

  test.each(["2025-12-12", "2026-01-30", "2026-04-17"])("%s reads them as they are", (version) => {
    expect(resultOf(version, { outcome: "authenticated", outcome_details: details })).toEqual({
      outcome: "authenticated",
      details: {
        cryptogram: "ABC==",
        electronicCommerceIndicator: "05",
        transactionId: "ds_1",
        version: "2.2.0",
      },
    });
    expect(resultOf(version, { outcome: "denied" })).toEqual({ outcome: "denied" });
  });

  test.each([
    ["authenticated", "authenticated"],
    ["failed", "denied"],
    ["unavailable", "not_supported"],
    ["rejected", "rejected"],
    ["attempt", "attempt_acknowledged"],
  ])("2026-01-16 says %s where others say %s", (said, meant) => {
    expect(resultOf("2026-01-16", { outcome: said })).toEqual({ outcome: meant });
  });

  test.each(["authenticated", "informational", "attempt_acknowledged"])("%s needs its details", (outcome) => {
    for (const version of ["2025-12-12", "2026-01-30", "2026-04-17"]) {
      const body = { ...completeBody(version), authentication_result: { outcome } };
      expect(refusalOf(version, "complete", body)).toBe("missing $.authentication_result.outcome_details");
    }
  });
});

describe("discount codes", () => {
  test.each([
    ["discounts.codes", { discounts: { codes: ["SPRING"] } }, ["SPRING"]],
    ["their older name", { coupons: ["SPRING"] }, ["SPRING"]],
    ["the newer of both", { discounts: { codes: ["NEW"] }, coupons: ["OLD"] }, ["NEW"]],
    ["an empty list, which clears them", { discounts: { codes: [] } }, []],
    ["nothing, which leaves them", {}, undefined],
  ])("a late version takes %s", (_name, body, codes) => {
    for (const version of late) expect(commandOf(version, "update", body).discountCodes).toEqual(codes);
  });
});

describe("capabilities", () => {
  test("words nobody knows are ignored", () => {
    const capabilities = {
      interventions: {
        supported: ["3ds", "telepathy"],
        display_context: "hologram",
      },
      extensions: ["discount@2026-01-27", { name: "gift" }],
    };
    for (const version of late) {
      expect(commandOf(version, "create", createBody(version, { capabilities }))).toMatchObject({
        interventions: { supported: ["3ds"] },
        extensions: ["discount", "gift"],
      });
    }
  });

  test("they must be there, as must the currency", () => {
    for (const version of late) {
      expect(refusalOf(version, "create", { line_items: [{ id: "tote" }], currency: "usd" })).toBe(
        "/capabilities",
      );
      expect(refusalOf(version, "create", { line_items: [{ id: "tote" }], capabilities: {} })).toBe(
        "/currency",
      );
    }
  });

  test("the currency is read in either case", () => {
    for (const version of late) {
      const { currency } = commandOf(version, "create", createBody(version, { currency: "USD" }));
      expect(currency).toBe("usd");
    }
  });
});

describe("attribution, traces and consent", () => {
  test("attribution needs a token or a publisher, and flat facts", () => {
    for (const version of all.slice(1)) {
      const refusal = (affiliate_attribution: object) =>
        refusalOf(version, "create", createBody(version, { affiliate_attribution }));
      expect(refusal({ provider: "impact.com" })).toBe("missing $.affiliate_attribution.publisher_id");
      expect(refusal({ token: "atp_1" })).toBe("/affiliate_attribution/provider");
      expect(refusal({ provider: "impact.com", token: "atp_1", metadata: { deep: {} } })).toBe(
        "/affiliate_attribution/metadata/deep",
      );
      const body = createBody(version, {
        affiliate_attribution: { provider: "impact.com", token: "atp_1", touchpoint: "first" },
      });
      expect(commandOf(version, "create", body).affiliateAttribution).toEqual({
        provider: "impact.com",
        touchpoint: "first",
        details: { token: "atp_1" },
      });
    }
  });

  test("a reason nobody knows is kept as other", () => {
    for (const version of all.slice(1)) {
      const trace = (reason_code: string) =>
        commandOf(version, "cancel", { intent_trace: { reason_code, metadata: { budget: 5 } } }).intentTrace;
      expect(trace("comparison")).toEqual({ reasonCode: "comparison", metadata: { budget: 5 } });
      expect(trace("moon_phase")).toEqual({ reasonCode: "other", metadata: { budget: 5 } });
      const nested = { intent_trace: { reason_code: "other", metadata: { deep: {} } } };
      expect(refusalOf(version, "cancel", nested)).toBe("/intent_trace/metadata/deep");
    }
  });

  test("consents and order notes are read from 2026-04-17 on", () => {
    for (const version of late) {
      const body = {
        ...completeBody(version),
        marketing_consents: [{ channel: "email", opted_in: true }],
        order_notes: "Ring twice.",
      };
      const { marketingConsents, orderNotes } = commandOf(version, "complete", body);
      const known = version > "2026-01-30";
      expect(marketingConsents).toEqual(known ? [{ channel: "email", optedIn: true }] : undefined);
      expect(orderNotes).toBe(known ? "Ring twice." : undefined);
    }
  });

  test("complete takes who receives the goods, and where", () => {
    const contact = { phone_number: "+14155550123", email: "jane@example.com" };
    for (const version of all) {
      const body = { ...completeBody(version), ...withAddress(version, demoAddress) };
      expect(commandOf(version, "complete", body).fulfillmentDetails).toEqual({ address: knownAddress });
      if (version === "2025-09-29") continue;
      const contacted = { ...completeBody(version), fulfillment_details: contact };
      expect(commandOf(version, "complete", contacted).fulfillmentDetails).toEqual({
        phoneNumber: contact.phone_number,
        email: contact.email,
      });
    }
  });
});

describe("fulfillment groups", () => {
  const group = { id: "g", item_ids: ["tote"], destination_type: "shipping" };
  const to = (address: object) => ({ ...group, fulfillment_details: { address } });

  test.each([
    ["one without an address", [group], undefined, false],
    ["several without an address", [group, group], undefined, false],
    ["one that names it", [to(demoAddress)], knownAddress, false],
    ["several that name the same", [to(demoAddress), group, to(demoAddress)], knownAddress, false],
    [
      "several that name others",
      [to(demoAddress), to({ ...demoAddress, city: "Oakland" })],
      knownAddress,
      true,
    ],
  ])("%s", (_name, fulfillment_groups, address, severalDestinations) => {
    for (const version of late) {
      for (const operation of ["create", "update"] as const) {
        const command = commandOf(version, operation, createBody(version, { fulfillment_groups }));
        expect(command.fulfillmentDetails).toEqual(address && { address });
        expect(command.severalDestinations).toBe(severalDestinations);
      }
    }
  });

  test("one that names another address than the order's details makes two", () => {
    for (const version of late) {
      const body = createBody(version, {
        fulfillment_details: { address: demoAddress },
        fulfillment_groups: [to({ ...demoAddress, city: "Oakland" })],
      });
      expect(commandOf(version, "create", body)).toMatchObject({
        fulfillmentDetails: { address: knownAddress },
        severalDestinations: true,
      });
    }
  });

  test("a mistake is named where it stands", () => {
    for (const version of late) {
      const body = createBody(version, {
        fulfillment_groups: [group, to({ ...demoAddress, country: "ZZ" })],
      });
      expect(refusalOf(version, "create", body)).toBe(
        "invalid $.fulfillment_groups[1].fulfillment_details.address.country",
      );
    }
  });
});

describe("text that is empty", () => {
  test("is taken wherever it may be left out, and says nothing", () => {
    for (const version of late) {
      const buyer = { email: "jane@example.com", full_name: "", phone_number: "", customer_id: "" };
      const details = { name: "", phone_number: "", address: { ...demoAddress, line_two: "" } };
      const empty = { buyer, fulfillment_details: details, locale: "", timezone: "", quote_id: "" };
      const command = commandOf(version, "create", createBody(version, empty));
      expect(command).toMatchObject({ buyer: { email: "jane@example.com" } });
      expect(command.buyer).toEqual({ email: "jane@example.com" });
      expect([command.locale, command.timezone, command.quoteId]).toEqual([undefined, undefined, undefined]);
    }
  });

  test("is the end of order notes", () => {
    for (const version of ["2026-04-17", "unreleased"]) {
      for (const operation of ["create", "update"] as const) {
        expect(commandOf(version, operation, createBody(version, { order_notes: "" })).orderNotes).toBe("");
      }
      expect(commandOf(version, "complete", { ...completeBody(version), order_notes: "" }).orderNotes).toBe(
        "",
      );
    }
  });
});

test("no JSON value makes a decoder throw", () => {
  const shapes: RequestShape<unknown>[] = servedWires(true).flatMap((served) => [
    served.create,
    served.update,
    served.complete,
    served.cancel,
  ]);
  // Real fields with strange values, so that bodies get past the first look.
  const body = fc.dictionary(
    fc.constantFrom(
      "items",
      "line_items",
      "currency",
      "capabilities",
      "buyer",
      "payment_data",
      "__proto__",
      "coupons",
    ),
    fc.oneof(fc.jsonValue(), fc.constant([{ id: "tote", quantity: 1 }]), fc.constant("usd"), fc.constant({})),
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), body), fc.constantFrom(...shapes), (value, { schema, decode }) => {
      if (Value.Check(schema, value)) expect(decode(value)).toHaveProperty("ok");
    }),
  );
});
