import type { CarrierApiName } from "../../src/carriers/names.ts";

/** A question as the company saw it. */
export interface Asked {
  readonly path: string;
  readonly authorization: string | null;
  readonly text: string;
  // Both companies' bodies: every test reads its own part of them.
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly json: any;
}

/** How a question is treated; answered with {@link usualRates} when it gives nothing. */
export type Treatment = (
  asked: Asked,
  earlier: number,
) => Response | undefined | Promise<Response | undefined>;

/** One rate in the company's own shape. */
export interface Freight {
  readonly service: string;
  readonly amount: string;
  readonly currency?: string;
  readonly days?: number | null;
}

/** Two services that both companies know, by their own names. */
export const services = {
  shippo: { ground: "usps_ground_advantage", air: "ups_next_day_air" },
  easypost: { ground: "USPS GroundAdvantage", air: "UPS NextDayAir" },
} as const satisfies Record<CarrierApiName, Record<string, string>>;

/** The keys the companies give out here. */
export const carrierKey = "key_of_the_test";

/** Ground at 6.79 in three days, by air at 41.5 in one, and a service the shop has not chosen. */
export function usualRates(name: CarrierApiName): readonly Freight[] {
  const { ground, air } = services[name];
  return [
    { service: ground, amount: "6.79", days: 3 },
    { service: air, amount: "41.5", days: 1 },
    { service: name === "shippo" ? "fedex_freight" : "FedEx Freight", amount: "1.00" },
  ];
}

/** A shipment in the company's shape, with all that surrounds the rates there. */
export function shipmentOf(name: CarrierApiName, freights: readonly Freight[] = usualRates(name)) {
  const rates = freights.map((freight, index) => (name === "shippo" ? inShippo : inEasyPost)(freight, index));
  return name === "shippo"
    ? { object_id: "5e40ead7cffe4cc1ad45108696162e42", status: "SUCCESS", messages: [], rates, test: true }
    : { id: "shp_93170d48eb1a413aa5c0d8bf4384a350", object: "Shipment", mode: "test", messages: [], rates };
}

/** The answer to a question. */
export function shipmentAnswer(name: CarrierApiName, freights?: readonly Freight[]): Response {
  return Response.json(shipmentOf(name, freights), { status: 201 });
}

function inShippo({ service, amount, currency = "USD", days = null }: Freight, index: number) {
  return {
    object_id: `rate${index}`,
    amount,
    currency,
    amount_local: amount,
    currency_local: currency,
    provider: service.split("_")[0]?.toUpperCase(),
    servicelevel: { name: service.split("_").slice(1).join(" "), token: service, terms: "" },
    attributes: [],
    estimated_days: days,
    duration_terms: "",
    zone: "4",
  };
}

function inEasyPost({ service, amount, currency = "USD", days = null }: Freight, index: number) {
  const [carrier, level] = service.split(" ");
  return {
    id: `rate_${index}`,
    object: "Rate",
    carrier,
    service: level,
    rate: amount,
    currency,
    retail_rate: "99.00",
    retail_currency: "USD",
    delivery_days: days,
    est_delivery_days: days,
    delivery_date: null,
  };
}

/** Shippo's or EasyPost's API on loopback. */
export function startCarriers(name: CarrierApiName, treat: Treatment = () => undefined) {
  const questions: Asked[] = [];
  const carriers = { treat };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const text = await request.text();
      const { pathname } = new URL(request.url);
      const asked: Asked = {
        path: pathname,
        authorization: request.headers.get("authorization"),
        text,
        json: JSON.parse(text),
      };
      questions.push(asked);
      return (await carriers.treat(asked, questions.length - 1)) ?? shipmentAnswer(name);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    questions,
    /** From now on questions are treated so. */
    become(treatment: Treatment) {
      carriers.treat = treatment;
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}
