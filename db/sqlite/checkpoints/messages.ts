/** What the checkpoint thread is told: which file is whose log, to move what has come, and in the end to let go of it. */
export type CheckpointRequest =
  | { readonly kind: "open"; readonly file: string }
  | { readonly kind: "move" }
  | { readonly kind: "close" };

/** What it tells, one message for each of these but the first. */
export type CheckpointAnswer = { readonly kind: "moved" } | { readonly kind: "closed" };
