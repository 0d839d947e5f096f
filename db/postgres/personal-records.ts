import type { PersonalPlace, PersonalRecords } from "../../src/buyers/personal-records.ts";
import { parsePersonal, personalColumns, serializePersonal } from "../sqlite/personal-records.ts";
import type { Queries, Value } from "./queries.ts";

/** What tells a row of a table from the others, where that is not its column `id`. */
const keys: Readonly<Record<string, readonly string[]>> = {
  delivery_attempts: ["event_sequence", "number"],
  idempotency_records: ["claim"],
  mails: ["sequence"],
  sandbox_charges: ["attempt_id"],
  sandbox_pages: ["attempt_id"],
};

/** How a column of a key is written in the name of a record, and read from it. */
const spelled: Readonly<Record<string, { readonly out: string; readonly in: string }>> = {
  claim: { out: "encode(claim, 'hex')", in: "decode($, 'hex')" },
  sequence: { out: "sequence::text", in: "$::bigint" },
  event_sequence: { out: "event_sequence::text", in: "$::bigint" },
  number: { out: "number::text", in: "$::bigint" },
};

/** The name of a record: the columns of its key, none of which can have this in it. */
const BETWEEN = "/";

/** Everything that may say something of a buyer. */
export function createPersonalRecords(queries: Queries): PersonalRecords {
  const places = Object.entries(personalColumns).map(([name, { holds }]): PersonalPlace => ({ name, holds }));
  return {
    places,
    async page(place, after, limit) {
      const { page, first } = statements(place);
      const found = await (after === undefined
        ? queries.rows(first, [limit])
        : queries.rows(page, [...String(after).split(BETWEEN), limit]));
      return found.map(([row, text]) => ({ row: String(row), text: String(text) }));
    },
    async read(place, row) {
      const [found] = await queries.rows(statements(place).read, String(row).split(BETWEEN));
      const text: Value | undefined = found?.[0];
      return typeof text === "string" ? text : undefined;
    },
    async rewrite(place, row, text) {
      await queries.send(statements(place).rewrite, [...String(row).split(BETWEEN), text]);
    },
    async remove(place, row) {
      await queries.send(statements(place).remove, String(row).split(BETWEEN));
    },
    parse: parsePersonal,
    serialize: serializePersonal,
  };
}

/** Names come from the list of columns, never from outside. */
function statements({ name }: PersonalPlace) {
  const [table = "", column = ""] = name.split(".");
  const key = keys[table] ?? ["id"];
  const columns = key.join(", ");
  const row = key.map((part) => spelled[part]?.out ?? part).join(` || '${BETWEEN}' || `);
  const given = key.map((part, index) => (spelled[part]?.in ?? "$").replace("$", `$${index + 1}`)).join(", ");
  const select = `select ${row}, ${column} from ${table} where ${column} is not null`;
  const next = `$${key.length + 1}`;
  return {
    first: `${select} order by ${columns} limit $1::bigint`,
    page: `${select} and (${columns}) > (${given}) order by ${columns} limit ${next}::bigint`,
    read: `select ${column} from ${table} where (${columns}) = (${given}) for no key update`,
    rewrite: `update ${table} set ${column} = ${next} where (${columns}) = (${given})`,
    remove: `delete from ${table} where (${columns}) = (${given})`,
  };
}
