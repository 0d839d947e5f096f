/** A running shop in the sandbox, and the keys that open it. */
export interface PracticeShop {
  /** Where it answers, without a trailing slash. */
  readonly url: string;
  readonly apiKey: string;
  readonly adminToken: string;
}

/** Who buys, and where to. */
export interface PracticeBuyer {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly address: {
    readonly line_one: string;
    readonly city: string;
    readonly state: string;
    readonly country: string;
    readonly postal_code: string;
  };
}

/** The shop did not do what was asked of it. The message says what it answered. */
export class PracticeFailed extends Error {
  override readonly name = "PracticeFailed";
}

/** What can be made to happen in a shop, by selling in it as an agent does and working in it as its merchant does. */
export interface PracticeSales {
  /** Begins a checkout and gives its id. */
  begin(item: string, quantity: number, buyer: PracticeBuyer): Promise<string>;
  /** Pays it, and gives the order's id; `undefined` when the token was declined. */
  pay(checkout: string, buyer: PracticeBuyer, token: string): Promise<string | undefined>;
  /** Does something with an order at the merchant's API: `ship`, `deliver`, `cancel`, `refund`. */
  work(order: string, what: string, details?: object): Promise<void>;
}

/** Builds {@link PracticeSales}. Everything goes over HTTP, so that what happens is what happens in a sale. */
export function practiceSales({ url, apiKey, adminToken }: PracticeShop): PracticeSales {
  async function send(path: string, bearer: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${bearer}`,
        "api-version": "2025-09-29",
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    }).catch((cause: unknown) => {
      throw new PracticeFailed(`Nobody answers at ${url}. Start the shop: checkstand serve`, { cause });
    });
    const text = await response.text();
    // A decline, as this version spells it.
    if (response.status === 402) return {};
    if (!response.ok) throw new PracticeFailed(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return Object(JSON.parse(text));
  }

  return {
    async begin(item, quantity, { firstName, lastName, address }) {
      const { id } = await send("/checkout_sessions", apiKey, {
        items: [{ id: item, quantity }],
        fulfillment_address: { name: `${firstName} ${lastName}`, ...address },
      });
      return String(id);
    },
    async pay(checkout, { firstName, lastName, email }, token) {
      const session = await send(`/checkout_sessions/${checkout}/complete`, apiKey, {
        buyer: { first_name: firstName, last_name: lastName, email },
        payment_data: { token, provider: "stripe" },
      });
      const { order } = session;
      return order === undefined ? undefined : String(Object(order).id);
    },
    async work(order, what, details = {}) {
      await send(`/admin/api/orders/${order}/${what}`, adminToken, details);
    },
  };
}
