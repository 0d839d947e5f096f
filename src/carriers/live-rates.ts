import { type Clock, MINUTE, passedSince, SECOND, type Tick } from "../clock.ts";
import { spellingsOf } from "../countries.ts";
import { type Currency, type Minor, minor, parseMajor } from "../money.ts";
import type { Outgoing, OutgoingOutcome } from "../outgoing/outgoing.ts";
import type { Destination } from "../pricing/destination.ts";
import type { ShippingRate } from "../pricing/shipping.ts";
import type { CarrierApi, CarrierRate, ParcelSize, WeighedParcel } from "./carrier-api.ts";
import { easypost } from "./easypost.ts";
import type { CarrierApiName } from "./names.ts";
import type { CarrierQuote, RateSource, Shipment } from "./rate-source.ts";
import { shippo } from "./shippo.ts";

/** How each company is asked. */
const apis: Readonly<Record<CarrierApiName, CarrierApi>> = { shippo, easypost };

/** What a merchant decides about live rates, from shop.toml's `[shipping.live]`. */
export interface LiveRateSettings {
  readonly source: CarrierApiName;
  /** Another host that speaks the same, for tests. */
  readonly apiBase?: string | undefined;
  readonly key: {
    /** The environment variable that holds it: what messages may show. */
    readonly variable: string;
    readonly value?: string | undefined;
  };
  /** Carriers are asked about shipments to these countries only. */
  readonly countries: readonly string[];
  /** What a unit counts that nobody has weighed. */
  readonly itemGrams: number;
  readonly packagingGrams: number;
  readonly size: ParcelSize;
  /** The services offered to buyers; of others' rates nothing is seen. */
  readonly services: readonly LiveService[];
}

/** A carrier's service, as an option of the shop. */
export interface LiveService {
  /** The API's name of it. */
  readonly service: string;
  /** The option id; a rate of the table of the same id stands in while carriers are away. */
  readonly id: string;
  /** What the carrier calls it, where left out. */
  readonly title?: string | undefined;
  /** Added to the carrier's price. */
  readonly markup: Minor;
  readonly freeFrom?: Minor | undefined;
}

export interface LiveRateSurroundings {
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  /** Where parcels leave from. */
  readonly origin: Destination;
  readonly currency: Currency;
  /** Hears why a question came to nothing. */
  readonly failed: (failure: CarrierFailure) => void;
  /** How long a buyer waits for carriers, ms; a test may have less time. */
  readonly deadlineMs?: number | undefined;
}

/** Why a question came to nothing, with the status of the answer where there was one. Holds nothing of the buyer. */
export interface CarrierFailure {
  readonly kind:
    | Extract<OutgoingOutcome, { kind: "failed" }>["why"]
    | "key_refused"
    /** Carriers can make nothing of this one shipment. */
    | "shipment_refused"
    | "out_of_order"
    | "unreadable";
  readonly status?: number | undefined;
}

/** A {@link RateSource} that is to be closed with the server. */
export interface LiveRates extends RateSource {
  /** Gives up the questions still under way. */
  close(): void;
}

/** How long a buyer waits. Who comes too late is still heard, for the session's next update. */
const DEADLINE = 800;
/** How long an answer may take at most, ms. */
const PATIENCE = 8 * SECOND;
/** How long an answer is good for, ms: carriers change prices by the day, and buyers come back within minutes. */
const KEPT_FOR = 15 * MINUTE;
/** How long a shipment is not asked about again when carriers could make nothing of it, ms. */
const REFUSAL_KEPT_FOR = MINUTE;
const MOST_KEPT = 2_000;
/** So many failures in a row mean that nobody is there: then nobody waits for them for a while. */
const FAILURES_BEFORE_PAUSE = 3;
const PAUSE = 30 * SECOND;
const ANSWER_LIMIT = 1_048_576;

/**
 * Asks a company such as Shippo for carriers' own rates. Answers are kept by what was asked, so that an update that
 * leaves goods and address alone asks nobody; questions that are equal at the same time are asked once.
 */
export function createLiveRates(settings: LiveRateSettings, surroundings: LiveRateSurroundings): LiveRates {
  const { outgoing, clock, origin, currency, failed, deadlineMs = DEADLINE } = surroundings;
  const api = apis[settings.source];
  const kept = createKeptQuotes(clock);
  const underWay = new Map<string, Promise<CarrierQuote>>();
  const closing = new AbortController();
  let failuresInARow = 0;
  let pausedSince: Tick | undefined;

  /** Nobody is there, or not with an answer. */
  function fail(failure: CarrierFailure): CarrierQuote {
    if (closing.signal.aborted) return UNAVAILABLE;
    failuresInARow += 1;
    if (failuresInARow >= FAILURES_BEFORE_PAUSE) pausedSince = clock.tick();
    failed(failure);
    return UNAVAILABLE;
  }

  async function ask(name: string, parcel: WeighedParcel): Promise<CarrierQuote> {
    const { path, headers, body } = api.ask(parcel, settings.key.value ?? "");
    const outcome = await outgoing.request({
      method: "POST",
      url: (settings.apiBase ?? api.base) + path,
      headers: { ...headers, "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
      timeoutMs: PATIENCE,
      answerLimitBytes: ANSWER_LIMIT,
      signal: closing.signal,
    });
    if (outcome.kind === "failed") return fail({ kind: outcome.why });
    const { status } = outcome;
    if (status === 401 || status === 403) return fail({ kind: "key_refused", status });
    if (status >= 400 && status < 500 && status !== 429) {
      failed({ kind: "shipment_refused", status });
      return kept.keep(name, UNAVAILABLE, REFUSAL_KEPT_FOR);
    }
    if (status < 200 || status > 299) return fail({ kind: "out_of_order", status });
    const rates = api.read(parsed(outcome.body));
    if (!rates) return fail({ kind: "unreadable", status });
    failuresInARow = 0;
    return kept.keep(name, { kind: "rates", rates: offersOf(rates, settings.services, currency) }, KEPT_FOR);
  }

  /** Joins the question already under way about the same parcel, or asks it. */
  function answerTo(parcel: WeighedParcel, mayAsk: () => boolean): CarrierQuote | Promise<CarrierQuote> {
    const name = JSON.stringify([parcel.to, parcel.grams]);
    const known = kept.find(name);
    if (known) return known;
    const before = underWay.get(name);
    if (before) return before;
    if (pausedSince !== undefined && passedSince(pausedSince, clock) < PAUSE) return UNAVAILABLE;
    if (!mayAsk()) return UNAVAILABLE;
    const asked = ask(name, parcel).finally(() => underWay.delete(name));
    underWay.set(name, asked);
    return asked;
  }

  return {
    async quote(shipment, mayAsk = () => true) {
      const spellings = spellingsOf(shipment.destination);
      if (!spellings.some(({ country }) => settings.countries.includes(country)))
        return { kind: "not_asked" };
      return withinDeadline(answerTo(weigh(shipment, settings, origin), mayAsk), deadlineMs);
    },
    close: () => closing.abort(),
  };
}

const UNAVAILABLE: CarrierQuote = { kind: "unavailable" };

function weigh(
  { destination, items }: Shipment,
  { itemGrams, packagingGrams, size }: LiveRateSettings,
  from: LiveRateSurroundings["origin"],
): WeighedParcel {
  const grams = items.reduce((all, item) => all + item.quantity * (item.grams ?? itemGrams), packagingGrams);
  return { from, to: destination, grams: Math.max(1, Math.ceil(grams)), size };
}

/** Answers by what was asked, each for a while; the oldest go first. */
function createKeptQuotes(clock: Pick<Clock, "tick">) {
  const kept = new Map<
    string,
    { readonly quote: CarrierQuote; readonly since: Tick; readonly forMs: number }
  >();
  return {
    find(name: string): CarrierQuote | undefined {
      const known = kept.get(name);
      return known && passedSince(known.since, clock) < known.forMs ? known.quote : undefined;
    },
    keep(name: string, quote: CarrierQuote, forMs: number): CarrierQuote {
      for (const oldest of kept.keys()) {
        if (kept.size < MOST_KEPT) break;
        kept.delete(oldest);
      }
      kept.delete(name);
      kept.set(name, { quote, since: clock.tick(), forMs });
      return quote;
    },
  };
}

/** The answer, or that there was none in time. */
async function withinDeadline(
  answer: CarrierQuote | Promise<CarrierQuote>,
  deadlineMs: number,
): Promise<CarrierQuote> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<CarrierQuote>((resolve) => {
    timer = setTimeout(resolve, deadlineMs, UNAVAILABLE);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The chosen services' rates in the shop's currency, each the cheapest of its name, in the merchant's order. */
function offersOf(
  rates: readonly CarrierRate[],
  services: readonly LiveService[],
  currency: Currency,
): readonly ShippingRate[] {
  return services.flatMap(({ service, id, title, markup, freeFrom }) => {
    const found = rates.flatMap((rate) => {
      const amount = rate.service === service ? amountOf(rate, currency) : undefined;
      return amount === undefined ? [] : [{ rate, amount }];
    });
    const [cheapest] = found.sort((one, other) => one.amount - other.amount);
    if (!cheapest) return [];
    const { rate, amount } = cheapest;
    return {
      id,
      title: title ?? `${rate.carrier} ${rate.title}`,
      carrier: rate.carrier,
      price: { kind: "flat", amount: minor(amount + markup), freeFrom },
      transitDays: rate.days === undefined ? undefined : { min: rate.days, max: rate.days },
    };
  });
}

function amountOf({ amount, currency }: CarrierRate, sold: Currency): Minor | undefined {
  if (currency.toLowerCase() !== sold) return undefined;
  const parsed = parseMajor(amount, sold);
  return parsed !== undefined && parsed >= 0 ? parsed : undefined;
}
