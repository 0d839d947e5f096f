/**
 * How an answer goes wrong. `cut` and `timeout` lose it; the rest send something that is no answer. `before` is before
 * the endpoint did anything, `after` when everything was done, so that only the caller does not know.
 */
export const faults = {
  cut_before: { reaches: false, answer: "cut" },
  cut_after: { reaches: true, answer: "cut" },
  cut_within: { reaches: true, answer: "cut_within" },
  timeout_before: { reaches: false, answer: "hang" },
  timeout_after: { reaches: true, answer: "hang" },
  rate_limit: {
    reaches: false,
    answer: { status: 429, error: { type: "rate_limit_error", code: "rate_limit" } },
  },
  lock_timeout: {
    reaches: false,
    answer: { status: 429, error: { type: "invalid_request_error", code: "lock_timeout" } },
  },
  error_500_before: { reaches: false, answer: { status: 500, error: { type: "api_error" } } },
  error_500_after: { reaches: true, answer: { status: 500, error: { type: "api_error" } } },
  error_424_after: { reaches: true, answer: { status: 424, error: { type: "api_error" } } },
  html_502_before: { reaches: false, answer: "html" },
  html_502_after: { reaches: true, answer: "html" },
  empty_200_before: { reaches: false, answer: "empty" },
  empty_200_after: { reaches: true, answer: "empty" },
  json_404_before: { reaches: false, answer: "json_404" },
  json_404_after: { reaches: true, answer: "json_404" },
  wrong_amount: { reaches: true, answer: "wrong_amount" },
  wrong_currency: { reaches: true, answer: "wrong_currency" },
} as const;

export type FaultName = keyof typeof faults;
export type Fault = (typeof faults)[FaultName];

/** A fault laid out for requests to come. */
export interface PlannedFault {
  readonly name: FaultName;
  /** Requests it meets: `POST /v1/payment_intents` unless said otherwise. */
  readonly on?: string;
  /** How many of them; one unless said otherwise. */
  readonly times?: number;
  /** Counted for each idempotency key of its own. */
  readonly perKey?: boolean;
}

/** The faults still to come. */
export class FaultPlan {
  #planned: {
    readonly name: FaultName;
    readonly on: string;
    left(key: string): number;
    took(key: string): void;
  }[] = [];

  add({ name, on = "POST /v1/payment_intents", times = 1, perKey = false }: PlannedFault): void {
    const taken = new Map<string, number>();
    const pluralize = (key: string) => (perKey ? key : "");
    this.#planned.push({
      name,
      on,
      left: (key) => times - (taken.get(pluralize(key)) ?? 0),
      took: (key) => taken.set(pluralize(key), (taken.get(pluralize(key)) ?? 0) + 1),
    });
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault this request meets, if one is due. `request` is method and path with `:id` in place of ids. */
  take(request: string, key = ""): Fault | undefined {
    const planned = this.#planned.find(({ on, left }) => on === request && left(key) > 0);
    planned?.took(key);
    return planned && faults[planned.name];
  }
}
