import type { Redaction } from "./redaction.ts";

/** One request and its answer, as evidence shows it: without secrets and personal data. */
export interface RecordedExchange {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or text that was meant not to be JSON. */
  readonly body?: unknown;
  /** Absent when none came. */
  readonly answer?: ExchangeAnswer | undefined;
  /** Why no answer came. */
  readonly reason?: string | undefined;
  readonly milliseconds: number;
}

/** What came back. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; of anything else only how much of what there was. */
  readonly body?: unknown;
  /** `valid`, or where the answer departs from its version's schema; absent where none was asked. */
  readonly schema?: string | undefined;
}

/** Keeps exchanges until they are taken. Nothing is kept that was not redacted first. */
export class ExchangeLog {
  readonly #redaction: Redaction;
  #exchanges: RecordedExchange[] = [];

  constructor(redaction: Redaction) {
    this.#redaction = redaction;
  }

  add(exchange: RecordedExchange): void {
    const { answer } = exchange;
    this.#exchanges.push({
      ...exchange,
      url: this.#redaction.text(exchange.url),
      headers: this.#redaction.headers(exchange.headers),
      body: this.#redaction.body(exchange.body),
      answer: answer && {
        ...answer,
        headers: this.#redaction.headers(answer.headers),
        body: this.#redaction.body(answer.body),
      },
    });
  }

  /** Gives what was kept since the last time. */
  take(): readonly RecordedExchange[] {
    const taken = this.#exchanges;
    this.#exchanges = [];
    return taken;
  }
}
