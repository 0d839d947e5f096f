/** A column of the database in which something of a buyer may be kept. */
export interface PersonalPlace {
  /** `orders.document`. */
  readonly name: string;
  /** JSON, text as it came, or a letter to somebody, which is of no use without them. */
  readonly holds: "json" | "text" | "letter";
}

/** Tells a row in its place, for as long as it is there, as the engine does. Rows are in the order of these. */
export type RecordRow = number | string;

/** One row's text in such a column. */
export interface PersonalRecord {
  readonly row: RecordRow;
  readonly text: string;
}

/** Everything on disk that may say something of a buyer, whatever it is otherwise. Changing only in a write job. */
export interface PersonalRecords {
  readonly places: readonly PersonalPlace[];
  /** Records of a place by row, after the given one; at most `limit`. */
  page(place: PersonalPlace, after: RecordRow | undefined, limit: number): Promise<readonly PersonalRecord[]>;
  /** The text as it is now; `undefined` when the row is gone. */
  read(place: PersonalPlace, row: RecordRow): Promise<string | undefined>;
  rewrite(place: PersonalPlace, row: RecordRow, text: string): Promise<void>;
  remove(place: PersonalPlace, row: RecordRow): Promise<void>;
  /** What the text of a place says, unless that holds text as it came: of our own documents, in their present shape. */
  parse(place: PersonalPlace, text: string): unknown;
  /** The text that says this. */
  serialize(place: PersonalPlace, document: unknown): string;
}

/** How many records are read, or changed in one job, at a time. */
const RECORDS_AT_A_TIME = 100;

/** Hands every record of a place to `look`, a page at a time; between pages a shop that is open goes on selling. */
export async function eachRecord(
  records: Pick<PersonalRecords, "page">,
  place: PersonalPlace,
  look: (page: readonly PersonalRecord[]) => void | Promise<void>,
): Promise<void> {
  for (let after: RecordRow | undefined; ; ) {
    const page = await records.page(place, after, RECORDS_AT_A_TIME);
    const last = page.at(-1);
    if (!last) return;
    await look(page);
    after = last.row;
    await new Promise((resume) => setImmediate(resume));
  }
}
