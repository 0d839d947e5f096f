/** A problem's answer in some protocol's words, ready to send. */
export interface ErrorAnswer {
  readonly status: number;
  /** What is undefined is not sent. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
