import { comparableEmail } from "./remember.ts";

/** What tells one person from others in what a shop keeps. */
export interface Person {
  /** E-mail address and telephone, in lower case: whatever holds one of them is theirs. */
  readonly contacts: ReadonlySet<string>;
  /** Names with a street: other people may have the one or the other, but hardly both. In lower case. */
  readonly homes: readonly { readonly name: string; readonly street: string }[];
  /** Every name they go by, in lower case. */
  readonly names: ReadonlySet<string>;
  /** Ids of their sessions, carts, orders and payments: what holds one of them is about them. */
  readonly ids: ReadonlySet<string>;
}

/** Fields that say who somebody is, or what they told of themselves, as the domain and the wires name them. */
const personalFields = new Set([
  "buyer",
  "buyerId",
  "fulfillmentDetails",
  "fulfillment_details",
  "fulfillmentAddress",
  "fulfillment_address",
  "shipping_address",
  "billing_address",
  "destination",
  "orderNotes",
  "order_notes",
  "riskSignals",
  "risk_signals",
  "affiliateFirst",
  "affiliateLast",
  "affiliate_attribution",
  "intentTrace",
  "intent_trace",
  "marketingConsents",
  "marketing_consents",
  "metadata",
]);

/** Shorter texts are left alone: blotting them out would spoil words that have nothing to do with the person. */
const SHORTEST_TRACE = 5;

/** The person with an e-mail address, as far as the address itself tells, and ids that are known to be theirs. */
export function personOf(email: string, ids: readonly string[] = []): Person {
  return { contacts: new Set([comparableEmail(email)]), homes: [], names: new Set(), ids: new Set(ids) };
}

/** Whether what we keep is of this person. */
export function isOf({ contacts, homes, ids }: Person, text: string): boolean {
  const searched = text.toLowerCase();
  const holds = (trace: string) => searched.includes(trace);
  return (
    [...contacts].some(holds) ||
    [...ids].some((id) => text.includes(id)) ||
    homes.some(({ name, street }) => holds(name) && holds(street))
  );
}

/** The person with what a document that is theirs adds to what is known of them. */
export function learnedFrom(person: Person, document: unknown): Person {
  const learned = {
    contacts: new Set(person.contacts),
    homes: [...person.homes],
    names: new Set(person.names),
    ids: new Set(person.ids),
  };
  learn(document, learned);
  return learned;
}

interface Learned {
  readonly contacts: Set<string>;
  readonly homes: { name: string; street: string }[];
  readonly names: Set<string>;
}

function learn(value: unknown, learned: Learned): void {
  if (Array.isArray(value)) {
    for (const entry of value) learn(entry, learned);
  } else if (isRecord(value)) {
    learnFromFields(value, learned);
    // A place to pick up is the merchant's own.
    for (const [name, entry] of Object.entries(value)) if (name !== "location") learn(entry, learned);
  }
}

function learnFromFields(
  fields: Readonly<Record<string, unknown>>,
  { contacts, homes, names }: Learned,
): void {
  const said = (name: string) => {
    const found = fields[name];
    return typeof found === "string" ? found.trim().toLowerCase() : "";
  };
  const long = (trace: string) => trace.length >= SHORTEST_TRACE;
  for (const contact of [said("email"), said("phone_number")].filter(long)) contacts.add(contact);
  const street = said("line_one");
  const whole = [`${said("first_name")} ${said("last_name")}`.trim(), said("full_name")];
  const isPerson = street !== "" || "phone_number" in fields || "address" in fields;
  for (const name of [...whole, ...(isPerson ? [said("name")] : [])].filter(long)) {
    names.add(name);
    if (long(street)) homes.push({ name, street });
  }
}

/** The document without the person: fields that say who somebody is are gone, and what of it stands elsewhere blotted out. */
export function withoutPerson(person: Person, value: unknown): unknown {
  if (typeof value === "string") return blotted(person, value);
  if (Array.isArray(value)) return value.map((entry) => withoutPerson(person, entry));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !personalFields.has(name))
      .map(([name, entry]) => [name, withoutPerson(person, entry)]),
  );
}

/** The text with everything known of the person blotted out, in whatever letter case. */
export function blotted({ contacts, names, homes }: Person, text: string): string {
  const traces = [...contacts, ...names, ...homes.map(({ street }) => street)];
  let left = text;
  // The longest first: a name may be a part of an e-mail address.
  for (const trace of traces.sort((one, other) => other.length - one.length)) {
    for (let at = left.toLowerCase().indexOf(trace); at !== -1; at = left.toLowerCase().indexOf(trace))
      left = `${left.slice(0, at)}[erased]${left.slice(at + trace.length)}`;
  }
  return left;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
