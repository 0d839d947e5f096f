import type { OutboxStore } from "../../src/outbox/stores.ts";
import type { LeaseClock } from "./lease-clock.ts";
import { createDeliveryRecords } from "./outbox/delivery-records.ts";
import { createEventQueue } from "./outbox/event-queue.ts";
import { createEventReader } from "./outbox/event-reader.ts";
import type { Queries } from "./queries.ts";

/** The outbox over one connection. */
export function createOutboxStore(queries: Queries, leases: LeaseClock): OutboxStore {
  return {
    ...createEventQueue(queries, leases),
    ...createDeliveryRecords(queries),
    ...createEventReader(queries),
  };
}
