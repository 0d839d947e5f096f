import { type Static, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";

const Amount = Type.Object({ type: Type.String(), amount: Type.Integer() });

/** As much of a session as checks look at, in any version. */
const SessionAnswer = Type.Object({
  id: Type.String(),
  status: Type.String(),
  line_items: Type.Array(Type.Object({ id: Type.String() })),
  fulfillment_options: Type.Array(
    Type.Object({
      id: Type.String(),
      type: Type.String(),
      /** Until 2025-12-12. */
      total: Type.Optional(Type.Integer()),
      /** From 2026-01-16 on. */
      totals: Type.Optional(Type.Array(Amount)),
    }),
  ),
  totals: Type.Array(Amount),
  messages: Type.Array(Type.Object({ type: Type.String(), code: Type.Optional(Type.String()) })),
  links: Type.Array(Type.Object({ type: Type.String(), url: Type.String() })),
  /** From 2026-01-30 on. */
  expires_at: Type.Optional(Type.String()),
  capabilities: Type.Optional(
    Type.Object({
      payment: Type.Object({
        handlers: Type.Array(
          Type.Object({
            config: Type.Object({ merchant_id: Type.String(), environment: Type.String() }),
          }),
        ),
      }),
    }),
  ),
  order: Type.Optional(
    Type.Object({ id: Type.String(), checkout_session_id: Type.String(), permalink_url: Type.String() }),
  ),
});

/** See the schema. Amounts in minor units. */
export type SessionAnswer = Static<typeof SessionAnswer>;

const session = TypeCompiler.Compile(SessionAnswer);

/** Reads a session; `undefined` when it is none. */
export function readSession(body: unknown): SessionAnswer | undefined {
  return session.Check(body) ? body : undefined;
}

const FlatError = Type.Object({
  type: Type.String(),
  code: Type.String(),
  param: Type.Optional(Type.String()),
  supported_versions: Type.Optional(Type.Array(Type.String())),
});

/** As much of the flat error object as checks look at. */
export type FlatError = Static<typeof FlatError>;

const error = TypeCompiler.Compile(FlatError);

/** Reads the flat error object; `undefined` when it is none. */
export function readError(body: unknown): FlatError | undefined {
  return error.Check(body) ? body : undefined;
}

/** The amount of a total, minor units; zero for one that is not on the bill. */
export function amountOfTotal({ totals }: Pick<SessionAnswer, "totals">, type: string): number {
  return totals.find((total) => total.type === type)?.amount ?? 0;
}

/** What an option costs as a whole, minor units. */
export function optionPrice(option: SessionAnswer["fulfillment_options"][number]): number {
  return option.total ?? amountOfTotal({ totals: option.totals ?? [] }, "total");
}
