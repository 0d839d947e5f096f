import type { Destination } from "../pricing/destination.ts";

/** A parcel as carriers price it: everything they are told. No name and no street goes out for a price. */
export interface WeighedParcel {
  readonly from: Destination;
  readonly to: Destination;
  /** Whole, at least 1. */
  readonly grams: number;
  readonly size: ParcelSize;
}

export interface ParcelSize {
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly unit: "cm" | "in";
}

/** What one service asks for a parcel, in the API's own words. */
export interface CarrierRate {
  /** The API's name of the service, which shop.toml names it by. */
  readonly service: string;
  readonly carrier: string;
  /** The service for people: "Ground Advantage". */
  readonly title: string;
  /** Major units as a decimal: "6.79". */
  readonly amount: string;
  /** ISO 4217, in either letter case. */
  readonly currency: string;
  /** Days on the way, where the carrier says so. */
  readonly days?: number | undefined;
}

/** A question as it goes out. */
export interface CarrierQuestion {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** How one company that speaks for many carriers is asked for rates, and how its answer is read. */
export interface CarrierApi {
  /** Where it answers, without a trailing slash. */
  readonly base: string;
  ask(parcel: WeighedParcel, key: string): CarrierQuestion;
  /** Reads the body of a 2xx answer; `undefined` when it is none. Rates that cannot be read are left out. */
  read(answer: unknown): readonly CarrierRate[] | undefined;
}
