/** A finished answer, as bytes will be sent and as a replay repeats it. */
export interface Answer {
  readonly status: number;
  /** JSON text; empty for none. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** True when the same request may be answered differently later: not kept for replay. */
  readonly passing?: boolean | undefined;
  /** True when the work was done by an earlier request with the same key. */
  readonly replayed?: boolean | undefined;
}
