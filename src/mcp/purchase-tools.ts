import { type Static, Type } from "@sinclair/typebox";
import { CARD_HANDLER } from "../protocols/acp/words/capabilities.ts";
import { Country } from "../protocols/acp/words/countries.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { type AgentTool, changes, checker, commits, problemOf, type Tool, type ToolAnswer } from "./tool.ts";

const Address = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  line_one: Type.String({ minLength: 1, maxLength: 256 }),
  line_two: Type.Optional(Type.String({ maxLength: 256 })),
  city: Type.String({ minLength: 1, maxLength: 128 }),
  state: Type.String({
    maxLength: 64,
    description: "Subdivision code, such as CA; empty where there is none.",
  }),
  country: Country,
  postal_code: Type.String({ minLength: 1, maxLength: 32 }),
});

const InitiateArguments = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String({ minLength: 1, maxLength: 256, description: "A variant's id from search_products." }),
      quantity: Type.Integer({ minimum: 1, maximum: 10_000 }),
    }),
    { minItems: 1, maxItems: 100 },
  ),
  shipping_address: Type.Optional(Address),
  email: Type.Optional(Type.String({ format: "email", maxLength: 254 })),
});
type InitiateArguments = Static<typeof InitiateArguments>;

const ConfirmArguments = Type.Object({
  checkout_session_id: Type.String({ minLength: 1, maxLength: 256 }),
  payment_token: Type.String({
    minLength: 1,
    maxLength: 512,
    description: "The buyer's shared payment token.",
  }),
  idempotency_key: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});
type ConfirmArguments = Static<typeof ConfirmArguments>;

/**
 * The simplified flow of common guides, as thin words over ACP's own tools: `initiate_checkout` creates a session,
 * `confirm_purchase` completes it. Together with `search_products` they are what /tools.json describes.
 *
 * @param checkout ACP's five tools, which do the work.
 */
export function purchaseTools(
  checkout: readonly AgentTool[],
  currency: string,
  newest: ProtocolVersion,
): AgentTool[] {
  const create = named(checkout, "create_checkout_session");
  const complete = named(checkout, "complete_checkout_session");
  const checkInitiate = checker(InitiateArguments);
  const checkConfirm = checker(ConfirmArguments);
  return [
    {
      name: "initiate_checkout",
      title: "Start buying",
      description:
        "Starts a checkout and answers the total, delivery options and what is still missing. Show the buyer the total before confirm_purchase.",
      inputSchema: InitiateArguments,
      annotations: changes,
      access: "agents",
      async call(input, agent) {
        const wrong = checkInitiate(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const { items, shipping_address: address, email } = input as InitiateArguments;
        const details = address || email ? { email, name: address?.name, address } : undefined;
        const payload = { line_items: items, currency, capabilities: {}, fulfillment_details: details };
        const answer = await create.call({ payload: JSON.parse(JSON.stringify(payload)) }, agent);
        return inWordsOf(initiateArguments, answer);
      },
    },
    {
      name: "confirm_purchase",
      title: "Pay",
      description: "Charges the buyer's payment token for a started checkout and places the order.",
      inputSchema: ConfirmArguments,
      annotations: commits,
      access: "agents",
      async call(input, agent) {
        const wrong = checkConfirm(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        const { checkout_session_id: id, payment_token: token, idempotency_key } = input as ConfirmArguments;
        const payload = {
          payment_data: {
            handler_id: CARD_HANDLER,
            instrument: { type: "card", credential: { type: "spt", token } },
          },
        };
        const meta = idempotency_key === undefined ? {} : { idempotency_key };
        return inWordsOf(confirmArguments, await complete.call({ meta, id, payload }, agent));
      },
    },
  ];
}

/** Which argument became which part of ACP's, as JSONPaths. */
type ArgumentPaths = Readonly<Record<string, string>>;

const initiateArguments: ArgumentPaths = {
  "$.payload.line_items": "$.items",
  "$.payload.fulfillment_details.address": "$.shipping_address",
  "$.payload.fulfillment_details.email": "$.email",
};
const confirmArguments: ArgumentPaths = {
  "$.payload.payment_data.instrument.credential.token": "$.payment_token",
};

/** An error names the argument its caller sent, or no place where none of them is to blame. */
function inWordsOf(paths: ArgumentPaths, answer: ToolAnswer): ToolAnswer {
  if (answer.ok) return answer;
  const { param, ...error } = answer.error;
  if (typeof param !== "string") return answer;
  const part = Object.keys(paths).find((path) => `${param}.`.replace("[", ".").startsWith(`${path}.`));
  if (part === undefined) return { ok: false, error };
  return { ok: false, error: { ...error, param: `${paths[part]}${param.slice(part.length)}` } };
}

/** Tools as function-calling definitions, as model providers take them, in the order they are named. */
export function functionDefinitions(tools: readonly Tool[], names: readonly string[]): object[] {
  return names.map((each) => {
    const { name, description, inputSchema } = named(tools, each);
    return { type: "function", function: { name, description, parameters: inputSchema } };
  });
}

function named<Kind extends Tool>(tools: readonly Kind[], name: string): Kind {
  const tool = tools.find((each) => each.name === name);
  if (!tool) throw new Error(`there is no tool ${name}`);
  return tool;
}
