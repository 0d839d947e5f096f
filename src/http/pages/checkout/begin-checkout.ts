import type { Agent } from "../../../agents/agent.ts";
import type { CreateCommand } from "../../../checkout/command.ts";
import type { CheckoutPageLinks } from "../../../checkout/page-link.ts";
import type { Clock } from "../../../clock.ts";
import { type CheckoutServices, createCheckout } from "../../../operations/checkout.ts";
import { outcomeOf } from "../../../operations/outcome.ts";
import type { Perform } from "../../../operations/perform.ts";
import type { SpokenProtocol } from "../../../spoken-protocol.ts";
import { PageLimits } from "./limits.ts";

/** What beginning a checkout from a page needs of the shop. */
export interface BeginCheckoutServices {
  readonly links: CheckoutPageLinks;
  readonly perform: Perform;
  readonly checkout: CheckoutServices;
  /** What sessions speak that no agent began. */
  readonly protocol: SpokenProtocol;
  readonly clock: Clock;
}

/** From where somebody begins, for limits. */
export interface Beginning {
  /** The cart or link that is begun from. */
  readonly subject: string;
  readonly address: string;
}

/** What came of pressing the button that begins a checkout. */
export type BegunCheckout =
  | { readonly kind: "begun"; readonly url: string }
  | { readonly kind: "too_fast"; readonly seconds: number }
  /** Nothing of it can be had. */
  | { readonly kind: "nothing" };

/** Begins a checkout for somebody on a page of ours, as often as one may. */
export type BeginCheckout = (agent: Agent, command: CreateCommand, from: Beginning) => Promise<BegunCheckout>;

/** Builds the {@link BeginCheckout} of one server. */
export function createBeginCheckout({
  links,
  perform,
  checkout,
  protocol,
  clock,
}: BeginCheckoutServices): BeginCheckout {
  const limits = new PageLimits(clock);
  return async (agent, command, { subject, address }) => {
    const seconds = limits.take(subject, address);
    if (seconds !== undefined) return { kind: "too_fast", seconds };
    const input = { command, protocol };
    const outcome = await outcomeOf(perform, createCheckout, input, { agent, services: checkout });
    return outcome.ok ? { kind: "begun", url: links.pageOf(outcome.value.session.id) } : { kind: "nothing" };
  };
}
