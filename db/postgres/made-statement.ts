import {
  Column,
  type DriverValueDecoder,
  type DriverValueEncoder,
  is,
  Param,
  Placeholder,
  type Query,
} from "drizzle-orm";
import {
  type PgDialect,
  PgPreparedQuery,
  PgSession,
  type PreparedQueryConfig,
  type SelectedFieldsOrdered,
} from "drizzle-orm/pg-core";
import { type PgRemoteQueryResultHKT, PgRemoteSession } from "drizzle-orm/pg-proxy";
import type { RunStatement, Value } from "./queries.ts";

type Filling = Record<string, unknown>;
type Row = Record<string, unknown>;

/** One value of a statement: what stands in the filling under a name, or always the same. */
interface Parameter {
  readonly name?: string;
  readonly encoder?: DriverValueEncoder<unknown, unknown>;
  readonly value?: Value;
}

type Field = SelectedFieldsOrdered[number]["field"];
type Decoder = DriverValueDecoder<unknown, Value>;

/** One column of what a statement gives. */
interface Cell {
  readonly name: string;
  readonly decoder: Decoder;
}

/**
 * Where Drizzle's builder has its statements made. It makes the text and says what each value and column is; filling and
 * reading are done here, since Drizzle's own way goes through several promises and looks every column up for each row.
 */
export class StatementSession extends PgSession<PgRemoteQueryResultHKT> {
  readonly #run: RunStatement;
  readonly #nesting: PgRemoteSession<Record<string, never>, Record<string, never>>;

  constructor(dialect: PgDialect, run: RunStatement) {
    super(dialect);
    this.#run = run;
    this.#nesting = new PgRemoteSession(
      async (text, values) => ({ rows: await run(text, values, true) }),
      dialect,
      undefined,
    );
  }

  override prepareQuery<Config extends PreparedQueryConfig>(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
    name: string | undefined,
    isInArrays: boolean,
  ): PgPreparedQuery<Config> {
    // Rows of joins that are objects of objects are few, and Drizzle's to put together.
    return fields?.some(({ path }) => path.length > 1)
      ? this.#nesting.prepareQuery<Config>(query, fields, name, isInArrays)
      : new MadeStatement<Config>(query, fields, this.#run);
  }

  override transaction(): Promise<never> {
    throw new Error("Transactions are the job writer's.");
  }
}

/** A statement whose text, order of values and way to read its rows are known. */
class MadeStatement<Config extends PreparedQueryConfig> extends PgPreparedQuery<Config> {
  readonly #run: RunStatement;
  readonly #parameters: readonly Parameter[];
  readonly #cells: readonly Cell[] | undefined;

  constructor(query: Query, fields: SelectedFieldsOrdered | undefined, run: RunStatement) {
    super(query, undefined, undefined);
    this.#run = run;
    this.#parameters = query.params.map(parameterOf);
    this.#cells = fields?.map(({ path, field }) => ({ name: path.join("."), decoder: decoderOf(field) }));
  }

  /** @throws Error at once where the filling lacks a placeholder. Rejects with what running it throws. */
  override execute(filling: Filling = {}): Promise<Config["execute"]> {
    const values = this.#parameters.map((parameter) => filledValue(parameter, filling));
    const cells = this.#cells;
    const rows = this.#run(this.query.sql, values, cells !== undefined);
    return cells ? rows.then((found) => found.map((row) => readRow(cells, row))) : rows;
  }
}

function parameterOf(param: unknown): Parameter {
  if (is(param, Placeholder)) return { name: param.name };
  if (is(param, Param) && is(param.value, Placeholder))
    return { name: param.value.name, encoder: param.encoder };
  return { value: asValue(param) };
}

function filledValue({ name, encoder, value = null }: Parameter, filling: Filling): Value {
  if (name === undefined) return value;
  const filled = filledIn(filling, name);
  return asValue(encoder ? encoder.mapToDriverValue(filled) : filled);
}

function filledIn(filling: Filling, name: string): unknown {
  const value = filling[name];
  if (value === undefined && !(name in filling)) throw new Error(`A statement was not told its "${name}".`);
  return value;
}

/** @throws TypeError for what the driver does not take. */
function asValue(value: unknown): Value {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return value;
    case "undefined":
      return null;
    default:
      if (value === null || value instanceof Uint8Array) return value;
      throw new TypeError("A statement was given a value that the database has no column for.");
  }
}

function readRow(cells: readonly Cell[], values: readonly Value[]): Row {
  const row: Row = {};
  for (const [index, { name, decoder }] of cells.entries()) {
    const value = values[index] ?? null;
    row[name] = value === null ? null : decoder.mapFromDriverValue(value);
  }
  return row;
}

function decoderOf(field: Field): Decoder {
  if (is(field, Column)) return field;
  const expression = field.getSQL();
  if ("decoder" in expression && isDecoder(expression.decoder)) return expression.decoder;
  throw new Error("Drizzle does not say how an expression is read.");
}

function isDecoder(value: unknown): value is Decoder {
  return typeof value === "object" && value !== null && "mapFromDriverValue" in value;
}
