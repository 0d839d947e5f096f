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
}

/** The faults still to come. */
export class FaultPlan {
  #planned: { name: FaultName; on: string; left: number }[] = [];

  add({ name, on = "POST /v1/payment_intents", times = 1 }: PlannedFault): void {
    this.#planned.push({ name, on, left: times });
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault this request meets, if one is due. `request` is method and path with `:id` in place of ids. */
  take(request: string): Fault | undefined {
    const planned = this.#planned.find(({ on, left }) => left > 0 && on === request);
    if (!planned) return undefined;
    planned.left -= 1;
    return faults[planned.name];
  }
}
