import { type DigitalGoods, digitalGoodsOf } from "../catalog/digital-goods.ts";
import type { ProductStore, VariantReader } from "../catalog/stores.ts";
import { after, type Instant } from "../clock.ts";
import { DOWNLOAD_LIFETIME, type Download, type DownloadLinks } from "./download-link.ts";
import { fulfillmentOf, withEvent, withFulfillment } from "./fulfillments.ts";
import type { Fulfillment, Order, OrderLineItem } from "./order.ts";
import { orderStatusAfter } from "./status.ts";
import { withQuantities } from "./units.ts";

/**
 * Hands over the digital goods of a new order: of each product that has something to hand out, one link. The others
 * wait for the merchant. In a write job, in the job that makes the order.
 */
export async function handOverDigitalGoods(
  order: Order,
  catalog: VariantReader,
  links: DownloadLinks,
  now: Instant,
): Promise<Order> {
  let handedOver = order;
  for (const fulfillment of order.fulfillments) {
    if (fulfillment.type !== "digital") continue;
    const line = lineOf(order, fulfillment);
    const found = line && (await catalog.sellable(line.variantId));
    const goods = found && digitalGoodsOf(found.product);
    if (goods) handedOver = withGoods(handedOver, fulfillment, goods, links, now);
  }
  return { ...handedOver, status: orderStatusAfter(handedOver) };
}

function withGoods(
  order: Order,
  fulfillment: Fulfillment,
  { downloadUrl, licenseKey }: DigitalGoods,
  links: DownloadLinks,
  now: Instant,
): Order {
  const expiresAt = downloadUrl === undefined ? undefined : after(now, DOWNLOAD_LIFETIME);
  const accessUrl =
    expiresAt && links.linkTo({ orderId: order.id, fulfillmentId: fulfillment.id, expiresAt });
  const delivered = withEvent(fulfillment, "delivered", "delivered", now);
  return withQuantities(
    withFulfillment(order, { ...delivered, digitalDelivery: { accessUrl, licenseKey, expiresAt } }),
    fulfillment.lineItems,
    { fulfilled: 1 },
  );
}

/** What a download link leads to now. */
export type DownloadAnswer =
  | { readonly kind: "goods"; readonly downloadUrl: string }
  | { readonly kind: "expired" }
  /** The goods were canceled, returned or refunded, or the merchant offers them no more. */
  | { readonly kind: "gone" }
  | { readonly kind: "unknown" };

/** What {@link openDownload} reads. */
export interface DownloadReads {
  readonly orders: { find(id: Order["id"]): Promise<Order | undefined> };
  readonly catalog: Pick<ProductStore, "said">;
}

/** Follows a download link. The file may have moved since the sale: where it is now counts. */
export async function openDownload(
  reads: DownloadReads,
  download: Download | undefined,
  now: Instant,
): Promise<DownloadAnswer> {
  const order = download && (await reads.orders.find(download.orderId));
  const fulfillment = order && fulfillmentOf(order, download.fulfillmentId);
  if (!order || !fulfillment) return { kind: "unknown" };
  if (download.expiresAt <= now) return { kind: "expired" };
  const line = lineOf(order, fulfillment, ({ quantity }) => quantity.current > 0);
  const said = line && (await reads.catalog.said(line.productId));
  const downloadUrl = said && digitalGoodsOf(said)?.downloadUrl;
  return downloadUrl === undefined ? { kind: "gone" } : { kind: "goods", downloadUrl };
}

/** The first of a fulfillment's lines; all are of one product. */
function lineOf(
  order: Order,
  { lineItems }: Fulfillment,
  counts: (line: OrderLineItem) => boolean = () => true,
): OrderLineItem | undefined {
  return order.lineItems.find((line) => lineItems.some(({ id }) => id === line.id) && counts(line));
}
