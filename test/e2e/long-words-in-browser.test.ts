import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { BrowserContext } from "playwright-core";
import { pageReply } from "../../src/http/pages/layout.ts";
import { orderPage } from "../../src/http/pages/order-page.ts";
import { mailsOf } from "../../src/mail/order-mails.ts";
import type { Order } from "../../src/orders/order.ts";
import { type ShippedParcel, ship } from "../../src/orders/ship.ts";
import { testShop } from "../checkout/shop.ts";
import { given, lineOf, now, orderOf } from "../orders/orders.ts";
import { eventOf } from "../outbox/orders.ts";
import { describeInBrowser, openBrowser } from "./browser.ts";

setDefaultTimeout(300_000);

const word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhalterung";

/** An order with a parcel under way. */
function sent(title: string, shipment: ShippedParcel): Order {
  return given(ship(orderOf([lineOf("mug", 1, { title })]), { carrier: "Post", ...shipment }, now));
}

function goingTo(name: string): Order {
  const order = sent("Mug", {});
  const { address } = order.fulfillmentDetails ?? {};
  return { ...order, fulfillmentDetails: { address: address && { ...address, name } } };
}

const page = (order: Order) => String(pageReply(testShop, orderPage(order, testShop, now)).body);
const letter = (order: Order) =>
  mailsOf(eventOf(order, "order_create"), { shop: testShop }).map(({ html }) => html);

describeInBrowser("on a phone what a buyer reads of an order is no wider than the screen", () => {
  const open = new AsyncDisposableStack();
  let context: BrowserContext;
  beforeAll(async () => {
    ({ context } = open.use(await openBrowser()));
  });
  afterAll(() => open.disposeAsync());

  test.each([
    ["a title", sent(word, {})],
    ["a name", goingTo(word)],
    ["a tracking number", sent("Mug", { trackingNumber: "9400111899223456".repeat(4) })],
    ["what a carrier tells", sent("Mug", { description: `See https://parcels.example/${word}` })],
  ])("though %s is one long word", async (_, order) => {
    const tab = await context.newPage();
    await tab.setViewportSize({ width: 360, height: 740 });
    for (const shown of [page(order), ...letter(order)]) {
      await tab.setContent(shown);
      const tooWide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await tab.evaluate(tooWide)).toBe(0);
    }
    await tab.close();
  });
});
