import { isOf, learnedFrom, type Person, personOf } from "./person.ts";
import { eachRecord, type PersonalPlace, type PersonalRecords } from "./personal-records.ts";

/** Where a person tells of themselves; elsewhere they are only told of. */
const tellingPlaces = new Set([
  "checkout_sessions.document",
  "carts.document",
  "payment_attempts.document",
  "orders.document",
]);

/** What a person has here: a document of one of their sessions, carts, payments or orders. */
export interface OwnDocument {
  readonly place: PersonalPlace;
  readonly document: unknown;
}

/**
 * Learns of a person everything that the shop's own records tell: first from those with the e-mail address or one of
 * the ids, then from those that these lead to, until nothing new is found. Reads every session, cart and order there is,
 * so it is for the few times when a buyer asks.
 */
export async function findPerson(
  records: PersonalRecords,
  email: string,
  ids: readonly string[],
): Promise<{ readonly person: Person; readonly documents: readonly OwnDocument[] }> {
  let person = personOf(email, ids);
  for (;;) {
    const documents = await documentsOf(records, person);
    const learned = documents.reduce(
      (known, { document }) => withIds(learnedFrom(known, document), document),
      person,
    );
    if (sizeOf(learned) === sizeOf(person)) return { person, documents };
    person = learned;
  }
}

async function documentsOf(records: PersonalRecords, person: Person): Promise<readonly OwnDocument[]> {
  const found: OwnDocument[] = [];
  for (const place of records.places.filter(({ name }) => tellingPlaces.has(name))) {
    await eachRecord(records, place, (page) => {
      for (const { text } of page) if (isOf(person, text)) found.push({ place, document: JSON.parse(text) });
    });
  }
  return found;
}

/** The document's own id, and those of the session and the order that go with it. */
function withIds(person: Person, document: unknown): Person {
  if (typeof document !== "object" || document === null) return person;
  const named = ["id", "sessionId", "orderId", "attemptId"].flatMap((field) => {
    const id = Object.entries(document).find(([name]) => name === field)?.[1];
    return typeof id === "string" ? [id] : [];
  });
  return { ...person, ids: new Set([...person.ids, ...named]) };
}

function sizeOf({ contacts, homes, names, ids }: Person): number {
  const pairs = new Set(homes.map(({ name, street }) => `${name} ${street}`));
  return contacts.size + pairs.size + names.size + ids.size;
}
