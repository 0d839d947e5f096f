import { fullTitle, type Product } from "../../catalog/product.ts";
import { type Content, Html, html } from "../../html.ts";
import { formatMajor, type Minor } from "../../money.ts";
import type { FulfillmentOption } from "../../pricing/fulfillment.ts";
import { checkoutFrame } from "./checkout/checkout-page.ts";
import { picture } from "./checkout/order-parts.ts";
import type { Presentation } from "./checkout/presentation.ts";
import { type Page, policySourceOf } from "./layout.ts";

/** A variant as it can be had now. */
export interface OfferedVariant {
  readonly id: string;
  readonly title: string;
  readonly options: string;
  readonly price: Minor;
  /** Struck through beside the price, when higher. */
  readonly listPrice?: Minor | undefined;
  readonly availability: "in_stock" | "backorder" | "out_of_stock";
}

/** What a product's page shows. */
export interface ProductPageContent {
  readonly product: Product;
  readonly variants: readonly OfferedVariant[];
  /** The cheapest way to a likely address, and which country that is in; absent where nothing is shipped. */
  readonly delivery?: { readonly country: string; readonly option: FulfillmentOption } | undefined;
  /** The product's page that search engines are to list: the merchant's own where there is one. */
  readonly canonicalUrl: string;
  readonly currency: string;
  readonly presentation: Presentation;
}

/** A product on a page of its own, for a shop that has no other: pictures, options, price, stock, and the way to buy it. */
export function productPage(content: ProductPageContent): Page {
  const { product, variants, delivery, canonicalUrl, presentation } = content;
  const { words, shop } = presentation;
  const pictures = picturesOf(product);
  const canBuy = variants.some(({ availability }) => availability !== "out_of_stock");
  const isElsewhere = new URL(canonicalUrl).origin !== new URL(shop.publicBaseUrl).origin;
  return {
    ...checkoutFrame(presentation),
    title: product.title,
    pictures,
    isPublic: true,
    hasForms: canBuy,
    head: html`<link rel="canonical" href="${canonicalUrl}">
${structuredData(content, pictures)}`,
    main: html`<div class="columns product"><div>${gallery(pictures, product.title)}</div>
<div><h1>${product.title}</h1>
${product.brand === undefined ? undefined : html`<p class="soft">${product.brand}</p>`}
<form class="checkout" method="post">
${variants.length > 1 ? choices(variants, presentation) : single(variants[0], presentation)}
${
  canBuy
    ? html`<div class="row"><div class="field"><label for="quantity">${words.quantity}</label><input id="quantity" name="quantity" type="number" min="1" max="999999" value="1" inputmode="numeric" required></div></div>
<button class="pay">${words.toCheckout}</button>`
    : undefined
}</form>
${delivery ? deliveryNote(delivery, presentation) : undefined}
${description(product)}
${isElsewhere ? html`<p><a href="${canonicalUrl}" rel="noreferrer">${words.moreAt}</a></p>` : undefined}</div></div>`,
  };
}

function picturesOf({ media, variants }: Product): readonly string[] {
  const all = [...media, ...variants.flatMap((variant) => variant.media)]
    .filter(({ type }) => type === "image")
    .map(({ url }) => url);
  return [...new Set(all)].filter((url) => policySourceOf(url) !== undefined).slice(0, 8);
}

function gallery([first, ...others]: readonly string[], title: string): Content {
  if (first === undefined) return undefined;
  return html`<img class="large" src="${first}" alt="${title}" width="640" height="640">
${others.length === 0 ? undefined : html`<div class="gallery">${others.map(picture)}</div>`}`;
}

function choices(variants: readonly OfferedVariant[], presentation: Presentation): Html {
  const first = variants.find(({ availability }) => availability !== "out_of_stock");
  return html`<fieldset><legend>${presentation.words.choose}</legend><div class="choices">${variants.map(
    (
      variant,
    ) => html`<label><input type="radio" name="variant" value="${variant.id}" required${variant === first ? html` checked` : undefined}${variant.availability === "out_of_stock" ? html` disabled` : undefined}><span>${variant.options || variant.title}</span><span class="amount">${priceOf(variant, presentation)}</span><span class="soft">${stockOf(variant, presentation)}</span></label>
`,
  )}</div></fieldset>`;
}

function single(variant: OfferedVariant | undefined, presentation: Presentation): Content {
  if (!variant) return undefined;
  return html`<input type="hidden" name="variant" value="${variant.id}"><p class="price">${priceOf(variant, presentation)}</p><p class="soft">${stockOf(variant, presentation)}</p>`;
}

function priceOf({ price, listPrice }: OfferedVariant, { money }: Presentation): Content {
  return listPrice !== undefined && listPrice > price
    ? html`<s class="soft">${money(listPrice)}</s> ${money(price)}`
    : money(price);
}

function stockOf({ availability }: OfferedVariant, { words }: Presentation): string {
  return { in_stock: words.inStock, backorder: words.backordered, out_of_stock: words.soldOut }[availability];
}

function deliveryNote(
  { country, option }: NonNullable<ProductPageContent["delivery"]>,
  { words, money, day, country: nameOf }: Presentation,
): Html {
  const price = option.amounts.subtotal === 0 ? words.free : money(option.amounts.subtotal);
  const when =
    option.type === "shipping" && option.earliest !== undefined && option.latest !== undefined
      ? words.arrives(day(option.earliest), day(option.latest))
      : undefined;
  return html`<p class="soft">${[words.deliveryTo(nameOf(country)), option.title, price, ...(when === undefined ? [] : [when])].join(" · ")}</p>`;
}

/** What the merchant wrote as text: their HTML is not ours to run. */
function description({ description }: Product): Content {
  const text = description?.plain ?? description?.markdown ?? description?.html?.replace(/<[^>]*>/g, " ");
  return text
    ?.split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => html`<p>${paragraph}</p>\n`);
}

const availabilityOf: Readonly<Record<OfferedVariant["availability"], string>> = {
  in_stock: "https://schema.org/InStock",
  backorder: "https://schema.org/BackOrder",
  out_of_stock: "https://schema.org/OutOfStock",
};

/** What search engines read (schema.org/Product). A `<` in it would end the element, so none is left. */
function structuredData(
  { product, variants, canonicalUrl, currency, presentation }: ProductPageContent,
  pictures: readonly string[],
): Html {
  const data = {
    "@context": "https://schema.org",
    "@type": "Product",
    name: product.title,
    url: canonicalUrl,
    description: product.description?.plain,
    image: pictures,
    ...(product.brand !== undefined && { brand: { "@type": "Brand", name: product.brand } }),
    offers: variants.map((variant) => ({
      "@type": "Offer",
      sku: variant.id,
      name: fullTitle(product.title, variant.title),
      price: formatMajor(variant.price, presentation.shop.currency),
      priceCurrency: currency.toUpperCase(),
      availability: availabilityOf[variant.availability],
      url: canonicalUrl,
    })),
  };
  return html`<script type="application/ld+json">${new Html(JSON.stringify(data).replaceAll("<", "\\u003c"))}</script>
`;
}
