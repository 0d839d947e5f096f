import type { Agent } from "../../../agents/agent.ts";
import type { CreateCommand } from "../../../checkout/command.ts";
import type { CheckoutPageLinks } from "../../../checkout/page-link.ts";
import type { CheckoutView } from "../../../checkout/view.ts";
import type { Clock } from "../../../clock.ts";
import { strangerAt } from "../../../discounts/code-guesses.ts";
import type { CartId } from "../../../ids.ts";
import { checkOutCart } from "../../../operations/cart-checkout.ts";
import { type CheckoutServices, createCheckout } from "../../../operations/checkout.ts";
import { outcomeOf } from "../../../operations/outcome.ts";
import type { Perform } from "../../../operations/perform.ts";
import type { Outcome } from "../../../problem.ts";
import type { SpokenProtocol } from "../../../spoken-protocol.ts";
import type { LiveNodes } from "../../../storage.ts";
import { PageLimits } from "./limits.ts";

/** What beginning a checkout from a page needs of the shop. */
export interface BeginCheckoutServices {
  readonly links: CheckoutPageLinks;
  readonly perform: Perform;
  readonly checkout: CheckoutServices;
  /** What sessions speak that no agent began. */
  readonly protocol: SpokenProtocol;
  readonly clock: Clock;
  readonly nodes?: LiveNodes | undefined;
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
export interface BeginCheckout {
  /** Of goods that were named or chosen. */
  ofGoods(agent: Agent, command: CreateCommand, from: Beginning): Promise<BegunCheckout>;
  /** Of a cart: the one it has already, where there is one. `locale` is what the buyer reads where the cart does not say. */
  ofCart(agent: Agent, cartId: CartId, locale: string, from: Beginning): Promise<BegunCheckout>;
}

/** Builds the {@link BeginCheckout} of one server. */
export function createBeginCheckout({
  links,
  perform,
  checkout,
  protocol,
  clock,
  nodes,
}: BeginCheckoutServices): BeginCheckout {
  const limits = new PageLimits(clock, nodes);
  async function begin(
    { subject, address }: Beginning,
    made: () => Promise<Outcome<CheckoutView>>,
  ): Promise<BegunCheckout> {
    const seconds = limits.take(subject, address);
    if (seconds !== undefined) return { kind: "too_fast", seconds };
    const outcome = await made();
    return outcome.ok ? { kind: "begun", url: links.pageOf(outcome.value.session.id) } : { kind: "nothing" };
  }

  const contextOf = (agent: Agent, { address }: Beginning) => ({
    agent,
    stranger: strangerAt(address),
    services: checkout,
  });

  return {
    ofGoods: (agent, command, from) =>
      begin(from, () => outcomeOf(perform, createCheckout, { command, protocol }, contextOf(agent, from))),
    ofCart: (agent, cartId, locale, from) =>
      begin(from, () =>
        outcomeOf(perform, checkOutCart, { cartId, locale, protocol }, contextOf(agent, from)),
      ),
  };
}
