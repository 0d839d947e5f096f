/** A push came to nothing, or not to its end. The message is for a person; it holds no secret. */
export class PushFailed extends Error {
  override readonly name = "PushFailed";
  /** How long the other side asks us to wait, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}
