/** A protocol and the version of it that something was begun in, and is told of in for good: `acp`, `2026-04-17`. */
export interface SpokenProtocol {
  readonly name: string;
  readonly version: string;
  /**
   * Where its orders are told of, as the caller's profile said when it began; absent where that is agreed with the agent,
   * or nobody is told.
   */
  readonly webhookUrl?: string | undefined;
}
