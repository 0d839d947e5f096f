import type { Static, TObject } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { validationProblem } from "../validation-problem.ts";

/** What is wrong with what a merchant asks for, before anything of the shop is looked at. */
export interface RequestMistake {
  readonly isMistake: true;
  /** For programs. */
  readonly code: string;
  /** What to do about it. */
  readonly words: string;
}

/**
 * How a merchant asks for something, declared once: the command and the call of the API are made of it.
 *
 * @typeParam Wish what the business does.
 */
export interface MerchantRequest<Wish> {
  readonly name: string;
  /** What it does, in the imperative. */
  readonly summary: string;
  /** What else is to be known of it, in whole sentences. */
  readonly description: string;
  /** What has to be and may be said. */
  readonly fields: TObject;
  /**
   * Reads what is to be done.
   *
   * @param said of the fields.
   * @param key of the call, in 32 hexadecimal digits: the same for the same call sent again.
   */
  readonly read: (said: unknown, key?: string) => Wish | RequestMistake;
}

/** A request as it is declared: its `read` is only asked of what has passed the fields. */
export interface DeclaredRequest<Fields extends TObject, Wish>
  extends Omit<MerchantRequest<Wish>, "fields" | "read"> {
  readonly fields: Fields;
  readonly read: (said: Static<Fields>, key: string | undefined) => Wish | RequestMistake;
}

/** Declares a {@link MerchantRequest}. */
export function merchantRequest<Fields extends TObject, Wish>(
  declared: DeclaredRequest<Fields, Wish>,
): MerchantRequest<Wish> {
  const { fields, read } = declared;
  return {
    ...declared,
    read: (said, key) => (Value.Check(fields, said) ? read(said, key) : mistakeIn(fields, said)),
  };
}

/** A mistake in a request. */
export function mistake(code: string, words: string): RequestMistake {
  return { isMistake: true, code, words };
}

/** Whether a request came to nothing. */
export function isMistake(read: unknown): read is RequestMistake {
  return typeof read === "object" && read !== null && "isMistake" in read;
}

function mistakeIn(fields: TObject, said: unknown): RequestMistake {
  const error = Value.Errors(fields, said).First();
  const problem = error && validationProblem(error, said);
  if (problem?.kind !== "invalid" && problem?.kind !== "missing")
    return mistake("invalid", "This is not understood.");
  const { place, detail } = problem;
  const where = place.at === "path" ? place.path.replace(/^\$\./, "") : "This";
  return mistake("invalid", `${where}: ${detail}.`);
}
