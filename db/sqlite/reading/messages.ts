/** What the reading thread is told: which file to read, one question at a time, and in the end to let go of the file. */
export type ReadRequest =
  | { readonly kind: "open"; readonly file: string }
  | { readonly kind: "asked"; readonly name: string; readonly input: string }
  | { readonly kind: "close" };

/** What it tells, one message for each question and one at its end. Questions and answers are JSON. */
export type ReadAnswer =
  | { readonly kind: "answer"; readonly value: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "closed" };
