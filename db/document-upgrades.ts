/** A document of an unknown or an earlier version: JSON, whatever the shape. */
export type Fields = Readonly<Record<string, unknown>>;

/** Leads from one version of a kind to the next. Pure, and never fails: it runs at every reading of an old document. */
export type Upgrade = (document: Fields) => Fields;

/**
 * Gives fields other names, and leads on what is within some of them.
 *
 * @param names the new name by the old one; the others keep theirs.
 * @param within what leads on the object in a field, or each object in its list, by the field's new name.
 */
function renamed(
  names: Readonly<Record<string, string>>,
  within: Readonly<Record<string, Upgrade>> = {},
): Upgrade {
  const newNames = new Map(Object.entries(names));
  const inside = new Map(Object.entries(within));
  return (document) =>
    Object.fromEntries(
      Object.entries(document).map(([oldName, value]) => {
        const name = newNames.get(oldName) ?? oldName;
        return [name, led(value, inside.get(name))];
      }),
    );
}

function led(value: unknown, upgrade: Upgrade | undefined): unknown {
  if (upgrade === undefined || typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map((entry) => led(entry, upgrade)) : upgrade({ ...value });
}

/*
 * Until version 2 the domain spelled people and places as ACP does on the wire. What agents sent to be kept as it is
 * (`metadata`, an affiliate's `details`) may have fields of the same names, which stay.
 */

const address = renamed({ line_one: "lineOne", line_two: "lineTwo", postal_code: "postalCode" });

const details = renamed({ phone_number: "phoneNumber" }, { address });

/** A buyer without ACP's spelling. */
export const buyerInCamelCase = renamed(
  {
    first_name: "firstName",
    last_name: "lastName",
    full_name: "fullName",
    phone_number: "phoneNumber",
    customer_id: "customerId",
    account_type: "accountType",
    authentication_status: "authenticationStatus",
    tax_exemption: "taxExemption",
  },
  {
    company: renamed({ tax_id: "taxId", cost_center: "costCenter" }),
    loyalty: renamed({ points_balance: "pointsBalance", member_since: "memberSince" }),
    taxExemption: renamed({
      certificate_id: "certificateId",
      certificate_type: "certificateType",
      exempt_regions: "exemptRegions",
      expires_at: "expiresAt",
    }),
  },
);

const riskSignals = renamed({
  ip_address: "ipAddress",
  user_agent: "userAgent",
  accept_language: "acceptLanguage",
  session_id: "sessionId",
  device_fingerprint: "deviceFingerprint",
});

/** How something is delivered: a pickup has an address of its own. */
const way = renamed({}, { location: renamed({}, { address }) });

/** Names the buyer's and the address's fields as the domain does in what a message is about. */
const messageFields = new Map([
  ["first_name", "firstName"],
  ["last_name", "lastName"],
  ["phone_number", "phoneNumber"],
  ["tax_exemption", "taxExemption"],
  ["line_one", "lineOne"],
  ["postal_code", "postalCode"],
]);

const messages = renamed(
  {},
  {
    place: ({ field, ...place }) =>
      field === undefined ? place : { ...place, field: messageFields.get(String(field)) ?? field },
  },
);

const sale = { buyer: buyerInCamelCase, fulfillmentDetails: details, riskSignals, delivery: way };

/** A session without ACP's spelling. */
export const sessionInCamelCase = renamed(
  {},
  { buyer: buyerInCamelCase, fulfillmentDetails: details, riskSignals, options: way, messages },
);

/** A cart without ACP's spelling. */
export const cartInCamelCase = renamed({}, { buyer: buyerInCamelCase, messages });

/** A payment attempt without ACP's spelling. */
export const attemptInCamelCase = renamed(
  {},
  {
    sale: renamed({}, sale),
    authentication: renamed(
      {},
      {
        details: renamed({
          three_ds_cryptogram: "cryptogram",
          electronic_commerce_indicator: "electronicCommerceIndicator",
          transaction_id: "transactionId",
        }),
      },
    ),
  },
);

/** An order without ACP's spelling. */
export const orderInCamelCase = renamed({}, { ...sale, fulfillments: renamed({}, { destination: address }) });

/** Versions were those of ACP before there were other protocols. */
export function namesProtocol({ apiVersion, ...document }: Fields): Fields {
  return { ...document, protocol: { name: "acp", version: apiVersion } };
}

/** The sale that an attempt freezes. */
export const saleNamesProtocol: Upgrade = renamed({}, { sale: namesProtocol });

/** A token was all that anybody paid with. */
export function tokenIsCredential({ token, ...attempt }: Fields): Fields {
  return token === undefined ? attempt : { ...attempt, credential: { kind: "shared_payment_token", token } };
}

/** The sandbox kept the tokens it was paid with. */
export function forgetsToken({ token: _, ...charge }: Fields): Fields {
  return charge;
}

/** What was agreed for ACP stood among what holds for every protocol. */
export function agentPartsAcp({ defaultApiVersion, completeStatus, ...agent }: Fields): Fields {
  return { ...agent, acp: { defaultVersion: defaultApiVersion, completeStatus } };
}
