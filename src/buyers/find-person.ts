import { bearingOn, learnedFrom, mayBear, type Person, personOf } from "./person.ts";
import { eachRecord, type PersonalPlace, type PersonalRecords } from "./personal-records.ts";

/** Where a person tells of themselves; elsewhere they are only told of. */
const tellingPlaces = new Set([
  "checkout_sessions.document",
  "carts.document",
  "payment_attempts.document",
  "orders.document",
]);

/** What a person has here: a document of a session, cart, payment or order. */
export interface FoundDocument {
  readonly place: PersonalPlace;
  readonly document: unknown;
}

/** A person, and where they are found. */
export interface FoundPerson {
  readonly person: Person;
  /** Their own. */
  readonly documents: readonly FoundDocument[];
  /** Other people's in which they are told of: as who receives a present, for example. */
  readonly mentions: readonly FoundDocument[];
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
): Promise<FoundPerson> {
  let person = personOf(email, ids);
  for (;;) {
    const found = await documentsOn(records, person);
    const learned = [...found.documents, ...found.mentions].reduce(
      (known, { document }) => learnedFrom(known, document),
      person,
    );
    if (sizeOf(learned) === sizeOf(person)) return { person, ...found };
    person = learned;
  }
}

async function documentsOn(records: PersonalRecords, person: Person): Promise<Omit<FoundPerson, "person">> {
  const documents: FoundDocument[] = [];
  const mentions: FoundDocument[] = [];
  for (const place of records.places.filter(({ name }) => tellingPlaces.has(name))) {
    await eachRecord(records, place, (page) => {
      for (const { text } of page.filter((record) => mayBear(person, record.text))) {
        const document: unknown = records.parse(place, text);
        const bearing = bearingOn(person, document);
        if (bearing === "own") documents.push({ place, document });
        if (bearing === "told_of") mentions.push({ place, document });
      }
    });
  }
  return { documents, mentions };
}

function sizeOf({ phones, homes, names, ids }: Person): number {
  return phones.size + homes.length + names.size + ids.size;
}
