import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { SigningKey } from "../signing/key.ts";
import type { Write } from "../storage.ts";
import type { Endpoint } from "./endpoint.ts";
import type { DueEvent } from "./event.ts";
import type { OutboxStore, SuspendedEndpointStore } from "./stores.ts";
import type { DeliveryVerdict } from "./verdict.ts";

/** What deliveries read and write in a write job. */
export interface DeliveryStores {
  readonly outbox: OutboxStore;
  readonly suspendedEndpoints: SuspendedEndpointStore;
}

/** Something that a person should look at. */
export interface DeliveryFailure {
  readonly kind: "event_given_up" | "endpoint_gone";
  readonly endpoint: Pick<Endpoint, "agent" | "url">;
  readonly event: DueEvent;
}

/** Who the shop is to those who know it by its own key. */
export interface MessageSender {
  /** The headers that say where that key is published; names in lower case. */
  readonly presentation: Readonly<Record<string, string>>;
  /** The key that signs now. */
  signingKey(): Promise<SigningKey>;
}

export interface SendingDependencies<Stores extends DeliveryStores> {
  readonly write: Write<Stores>;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly log: Log;
  /** As whom the shop sends messages that it signs itself. */
  readonly messageSender: MessageSender;
  /** What to wait before the first retry, ms. */
  readonly retryBaseMs: number;
  readonly random?: (() => number) | undefined;
  /** Counts attempts by what came of them. */
  readonly attempted?: ((verdict: DeliveryVerdict) => void) | undefined;
  /** Tells the merchant, in the job of the change. */
  readonly report?: ((stores: Stores, reason: DeliveryFailure) => Promise<void>) | undefined;
}
