import { Stripe } from "stripe";

/** What a merchant decides about Stripe. */
export interface StripeSettings {
  readonly secretKey: string;
  /** Signs the events Stripe sends; without it they are refused. */
  readonly webhookSecret?: string | undefined;
  /** Another host that speaks Stripe's protocol, for tests. */
  readonly apiBase?: string | undefined;
  /** The preview version of Stripe's API that knows shared payment tokens. */
  readonly previewVersion: string;
  /** When money is taken: with the order, or later. */
  readonly capture: "automatic" | "manual";
  readonly statementDescriptorSuffix?: string | undefined;
  /** Whether Stripe's page may offer ways to pay that settle days later. */
  readonly offersDelayedMethods?: boolean | undefined;
}

/** What a call sends along: never to be retried by the library, and over in time. */
export interface CallOptions {
  readonly timeout: number;
  readonly maxNetworkRetries: 0;
}

/** What came of a call, retries included. `mayHaveWorked`: an earlier try of it may have reached its goal unheard. */
export type StripeAnswer<Result> =
  | { readonly ok: true; readonly result: Result; readonly mayHaveWorked: boolean }
  | { readonly ok: false; readonly error: unknown; readonly mayHaveWorked: boolean };

/** The official library, with our own patience around it. */
export interface StripeConnection {
  readonly stripe: Stripe;
  /**
   * Makes a call within a budget of time, ms, trying again what may help. The same idempotency key goes out each time.
   *
   * @param isWhole whether an answer is the object that was asked for. The library takes any JSON without `error` for
   *   success, whatever its status: a gateway's 404 or 502 too.
   */
  call<Result extends object>(
    send: (options: CallOptions) => Promise<Result>,
    budget: number,
    isWhole: (result: Result) => boolean,
  ): Promise<StripeAnswer<Result>>;
}

/** An answer that is not what was asked for. Nobody knows what became of the request. */
class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
}

/** How a call is tried again. */
export interface Patience {
  readonly tries: number;
  /** Before the second try, ms; doubled before the third, and spread by half. */
  readonly firstWait: number;
  /** A try that has less time left than this is not worth beginning, ms. */
  readonly leastTime: number;
}

const PATIENCE: Patience = { tries: 3, firstWait: 250, leastTime: 500 };

/** Opens the connection. Asks nobody anything yet. */
export function connectToStripe(
  { secretKey, apiBase }: Pick<StripeSettings, "secretKey" | "apiBase">,
  patience: Patience = PATIENCE,
): StripeConnection {
  const stripe = new Stripe(secretKey, {
    ...(apiBase !== undefined && addressOf(apiBase)),
    httpClient: Stripe.createFetchHttpClient(Object.assign(fetchOnce, { preconnect: fetch.preconnect })),
    maxNetworkRetries: 0,
    telemetry: false,
    appInfo: { name: "Checkstand" },
  });
  return { stripe, call: (send, budget, isWhole) => call(send, budget, isWhole, patience) };
}

function addressOf(apiBase: string) {
  const { hostname, port, protocol } = new URL(apiBase);
  return {
    host: hostname,
    protocol: protocol === "http:" ? ("http" as const) : ("https" as const),
    ...(port !== "" && { port }),
  };
}

/**
 * Even when told never to retry, the library asks again when a connection is closed on it, and tells nobody. But the
 * first request may have charged, and the second be refused for too many requests: that refusal would then look like
 * proof that nothing was charged. It knows a closed connection by the error's code, which is hidden from it here.
 */
async function fetchOnce(address: string | URL | Request, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && closedCodes.has(cause.code))
      throw new Error("the connection was closed", { cause });
    throw cause;
  }
}

const closedCodes: ReadonlySet<unknown> = new Set(Stripe.HttpClient.CONNECTION_CLOSED_ERROR_CODES);

async function call<Result extends object>(
  send: (options: CallOptions) => Promise<Result>,
  budget: number,
  isWhole: (result: Result) => boolean,
  { tries, firstWait, leastTime }: Patience,
): Promise<StripeAnswer<Result>> {
  const ends = performance.now() + budget;
  let mayHaveWorked = false;
  for (let tried = 1; ; tried += 1) {
    const timeout = Math.max(1, Math.floor(ends - performance.now()));
    try {
      const result = await send({ timeout, maxNetworkRetries: 0 });
      if (!isWhole(result)) throw new MalformedAnswer("the answer is not the object asked for");
      return { ok: true, result, mayHaveWorked };
    } catch (error) {
      const wait = firstWait * 2 ** (tried - 1) * (1 + Math.random() / 2);
      const isTimeLeft = performance.now() + wait + leastTime < ends;
      if (!isWorthRetrying(error) || tried === tries || !isTimeLeft)
        return { ok: false, error, mayHaveWorked };
      mayHaveWorked = true;
      await Bun.sleep(wait);
    }
  }
}

/** What says nothing of the request itself. Not 429: who is told that there is too much, should not add to it. */
function isWorthRetrying(error: unknown): boolean {
  return !isRefusal(error);
}

/**
 * Whether an error is Stripe's own word on the request, so that nothing was done. The others (no connection, no time, a
 * server's error or a bank's that was away, an answer that is none, another request with the same key at work) leave it
 * open.
 */
export function isRefusal(error: unknown): error is Stripe.errors.StripeError & { statusCode: number } {
  return (
    error instanceof Stripe.errors.StripeError &&
    error.statusCode !== undefined &&
    error.statusCode >= 400 &&
    error.statusCode < 500 &&
    !openStatuses.has(error.statusCode)
  );
}

/** Of the 4xx, those that say nothing of the request: too slow, in conflict, its dependency failed, too early. */
const openStatuses: ReadonlySet<number> = new Set([408, 409, 424, 425]);

/** What an error may say in a log or a mail: never a key or a token. */
export function describeStripeError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  if (!(error instanceof Stripe.errors.StripeError)) return error.message;
  const facts = [error.statusCode, error.code ?? error.rawType, error.param].filter(
    (fact) => fact !== undefined,
  );
  return `${facts.join(" ")}: ${error.message}`.replace(/\b(sk|rk|pk|whsec|spt|vt|pm|tok)_\w+/g, "$1_…");
}
