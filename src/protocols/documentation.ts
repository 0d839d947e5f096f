import type { TSchema } from "@sinclair/typebox";
import type { Problem } from "../problem.ts";

/** What a version's OpenAPI document says beside its operations. */
export interface VersionDocument {
  /** Its name among all documents, and the last part of its address. */
  readonly name: string;
  /** The protocol's name, for people. */
  readonly title: string;
  readonly description: string;
  /** The headers of every request. */
  readonly headers: readonly DocumentedHeader[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** The schemas that operations refer to by name; the document holds each of them once. */
  readonly schemas: Readonly<Record<string, TSchema>>;
}

export interface DocumentedHeader {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: {
    readonly type: "string";
    readonly enum?: string[];
    readonly default?: string;
    readonly minLength?: number;
    readonly maxLength?: number;
  };
  readonly example?: string | undefined;
  /** Left out on operations that only read, where it says nothing. */
  readonly onChangesOnly?: boolean | undefined;
}

/** What the document says of an operation, beside its body. */
export interface OperationDocument {
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** What `:id` in the path is. */
  readonly id?: string | undefined;
  readonly success: { readonly status: number; readonly description: string; readonly component: string };
  /** Examples of what it is refused for, with the name of the schema of errors. */
  readonly problems: readonly Problem[];
  readonly errorComponent: string;
}

/** Shown as the example of an `Idempotency-Key`; the documentation page sends a new key in its place. */
export const exampleIdempotencyKey = "00000000-0000-4000-8000-000000000000";
