import { shopAgent } from "../../../agents/shop-agent.ts";
import { availabilityOf, type Product, priceAt } from "../../../catalog/product.ts";
import { productPageOf } from "../../../catalog/product-page-link.ts";
import type { ProductReader, VariantReader } from "../../../catalog/stores.ts";
import { compute, type Terms } from "../../../checkout/compute.ts";
import { draftItemsOf, readKnown } from "../../../checkout/draft.ts";
import { planOf } from "../../../checkout/plan.ts";
import type { Clock } from "../../../clock.ts";
import type { DiscountReader } from "../../../discounts/stores.ts";
import { asId, type ProductId } from "../../../ids.ts";
import type { Shop } from "../../../shop.ts";
import { webAddressOf } from "../../../web-address.ts";
import type { Reply } from "../../respond.ts";
import { pageReply } from "../layout.ts";
import { type OfferedVariant, type ProductPageContent, productPage } from "../product-page.ts";
import type { BeginCheckout } from "./begin-checkout.ts";
import { languageOf } from "./language.ts";
import { type Presentation, presentationFor } from "./presentation.ts";
import { standingPage } from "./standing-pages.ts";

/** What the pages of products need of the shop. */
export interface ProductVisitServices {
  readonly shop: Shop;
  readonly terms: Terms;
  readonly reads: {
    readonly catalog: Pick<ProductReader, "product"> & VariantReader;
    readonly discounts: DiscountReader;
  };
  readonly begin: BeginCheckout;
  readonly clock: Clock;
}

/** What a person does on the page of a product. */
export class ProductVisits {
  readonly #services: ProductVisitServices;

  constructor(services: ProductVisitServices) {
    this.#services = services;
  }

  async show(id: string, request: Request): Promise<Reply> {
    const presentation = this.#present(request);
    const { shop } = this.#services;
    const product = await this.#find(id);
    if (!product) return this.#gone(presentation);
    const variants = await this.#offered(product, presentation);
    const content: ProductPageContent = {
      product,
      variants,
      delivery: await this.#delivery(variants),
      canonicalUrl: canonicalOf(product, shop),
      currency: shop.currency,
      presentation,
    };
    return pageReply(shop, productPage(content));
  }

  /** Begins a checkout with the variant and quantity that were chosen. */
  async buy(id: string, fields: URLSearchParams, request: Request, address: string): Promise<Reply> {
    const presentation = this.#present(request);
    const { words, locale } = presentation;
    const product = await this.#find(id);
    const variant = product?.variants.find((each) => each.id === fields.get("variant"));
    if (!variant) return this.#gone(presentation);
    const typed = fields.get("quantity") ?? "1";
    if (!/^[1-9]\d{0,5}$/.test(typed)) return this.#said(presentation, words.mistakes.quantity, 422);
    const command = {
      items: [{ id: variant.id, quantity: Number(typed), index: 0 }],
      locale,
      way: "page",
    } as const;
    const begun = await this.#services.begin.ofGoods(shopAgent, command, {
      subject: `product ${address}`,
      address,
    });
    switch (begun.kind) {
      case "begun":
        return { status: 303, body: null, headers: { location: begun.url } };
      case "too_fast":
        return this.#said(presentation, words.tooFast(begun.seconds), 429);
      case "nothing":
        return this.#said(presentation, words.buyGone, 409);
    }
  }

  async #find(id: string): Promise<Product | undefined> {
    const product = await this.#services.reads.catalog.product(asId<ProductId>(id));
    return product?.published ? product : undefined;
  }

  async #offered({ variants }: Product, _presentation: Presentation): Promise<readonly OfferedVariant[]> {
    const { reads, clock } = this.#services;
    const offered: OfferedVariant[] = [];
    for (const variant of variants) {
      const sellable = await reads.catalog.sellable(variant.id);
      if (!sellable) continue;
      const reserved = sellable.available === null ? 0 : (variant.stock ?? 0) - sellable.available;
      offered.push({
        id: variant.id,
        title: variant.title,
        options: variant.options.map(({ name, value }) => `${name}: ${value}`).join(", "),
        price: priceAt(variant, clock.now()),
        listPrice: variant.listPrice,
        availability: availabilityOf(variant, reserved),
      });
    }
    return offered;
  }

  /** What delivery to where the shop is at home costs, by its own tables: nobody outside is asked for a mere look. */
  async #delivery(variants: readonly OfferedVariant[]): Promise<ProductPageContent["delivery"]> {
    const { terms, reads, shop, clock } = this.#services;
    const first = variants.find(({ availability }) => availability !== "out_of_stock");
    const items = first && draftItemsOf([{ id: asId(first.id), quantity: 1, index: 0 }], []);
    if (!items?.ok) return undefined;
    const { country, state, city, postalCode } = shop.origin;
    const address = { name: shop.name, lineOne: "", country, state, city, postalCode };
    const draft = {
      items: items.value,
      fulfillmentDetails: { address },
      discountCodes: [],
      selectedByAgent: false,
    };
    const context = { terms, now: clock.now() };
    const variantsRead = await readKnown(reads.catalog, items.value);
    const { options } = await compute(planOf(draft, variantsRead, context), reads.discounts, context);
    const [option] = options
      .filter(({ type }) => type === "shipping")
      .sort((one, other) => one.amounts.subtotal - other.amounts.subtotal);
    return option && { country, option };
  }

  #gone(presentation: Presentation): Reply {
    return this.#said(presentation, presentation.words.noProduct, 404);
  }

  #said(presentation: Presentation, text: string, status: number): Reply {
    const page = standingPage(presentation, { title: presentation.words.buyTitle, text });
    return pageReply(this.#services.shop, page, status);
  }

  #present(request: Request): Presentation {
    const { shop } = this.#services;
    return presentationFor(
      shop,
      shop.currency,
      languageOf(undefined, request.headers.get("accept-language")),
    );
  }
}

/** The merchant's own page of a product, where there is one. */
function canonicalOf(product: Product, shop: Shop): string {
  const handle = encodeURIComponent((product.handle ?? product.id).toWellFormed());
  const said = product.url ?? shop.productUrl?.replaceAll("{handle}", handle);
  return (said !== undefined ? webAddressOf(said) : undefined) ?? productPageOf(product, shop);
}
