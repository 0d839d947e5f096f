/** A running shop in the sandbox, and the keys that open it. */
export interface PracticeShop {
  /** Where it answers, without a trailing slash. */
  readonly url: string;
  readonly apiKey: string;
  readonly currency: string;
  readonly adminToken: string;
}

/** The words of an agent, in the version of the protocol that it speaks. */
export interface PracticeWords {
  readonly version: string;
  readonly agentRequests: {
    create(wish: {
      readonly item: string;
      readonly quantity: number;
      readonly currency: string;
      readonly address: PracticeBuyer["address"] & { readonly name: string };
    }): object;
    complete(
      token: string,
      buyer: { readonly first_name: string; readonly last_name: string; readonly email: string },
    ): object;
  };
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
export function practiceSales(
  { url, apiKey, adminToken, currency }: PracticeShop,
  { version, agentRequests }: PracticeWords,
): PracticeSales {
  async function send(path: string, bearer: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${bearer}`,
        "api-version": version,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify(body),
    }).catch((cause: unknown) => {
      throw new PracticeFailed(`Nobody answers at ${url}. Start the shop: checkstand serve`, { cause });
    });
    const text = await response.text();
    // A decline, as every version spells it.
    if (response.status === 402) return {};
    if (!response.ok) throw new PracticeFailed(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return Object(JSON.parse(text));
  }

  return {
    async begin(item, quantity, { firstName, lastName, address }) {
      const wish = { item, quantity, currency, address: { name: `${firstName} ${lastName}`, ...address } };
      const { id } = await send("/checkout_sessions", apiKey, agentRequests.create(wish));
      return String(id);
    },
    async pay(checkout, { firstName, lastName, email }, token) {
      const buyer = { first_name: firstName, last_name: lastName, email };
      const body = agentRequests.complete(token, buyer);
      const session = await send(`/checkout_sessions/${checkout}/complete`, apiKey, body);
      const { order } = session;
      return order === undefined ? undefined : String(Object(order).id);
    },
    async work(order, what, details = {}) {
      await send(`/admin/api/orders/${order}/${what}`, adminToken, details);
    },
  };
}
