import type { Agent } from "../../../agents/agent.ts";
import { shopAgent } from "../../../agents/shop-agent.ts";
import type { Cart, CartStore } from "../../../carts/cart.ts";
import { isOpen } from "../../../carts/carts.ts";
import { type PermalinkContent, permalinkTo, readPermalink } from "../../../carts/permalink.ts";
import type { VariantReader } from "../../../catalog/stores.ts";
import type { CreateCommand } from "../../../checkout/command.ts";
import { compute, type Terms } from "../../../checkout/compute.ts";
import { type Draft, draftItemsOf, readKnown } from "../../../checkout/draft.ts";
import { planOf } from "../../../checkout/plan.ts";
import type { Clock } from "../../../clock.ts";
import type { DiscountReader } from "../../../discounts/stores.ts";
import type { AgentId } from "../../../ids.ts";
import type { Shop } from "../../../shop.ts";
import type { LiveNodes } from "../../../storage.ts";
import { LookedAtCodes } from "../../looked-at-codes.ts";
import type { Reply } from "../../respond.ts";
import { pageReply } from "../layout.ts";
import type { BeginCheckout, BegunCheckout } from "./begin-checkout.ts";
import { choicePage, type GoodsChoice } from "./choice-page.ts";
import { languageOf } from "./language.ts";
import { pageMessages } from "./messages.ts";
import { type Presentation, presentationFor } from "./presentation.ts";
import { buttonLink, standingPage } from "./standing-pages.ts";

/** What the ways into a checkout need of the shop. */
export interface PurchaseVisitServices {
  readonly shop: Shop;
  readonly terms: Terms;
  readonly begin: BeginCheckout;
  readonly reads: {
    readonly carts: Pick<CartStore, "byPageToken">;
    readonly catalog: VariantReader;
    readonly discounts: DiscountReader;
  };
  readonly agentOf: (id: AgentId) => Agent;
  readonly clock: Clock;
  readonly nodes?: LiveNodes | undefined;
}

/** What a person does who follows a link to goods or to a cart. Nothing is made before a button is pressed. */
export class PurchaseVisits {
  readonly #services: PurchaseVisitServices;
  readonly #codes: LookedAtCodes;

  constructor(services: PurchaseVisitServices) {
    this.#services = services;
    this.#codes = new LookedAtCodes(services.clock, services.nodes);
  }

  async showLink(request: Request, address: string): Promise<Reply> {
    const presentation = this.#present(undefined, request);
    const content = readPermalink(request.url);
    const choice = content && (await this.#preview(content, presentation, address));
    return choice
      ? this.#reply(choicePage(choice, presentation))
      : this.#gone(presentation, presentation.words.buyGone);
  }

  async beginFromLink(request: Request, address: string): Promise<Reply> {
    const presentation = this.#present(undefined, request);
    const content = readPermalink(request.url);
    if (!content) return this.#gone(presentation, presentation.words.buyGone);
    const known = await readKnown(this.#services.reads.catalog, draftItems(content) ?? []);
    const items = content.items.filter(({ id }) => known.has(id));
    if (items.length === 0) return this.#gone(presentation, presentation.words.buyGone);
    const discountCodes = content.code === undefined ? [] : [content.code];
    const command: CreateCommand = {
      items: items.map(indexed),
      discountCodes,
      locale: localeOf(request),
      way: "page",
    };
    const from = { subject: permalinkTo(content), address };
    return this.#begun(await this.#services.begin.ofGoods(shopAgent, command, from), presentation);
  }

  async showCart(token: string, request: Request): Promise<Reply> {
    const cart = await this.#cart(token);
    const presentation = this.#present(cart?.locale, request);
    if (!cart) return this.#gone(presentation, presentation.words.cartGone);
    const { words } = presentation;
    const choice: GoodsChoice = {
      title: words.cartTitle,
      lineItems: cart.lineItems,
      totals: cart.totals,
      notes: pageMessages(cart, presentation).map((message) => message.words),
      canBegin: true,
    };
    return this.#reply(choicePage(choice, presentation));
  }

  async beginFromCart(token: string, request: Request, address: string): Promise<Reply> {
    const cart = await this.#cart(token);
    const presentation = this.#present(cart?.locale, request);
    if (!cart) return this.#gone(presentation, presentation.words.cartGone);
    const owner = this.#services.agentOf(cart.agentId);
    const from = { subject: token, address };
    const begun = await this.#services.begin.ofCart(owner, cart.id, localeOf(request), from);
    return this.#begun(begun, presentation);
  }

  #begun(begun: BegunCheckout, presentation: Presentation): Reply {
    const { words } = presentation;
    switch (begun.kind) {
      case "begun":
        return { status: 303, body: null, headers: { location: begun.url } };
      case "too_fast":
        return this.#reply(
          standingPage(presentation, { title: words.checkout, text: words.tooFast(begun.seconds) }),
          429,
        );
      case "nothing":
        return this.#gone(presentation, words.buyGone);
    }
  }

  /** What a link's goods come to, as a cart without an address; `undefined` where none of them is sold here. */
  async #preview(
    content: PermalinkContent,
    presentation: Presentation,
    address: string,
  ): Promise<GoodsChoice | undefined> {
    const { reads, terms, clock } = this.#services;
    const items = draftItems(content);
    if (!items) return undefined;
    const variants = await readKnown(reads.catalog, items);
    const sold = items.filter(({ variantId }) => variants.has(variantId));
    if (sold.length === 0) return undefined;
    const draft: Draft = {
      items: sold,
      discountCodes: content.code === undefined ? [] : [content.code],
      selectedByAgent: false,
    };
    const context = { terms, now: clock.now() };
    const plan = planOf(draft, variants, context);
    const computed = await compute(plan, this.#codes.of(address, reads.discounts), context);
    const messages = pageMessages(computed, presentation);
    const unknown = items.filter(({ variantId }) => !variants.has(variantId));
    return {
      title: presentation.words.buyTitle,
      lineItems: computed.lineItems,
      totals: computed.totals,
      notes: [
        ...unknown.map(({ variantId }) => presentation.words.notSold(variantId)),
        ...messages.filter(({ spot }) => spot.at === "line" || spot.at === "code").map(({ words }) => words),
      ],
      canBegin: computed.lineItems.some(({ availability }) => availability.status !== "out_of_stock"),
    };
  }

  async #cart(token: string): Promise<Cart | undefined> {
    const cart = await this.#services.reads.carts.byPageToken(token);
    return cart && isOpen(cart, this.#services.clock.now()) ? cart : undefined;
  }

  #gone(presentation: Presentation, text: string): Reply {
    const { words, shop } = presentation;
    const next = shop.links.find(({ type }) => type === "about_us")?.url;
    const page = standingPage(presentation, {
      title: words.buyTitle,
      text,
      next: next === undefined ? undefined : buttonLink(next, shop.name),
    });
    return this.#reply(page, 404);
  }

  #present(locale: string | undefined, request: Request): Presentation {
    const { shop } = this.#services;
    return presentationFor(shop, shop.currency, languageOf(locale, request.headers.get("accept-language")));
  }

  #reply(page: Parameters<typeof pageReply>[1], status = 200): Reply {
    return pageReply(this.#services.shop, page, status);
  }
}

function draftItems({ items }: PermalinkContent) {
  const asked = draftItemsOf(items.map(indexed), []);
  return asked.ok ? asked.value : undefined;
}

function indexed<Item extends object>(item: Item, index: number): Item & { readonly index: number } {
  return { ...item, index };
}

function localeOf(request: Request): string {
  return languageOf(undefined, request.headers.get("accept-language")).locale;
}
