import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createRedaction } from "../../src/certify/redaction.ts";

const redaction = createRedaction(["csk_secret", ""], ["Acme-Signature"]);

describe("is taken out", () => {
  test("a secret, wherever it turns up", () => {
    expect(redaction.text("the key csk_secret, again csk_secret")).toBe(
      "the key [redacted], again [redacted]",
    );
    expect(redaction.body({ message: ["no csk_secret here"] })).toEqual({ message: ["no [redacted] here"] });
  });

  test("what identifies a request's sender", () => {
    const headers = { Authorization: "Bearer x", Signature: "x", "acme-signature": "x", "API-Version": "v" };
    expect(redaction.headers(headers)).toEqual({
      Authorization: "[redacted]",
      Signature: "[redacted]",
      "acme-signature": "[redacted]",
      "API-Version": "v",
    });
  });

  test("what is said of a person or a card, but for words that are nobody's", () => {
    const said = {
      buyer: { first_name: "Ada", account: { since: 1843, tags: ["countess"] } },
      payment_data: { instrument: { type: "card", credential: { type: "spt", token: "spt_1" } } },
      fulfillment_details: { address: { line_one: "1 Main St", country: "GB" } },
    };
    expect(redaction.body(said)).toEqual({
      buyer: { first_name: "[redacted]", account: { since: 1843, tags: ["[redacted]"] } },
      payment_data: {
        instrument: { type: "card", credential: { type: "spt", token: "[redacted]" } },
      },
      fulfillment_details: { address: { line_one: "[redacted]", country: "GB" } },
    });
  });

  test("the address of a buyer's page, and e-mail addresses in any text", () => {
    const page = "https://shop.example/orders/AbC-123_x?a=1";
    expect(redaction.text(page)).toBe("https://shop.example/orders/[redacted]?a=1");
    expect(redaction.text("write to ada+1@mail.example.org, please")).toBe("write to [redacted], please");
  });
});

test("what the protocol says stays as it was", () => {
  const session = {
    id: "cs_1",
    status: "completed",
    totals: [{ type: "total", display_text: "Total", amount: 2959 }],
    line_items: [{ id: "li_1", name: "Mug", item: { id: "mug" } }],
    links: [{ type: "terms_of_use", url: "https://shop.example/terms" }],
    messages: [],
    expires_at: null,
  };
  expect(redaction.body(session)).toEqual(session);
});

test("no secret survives, however deep and whatever it is called", () => {
  const secret = "csk_secret";
  const holding = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.string().map((text) => text + secret),
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie("node"), { maxKeys: 3 }),
    ),
  })).node;
  fc.assert(
    fc.property(holding, (body) => {
      const values: unknown[] = [redaction.body(body)];
      for (const value of values) {
        if (typeof value === "object" && value !== null) values.push(...Object.values(value));
        else expect(String(value)).not.toContain(secret);
      }
    }),
  );
});
