import type { CarrierFailure } from "../carriers/live-rates.ts";
import { systemClock } from "../clock.ts";
import { formatForPeople } from "../money.ts";
import { createOutgoing } from "../outgoing/outgoing.ts";
import type { Settings } from "../settings.ts";
import { advice, type Finding, good, wrong } from "./finding.ts";

/** How long the doctor waits for carriers, ms: longer than a buyer would. */
const PATIENCE = 8_000;

/** Whether carriers answer, asked for a parcel of one unit from the shop to itself. Nothing where they are not asked. */
export async function examineCarriers({ liveRates, shop, server }: Settings): Promise<readonly Finding[]> {
  if (!liveRates) return [];
  const { createLiveRates } = await import("../carriers/live-rates.ts");
  const { country, state, city, postalCode } = shop.origin;
  const here = { country, state, city, postalCode };
  const failures: CarrierFailure[] = [];
  const source = createLiveRates(
    { ...liveRates, countries: [country] },
    {
      outgoing: createOutgoing({ development: server.isDevelopment }),
      clock: systemClock,
      origin: here,
      currency: shop.currency,
      failed: (failure) => failures.push(failure),
      deadlineMs: PATIENCE,
    },
  );
  const quote = await source.quote({ destination: here, items: [{ quantity: 1 }] });
  source.close();
  if (quote.kind !== "rates") return [reasonOf(failures[0], liveRates.key.variable)];
  const missing = liveRates.services.filter(({ id }) => !quote.rates.some((rate) => rate.id === id));
  const prices = quote.rates.flatMap(({ title, price }) =>
    price.kind === "flat" ? `${title} ${formatForPeople(price.amount, shop.currency)}` : [],
  );
  return [
    good(SUBJECT, ["They answer", ...prices].join(", ")),
    ...missing.map(({ service }) =>
      advice(
        SUBJECT,
        `No rate for ${JSON.stringify(service)} here: look whether your account has it, so named.`,
      ),
    ),
  ];
}

const SUBJECT = "carriers";

function reasonOf(failure: CarrierFailure | undefined, variable: string): Finding {
  if (failure?.kind === "key_refused") return wrong(SUBJECT, `They refuse the key in ${variable}.`);
  if (failure?.kind === "shipment_refused") {
    return wrong(
      SUBJECT,
      "They make nothing of a parcel from [origin]: look at its address and at [shipping.live].",
    );
  }
  return advice(
    SUBJECT,
    "They do not answer just now. Buyers are offered the rates of [[shipping.zones]] meanwhile, where there are any.",
  );
}
