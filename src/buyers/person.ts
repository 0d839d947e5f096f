import { comparableEmail } from "./comparable-email.ts";
import { blot, holdsTrace, type Traces } from "./traces.ts";

/** What tells one person from others in what a shop keeps. All in lower case, but for the ids. */
export interface Person {
  /** By which they are asked for. Whoever buys with another one is somebody else here, whatever else they share. */
  readonly email: string;
  readonly phones: ReadonlySet<string>;
  /** Names with a street: other people may have the one or the other, but hardly both. */
  readonly homes: readonly Home[];
  /** Every name they go by. */
  readonly names: ReadonlySet<string>;
  /** Ids of their sessions, carts, orders and payments: what holds one of them is about them. */
  readonly ids: ReadonlySet<string>;
}

interface Home {
  readonly name: string;
  readonly street: string;
}

/** What a document is to a person. `told_of`: it is somebody else's, and says something of them. */
export type Bearing = "own" | "told_of" | "none";

/** Fields that say who somebody is, or what they told of themselves, as the domain and the wires name them. */
const personalFields = new Set([
  "buyer",
  "buyerId",
  "unreachableBuyer",
  "buyerContext",
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
  "consents",
  "metadata",
]);

/** Shorter texts are left alone: blotting them out would spoil words that have nothing to do with the person. */
const SHORTEST_TRACE = 5;

/** The person with an e-mail address, as far as the address itself tells, and ids that are known to be theirs. */
export function personOf(email: string, ids: readonly string[] = []): Person {
  return {
    email: comparableEmail(email),
    phones: new Set(),
    homes: [],
    names: new Set(),
    ids: new Set(ids),
  };
}

/**
 * Whether a text can have to do with this person at all: cheap, and never wrong in saying no.
 *
 * @param text as it came, or JSON.
 */
export function mayBear({ email, phones, homes, ids }: Person, text: string): boolean {
  const searched = text.toLowerCase();
  const holds = (trace: string) => searched.includes(JSON.stringify(trace).slice(1, -1).toLowerCase());
  return (
    holds(email) ||
    [...ids].some((id) => text.includes(id)) ||
    [...phones].some(holds) ||
    homes.some(({ name, street }) => holds(name) && holds(street))
  );
}

/**
 * What a document is to the person, in the domain's shape or a wire's. It is its buyer's; where that has no e-mail
 * address, its receiver's; and where nobody has, whoever's ids, telephone or home it names.
 */
export function bearingOn(person: Person, document: unknown): Bearing {
  const { buyer, receiver } = partiesOf(document);
  const owner = said(buyer, "email") || said(receiver, "email");
  if (owner === person.email) return "own";
  const texts = textsIn(document);
  if (owner === "" && isTheirsUnnamed(person, texts)) return "own";
  return isNamed(person, texts) || hasHome(person, texts) ? "told_of" : "none";
}

/** Whether a text that is no document has something of the person. */
export function isTextOn(person: Person, text: string): boolean {
  return isTheirsUnnamed(person, [text]) || isNamed(person, [text]);
}

function isNamed({ email }: Person, texts: readonly string[]): boolean {
  return texts.some((text) => holdsTrace(text, { emails: [email], words: [] }));
}

function isTheirsUnnamed(person: Person, texts: readonly string[]): boolean {
  const { ids, phones } = person;
  return (
    texts.some((text) => [...ids].some((id) => text.includes(id))) ||
    texts.some((text) => holdsTrace(text, { emails: [], words: phones })) ||
    hasHome(person, texts)
  );
}

function hasHome({ homes }: Person, texts: readonly string[]): boolean {
  const holds = (words: string) => texts.some((text) => holdsTrace(text, { emails: [], words: [words] }));
  return homes.some(({ name, street }) => holds(name) && holds(street));
}

/** The person with what a document adds to what is known of them: all of their own, and where they received another's. */
export function learnedFrom(person: Person, document: unknown): Person {
  const { buyer, receiver } = partiesOf(document);
  const bearing = bearingOn(person, document);
  const isReceiver = said(receiver, "email") === person.email;
  if (bearing === "none" || (bearing === "told_of" && !isReceiver)) return person;
  const isBuyer = bearing === "own";
  const whole = `${said(buyer, "firstName")} ${said(buyer, "lastName")}`.trim();
  const ownNames = isBuyer ? [whole, said(buyer, "fullName")].filter(isLong) : [];
  const address = isRecord(receiver?.["address"]) ? receiver["address"] : undefined;
  const receivers = [said(receiver, "name"), said(address, "name")].filter(isLong);
  // A present goes to somebody else, who may have bought here, too.
  const isPresent =
    isBuyer && !isReceiver && (said(receiver, "email") !== "" || areOthers(receivers, ownNames));
  const names = [...ownNames, ...(isPresent ? [] : receivers)];
  const phones = [isBuyer ? said(buyer, "phoneNumber") : "", isPresent ? "" : said(receiver, "phoneNumber")];
  const street = isPresent ? "" : said(address, "lineOne");
  return {
    email: person.email,
    phones: new Set([...person.phones, ...phones.filter(isLong)]),
    homes: withHomes(person.homes, isLong(street) ? names.map((name) => ({ name, street })) : []),
    names: new Set([...person.names, ...names]),
    ids: new Set([...person.ids, ...(isBuyer ? idsOf(document) : [])]),
  };
}

/** Whether the first names are other people's. Who is not named may be anybody. */
function areOthers(names: readonly string[], than: readonly string[]): boolean {
  return names.length > 0 && than.length > 0 && !names.some((name) => than.includes(name));
}

function withHomes(homes: readonly Home[], more: readonly Home[]): readonly Home[] {
  const isKnown = ({ name, street }: Home) =>
    homes.some((home) => home.name === name && home.street === street);
  return [...homes, ...more.filter((home) => !isKnown(home))];
}

/** The document's own id, and those of the session, the order and the payment that go with it. */
function idsOf(document: unknown): readonly string[] {
  if (!isRecord(document)) return [];
  const named = [document["id"], document["sessionId"], document["orderId"], document["attemptId"]];
  return named.filter((id) => typeof id === "string");
}

/** The document without the person: fields that say who somebody is are gone, and what of it stands elsewhere blotted out. */
export function withoutPerson(person: Person, value: unknown): unknown {
  return rewritten(person, value, ([name]) => !personalFields.has(name));
}

/** Somebody else's document without the person: what describes them is gone, and what is said of them blotted out. */
export function withoutMention(person: Person, value: unknown): unknown {
  return rewritten(person, value, ([name, entry]) => {
    if (!personalFields.has(name) || name === "buyer" || !isRecord(entry)) return true;
    const texts = textsIn(entry);
    return !isNamed(person, texts) && !hasHome(person, texts);
  });
}

function rewritten(
  person: Person,
  value: unknown,
  isKept: (field: readonly [name: string, entry: unknown]) => boolean,
): unknown {
  if (typeof value === "string") return blotted(person, value);
  if (Array.isArray(value)) return value.map((entry) => rewritten(person, entry, isKept));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(isKept)
      // Whose buyer is left is somebody else, who may share a telephone or a name.
      .map(([name, entry]) => [name, name === "buyer" ? entry : rewritten(person, entry, isKept)]),
  );
}

/** The text with everything known of the person blotted out, in whatever letter case. */
export function blotted(person: Person, text: string): string {
  return blot(text, tracesOf(person));
}

function tracesOf({ email, phones, names, homes }: Person): Traces {
  return { emails: [email], words: [...phones, ...names, ...homes.map(({ street }) => street)] };
}

type Fields = Readonly<Record<string, unknown>>;

/** Who buys, and who receives, wherever in the document they first stand. */
function partiesOf(value: unknown): { readonly buyer?: Fields; readonly receiver?: Fields } {
  if (Array.isArray(value) || !isRecord(value)) return {};
  const { buyer } = value;
  const receiver = value["fulfillmentDetails"] ?? value["fulfillment_details"];
  if (isRecord(buyer) || isRecord(receiver))
    return { ...(isRecord(buyer) && { buyer }), ...(isRecord(receiver) && { receiver }) };
  for (const entry of Object.values(value)) {
    const found = partiesOf(entry);
    if (found.buyer || found.receiver) return found;
  }
  return {};
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
}

function said(fields: Fields | undefined, name: string): string {
  const found = fields?.[name];
  return typeof found === "string" ? found.trim().toLowerCase() : "";
}

function isLong(trace: string): boolean {
  return trace.length >= SHORTEST_TRACE;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
