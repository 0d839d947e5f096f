import type { Agent } from "../src/agents/agent.ts";
import type { AuditEntry } from "../src/audit/audit.ts";
import type { Buyer } from "../src/buyers/buyer.ts";
import type { Cart } from "../src/carts/cart.ts";
import type { Override } from "../src/catalog/editing/override.ts";
import type { Product, Variant } from "../src/catalog/product.ts";
import type { SourceOutcome } from "../src/catalog/source.ts";
import type { CheckoutSession } from "../src/checkout/session.ts";
import type { Discount } from "../src/discounts/discount.ts";
import type { DestinationState, PushRecord, SentProduct } from "../src/feed/push/push-state.ts";
import type { Mail } from "../src/mail/mail.ts";
import type { Order } from "../src/orders/order.ts";
import type { PaymentAttempt } from "../src/payments/attempt.ts";
import type { PaymentEvent } from "../src/payments/event.ts";
import type { Refund } from "../src/payments/refund.ts";
import type { SandboxPage } from "../src/payments/sandbox/page.ts";
import type { SandboxCharge } from "../src/payments/sandbox/stores.ts";
import type { SandboxToken } from "../src/payments/sandbox/token.ts";
import type { Invitation, PersonSession, ProgramToken, StaffMember } from "../src/people/person.ts";
import {
  agentPartsAcp,
  attemptInCamelCase,
  buyerInCamelCase,
  cartInCamelCase,
  type Fields,
  forgetsToken,
  namesProtocol,
  orderInCamelCase,
  saleNamesProtocol,
  sessionInCamelCase,
  tokenIsCredential,
  type Upgrade,
} from "./document-upgrades.ts";

/*
 * What the JSON columns of db/schema.ts hold, each kind once. A stored document is `{"v": 2, "data": …}`: the version of
 * its shape, and the document. Documents written before they were stamped have no envelope and are of version 1.
 *
 * To change the shape of a kind, write what leads from the present version to the next in db/document-upgrades.ts and
 * append it to the kind's list; what is in a list never changes again. No row is rewritten for that: a document is
 * upgraded whenever it is read, and stored in the new shape when it is next written. What SQL asks for stands in a
 * column of its own, never in a document.
 */

/** One kind of document, as a column of text holds it. */
export interface DocumentKind<Document extends object> {
  /** The column's text: JSON, stamped with the present version, without the fields that are undefined. */
  write(document: Document): string;
  /**
   * Reads a column's text, upgraded to the present version. The one place where a shape is believed rather than
   * checked: nothing writes these columns but `write` of the same kind, in this version or an earlier one.
   *
   * @throws DocumentTooNew when a later Checkstand wrote it.
   */
  read(text: string): Document;
}

/** A later Checkstand wrote the document. It is left alone: to read it by half could lose what it says. */
export class DocumentTooNew extends Error {
  override readonly name = "DocumentTooNew";

  constructor(kind: string, version: number, known: number) {
    super(
      `A stored ${kind} is of version ${version} and this Checkstand reads versions up to ${known}: a newer one ` +
        "wrote it, and nothing was changed. Start that one, or restore a backup made before it ran.",
    );
  }
}

/**
 * A kind of document.
 *
 * @param name for people.
 * @param upgrades the first leads from version 1 to version 2, and so on.
 */
export function documentKind<Document extends object>(
  name: string,
  upgrades: readonly Upgrade[] = [],
): DocumentKind<Document> {
  const known = upgrades.length + 1;
  return {
    write: (document) => JSON.stringify({ v: known, data: document }),
    read(text) {
      const { v, data } = unstamped(JSON.parse(text));
      if (v > known) throw new DocumentTooNew(name, v, known);
      let document = data;
      for (const upgrade of upgrades.slice(v - 1)) document = upgrade(document);
      return document as Document;
    },
  };
}

/** No document has a number named `v` itself, so none can be taken for an envelope. */
function unstamped(stored: { readonly v?: unknown; readonly data?: Fields } & Fields) {
  return typeof stored.v === "number" && stored.data !== undefined
    ? { v: stored.v, data: stored.data }
    : { v: 1, data: stored as Fields };
}

/** What is stored of an agent besides its id and name. */
export const agentDocument = documentKind<Omit<Agent, "id" | "name">>("agent", [agentPartsAcp]);

/** A product without what has columns of its own. */
export const productDocument =
  documentKind<Omit<Product, "id" | "title" | "published" | "merchantFields" | "variants">>("product");

/** The fields that the merchant set on a product, by name. */
export const merchantFieldsDocument =
  documentKind<Readonly<Record<string, string>>>("product's set of fields");

/** A variant without what has columns of its own. */
export const variantDocument =
  documentKind<Omit<Variant, "id" | "productId" | "price" | "stock" | "backorder">>("variant");

/** One field of a product or variant with the merchant's value. */
export const overrideDocument = documentKind<Override>("change of a product");

/** A product as its source listed it. */
export const sourceProductDocument = documentKind<Product>("product of a source");

export const sourceOutcomeDocument = documentKind<SourceOutcome>("look at a catalogue");

export const sessionDocument = documentKind<CheckoutSession>("checkout session", [
  sessionInCamelCase,
  namesProtocol,
]);

export const cartDocument = documentKind<Cart>("cart", [cartInCamelCase]);

export const discountDocument = documentKind<Discount>("discount");

export const attemptDocument = documentKind<PaymentAttempt>("payment attempt", [
  attemptInCamelCase,
  saleNamesProtocol,
  tokenIsCredential,
]);

export const refundDocument = documentKind<Refund>("refund");

export const paymentEventDocument = documentKind<PaymentEvent>("payment event");

export const buyerDocument = documentKind<Buyer>("buyer", [buyerInCamelCase]);

/** Also an order as it stood when an event told of it. */
export const orderDocument = documentKind<Order>("order", [orderInCamelCase, namesProtocol]);

export const mailDocument = documentKind<Mail>("mail");

export const sandboxChargeDocument = documentKind<SandboxCharge>("charge of the sandbox", [forgetsToken]);

export const sandboxPageDocument = documentKind<SandboxPage>("page of the sandbox");

export const sandboxTokenDocument = documentKind<SandboxToken>("token of the sandbox");

export const feedDestinationDocument = documentKind<DestinationState>("state of a feed's destination");

export const feedPushDocument = documentKind<PushRecord>("push of a feed");

/** What is kept of a product that was sent, besides its id and fingerprint. */
export const sentProductDocument =
  documentKind<Omit<SentProduct, "productId" | "fingerprint">>("product that was sent");

/** With what something was done. */
export const auditDetailsDocument = documentKind<AuditEntry["details"]>("entry of the audit log");

export const personDocument = documentKind<StaffMember>("person of the shop");

export const personSessionDocument = documentKind<PersonSession>("session of a person");

export const invitationDocument = documentKind<Invitation>("invitation");

export const programTokenDocument = documentKind<ProgramToken>("token of a program");
