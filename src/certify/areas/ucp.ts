import { type Static, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { Value } from "@sinclair/typebox/value";
import { CheckoutAnswer } from "../../protocols/ucp/words/checkout.ts";
import { OrderAnswer } from "../../protocols/ucp/words/order.ts";
import type { Check, Trial } from "../check.ts";
import type { HttpAnswer, HttpRequest } from "../http-client.ts";
import { ucpText } from "../sources.ts";
import { DeclaredHandlers, type UcpMeans, ucpMeans } from "../ucp-means.ts";
import { CheckFailed, CheckSkipped } from "../verdict.ts";

const area = "UCP";

const Profile = Type.Object({
  ucp: Type.Object({
    version: Type.String(),
    supported_versions: Type.Optional(Type.Record(Type.String(), Type.String())),
    services: Type.Record(
      Type.String(),
      Type.Array(Type.Object({ transport: Type.String(), endpoint: Type.String() })),
    ),
    payment_handlers: DeclaredHandlers,
  }),
});
type Profile = Static<typeof Profile>;

const checkout = TypeCompiler.Compile(CheckoutAnswer);
const order = TypeCompiler.Compile(OrderAnswer);

/** One version as the shop's profile declares it, with the profile's address, by which this agent presents itself. */
interface Declared {
  readonly version: string;
  readonly profile: string;
  readonly rest: string;
  readonly mcp: string | undefined;
  readonly handlers: Static<typeof DeclaredHandlers>;
}

/** UCP, where the shop serves it: what both name is agreed on with the shop's own profile standing for the agent's. */
export const ucpChecks: readonly Check[] = [
  {
    id: "ucp.profile",
    area,
    requirement:
      "Anybody can read at /.well-known/ucp what the shop speaks; older versions have leaf profiles.",
    source: ucpText("overview, “Business Profile” and “Protocol Version”"),
    scope: "once",
    async run(trial) {
      const { profile, headers } = await readProfile(trial, wellKnown(trial));
      const seconds = Number(/max-age=(\d+)/.exec(headers.get("cache-control") ?? "")?.[1] ?? 0);
      trial.confirm(seconds >= 60, "it may be cached for a minute at least", `${seconds} s`);
      const older = Object.entries(profile.ucp.supported_versions ?? {});
      for (const [version, address] of older) {
        const leaf = (await readProfile(trial, new URL(address).pathname)).profile;
        trial.confirm(leaf.ucp.version === version, `the profile of ${version} is of ${version}`);
        trial.confirm(
          leaf.ucp.supported_versions === undefined,
          `the profile of ${version} leads no further`,
        );
      }
      trial.note(`versions ${[profile.ucp.version, ...older.map(([version]) => version)].join(", ")}`);
    },
  },
  {
    id: "ucp.stranger",
    area,
    requirement: "A request that names no profile is refused with 400 invalid_profile_url.",
    source: ucpText("overview, “Error Codes”"),
    scope: "once",
    async run(trial) {
      for (const { rest, version } of await declared(trial)) {
        const { status, body } = await trial.http.send({ target: `${rest}/checkout-sessions/none` });
        trial.confirm(
          status === 400 && codeOf(body) === "invalid_profile_url",
          `${version} refuses who does not say who they are`,
          `${status} ${codeOf(body)}`,
        );
      }
    },
  },
  {
    id: "ucp.checkout",
    area,
    requirement: "A checkout is made, replaced and canceled, and its totals add up, in every version.",
    source: ucpText("shopping, checkout REST binding"),
    scope: "once",
    async run(trial) {
      for (const version of await declared(trial)) {
        const made = await ask(trial, version, "POST", "/checkout-sessions", checkoutOf(trial));
        const answer = expectCheckout(trial, version, made, 201);
        const replaced = await ask(trial, version, "PUT", `/checkout-sessions/${answer.id}`, {
          ...checkoutOf(trial),
          line_items: [{ item: { id: trial.shop.item }, quantity: 2 }],
        });
        const two = expectCheckout(trial, version, replaced, 200);
        trial.confirm(two.line_items[0]?.quantity === 2, `${version} replaces the lines`);
        const canceled = await ask(trial, version, "POST", `/checkout-sessions/${answer.id}/cancel`);
        const { status } = expectCheckout(trial, version, canceled, 200);
        trial.confirm(status === "canceled", `${version} cancels`, status);
      }
    },
  },
  {
    id: "ucp.tools",
    area,
    requirement: "The same checkout over MCP comes to the same total.",
    source: ucpText("shopping, checkout MCP binding"),
    scope: "once",
    async run(trial) {
      for (const version of await declared(trial)) {
        if (version.mcp === undefined) throw new CheckSkipped(`${version.version} declares no MCP.`);
        const overRest = await ask(trial, version, "POST", "/checkout-sessions", checkoutOf(trial));
        const { body } = await trial.http.send({
          method: "POST",
          target: version.mcp,
          headers: { Accept: "application/json, text/event-stream" },
          json: callOf(version, trial),
        });
        const wanted = totalOf(expectCheckout(trial, version, overRest, 201));
        const found = totalOf(structured(body));
        trial.confirm(found === wanted, `${version.version} comes to ${wanted} over both`, String(found));
      }
    },
  },
  {
    id: "ucp.order",
    area,
    requirement:
      "A checkout that is ready is paid once, by what the shop declares, and its order can be looked at.",
    source: ucpText("shopping, “Complete Checkout” and “Get Order”"),
    scope: "once",
    async run(trial) {
      for (const version of await declared(trial)) {
        const means = ucpMeans(version.handlers, trial.shop.tokens);
        const made = await ask(trial, version, "POST", "/checkout-sessions", checkoutOf(trial));
        const { id } = expectCheckout(trial, version, made, 201);
        const path = `/checkout-sessions/${id}/complete`;
        await refuseOther(trial, version, path, means);
        if (means.declined) {
          const declined = await ask(trial, version, "POST", path, payment(means, means.declined()));
          const open = expectCheckout(trial, version, declined, 200);
          trial.confirm(open.status === "ready_for_complete", `${version.version} stays open when declined`);
        }
        const paid = await ask(trial, version, "POST", path, payment(means, means.paying()));
        const { status, order: placed } = expectCheckout(trial, version, paid, 200);
        trial.confirm(status === "completed" && placed !== undefined, `${version.version} is paid`, status);
        if (!placed) return;
        trial.ordered(placed.id);
        const { body } = await ask(trial, version, "GET", `/orders/${placed.id}`);
        trial.confirm(order.Check(body), `${version.version} shows the order`, reasonOf(order, body));
      }
    },
  },
];

function wellKnown({ shop }: Trial): string {
  return new URL("/.well-known/ucp", shop.url).href;
}

async function readProfile(
  { http, shop, confirm }: Trial,
  target: string,
): Promise<{ readonly profile: Profile; readonly headers: Headers }> {
  const { status, headers, body } = await http.send({ target: new URL(target, shop.url).href });
  if (status === 404)
    throw new CheckSkipped('The shop does not serve UCP: ucp = "keys" in shop.toml opens it.');
  confirm(status === 200, "a profile is answered with 200, without a key", String(status));
  if (!Value.Check(Profile, body)) throw new CheckFailed("what stands at a profile's address is no profile");
  return { profile: body, headers };
}

/** Every version the shop declares, newest first. */
async function declared(trial: Trial): Promise<readonly Declared[]> {
  const { profile } = await readProfile(trial, wellKnown(trial));
  const older = Object.values(profile.ucp.supported_versions ?? {});
  const found = [declaredIn(profile, "")];
  for (const address of older.toReversed()) {
    const leaf = (await readProfile(trial, new URL(address).pathname)).profile;
    found.push(declaredIn(leaf, `/${leaf.ucp.version}`));
  }
  return found;
}

function declaredIn({ ucp }: Profile, path: string): Declared {
  const bindings = Object.values(ucp.services).flat();
  const rest = bindings.find(({ transport }) => transport === "rest")?.endpoint;
  if (rest === undefined) throw new CheckFailed(`the profile of ${ucp.version} declares no REST`);
  return {
    version: ucp.version,
    // As the shop itself is found by others: it has to be able to read this.
    profile: `${rest.replace(/\/ucp$/, "")}/.well-known/ucp${path}`,
    rest: new URL(rest).pathname,
    mcp: mcpOf(bindings),
    handlers: ucp.payment_handlers,
  };
}

function mcpOf(bindings: readonly { readonly transport: string; readonly endpoint: string }[]) {
  const endpoint = bindings.find(({ transport }) => transport === "mcp")?.endpoint;
  return endpoint && new URL(endpoint).pathname;
}

function ask(
  { http }: Trial,
  { rest, profile }: Declared,
  method: NonNullable<HttpRequest["method"]>,
  path: string,
  body?: object,
): Promise<HttpAnswer> {
  return http.send({
    method,
    target: `${rest}${path}`,
    headers: { "UCP-Agent": `profile="${profile}"`, "Idempotency-Key": crypto.randomUUID() },
    ...(body && { json: body }),
    judge: (_, found) => {
      const schema = path.startsWith("/orders/") ? order : checkout;
      return schema.Check(found) ? "valid" : reasonOf(schema, found);
    },
  });
}

function checkoutOf({ shop: { item, address } }: Trial): object {
  return {
    line_items: [{ item: { id: item }, quantity: 1 }],
    buyer: { email: "certify@example.com", first_name: "Jane", last_name: "Doe" },
    ...(address && {
      fulfillment: {
        methods: [
          {
            type: "shipping",
            destinations: [
              {
                first_name: "Jane",
                last_name: "Doe",
                street_address: address.line_one,
                address_locality: address.city,
                address_region: address.state,
                address_country: address.country,
                postal_code: address.postal_code,
              },
            ],
          },
        ],
      },
    }),
  };
}

function callOf({ profile }: Declared, trial: Trial): object {
  const meta = { "ucp-agent": { profile } };
  const params = { name: "create_checkout", arguments: { meta, checkout: checkoutOf(trial) } };
  return { jsonrpc: "2.0", id: 1, method: "tools/call", params };
}

function payment({ handler, credentialType }: UcpMeans, token: string): object {
  const credential = { type: credentialType, token };
  return {
    payment: {
      instruments: [{ id: "certify", handler_id: handler, type: "card", selected: true, credential }],
    },
  };
}

/** Has an instrument of a handler that nobody declared refused, without a payment. */
async function refuseOther(trial: Trial, version: Declared, path: string, means: UcpMeans): Promise<void> {
  const other = payment({ ...means, handler: "certify_no_such_handler" }, "certify_no_token");
  const { status } = await ask(trial, version, "POST", path, other);
  trial.confirm(status === 400, `${version.version} refuses a handler it does not declare`, String(status));
}

type Checkout = Static<typeof CheckoutAnswer>;

/** @throws CheckFailed when the answer is no checkout of that version, or does not add up. */
function expectCheckout(
  trial: Trial,
  { version }: Declared,
  { status, body }: HttpAnswer,
  expected: number,
): Checkout {
  trial.confirm(status === expected, `${version} answers ${expected}`, String(status));
  if (!checkout.Check(body)) throw new CheckFailed(`${version}: ${reasonOf(checkout, body)}`);
  trial.confirm(body.ucp.version === version, `the answer says ${version}`, body.ucp.version);
  const parts = body.totals.filter(({ type }) => type !== "total");
  const sum = parts.reduce((whole, { amount }) => whole + amount, 0);
  trial.confirm(sum === totalOf(body), `${version} adds up`, `${sum} and not ${totalOf(body)}`);
  return body;
}

function totalOf(found: unknown): number | undefined {
  return checkout.Check(found) ? found.totals.find(({ type }) => type === "total")?.amount : undefined;
}

const Result = Type.Object({ result: Type.Object({ structuredContent: Type.Unknown() }) });

function structured(message: unknown): unknown {
  return Value.Check(Result, message) ? message.result.structuredContent : undefined;
}

const Coded = Type.Object({ code: Type.String() });

function codeOf(body: unknown): string | undefined {
  return Value.Check(Coded, body) ? body.code : undefined;
}

function reasonOf(
  schema: Pick<typeof order, "Errors"> | Pick<typeof checkout, "Errors">,
  body: unknown,
): string {
  const wrong = schema.Errors(body).First();
  return wrong ? `${wrong.path || "/"}: ${wrong.message}` : "no reason";
}
