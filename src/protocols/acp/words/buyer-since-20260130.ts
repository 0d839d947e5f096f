import { type Static, Type } from "@sinclair/typebox";
import type { Buyer } from "../../../buyers/buyer.ts";
import { maybe } from "../../../operations/fields.ts";
import { closed, DateTime, Email, emptyableText, enumeration, list, open, said, text } from "./fields.ts";

/** The buyer from 2026-01-30 on: every field as it was sent, and only an e-mail address for sure. */
export const BuyerAnswerSince20260130 = closed({
  first_name: maybe(Type.String()),
  last_name: maybe(Type.String()),
  full_name: maybe(Type.String()),
  email: Type.String({ format: "email" }),
  phone_number: maybe(Type.String()),
  customer_id: maybe(Type.String()),
  account_type: maybe(enumeration(["guest", "registered", "business"])),
  authentication_status: maybe(enumeration(["authenticated", "guest", "requires_signin"])),
  company: maybe(
    closed({
      name: Type.String(),
      tax_id: maybe(Type.String()),
      department: maybe(Type.String()),
      cost_center: maybe(Type.String()),
    }),
  ),
  loyalty: maybe(
    closed({
      tier: maybe(Type.String()),
      points_balance: maybe(Type.Integer()),
      member_since: maybe(DateTime),
    }),
  ),
  tax_exemption: maybe(
    closed({
      certificate_id: Type.String(),
      certificate_type: enumeration(["resale", "exempt_organization", "government"]),
      exempt_regions: maybe(Type.Array(Type.String())),
      expires_at: maybe(DateTime),
    }),
  ),
});

/** Shows a buyer as the agent described them. */
export function encodeBuyerSince20260130(buyer: Buyer): Static<typeof BuyerAnswerSince20260130> {
  const { company, loyalty, taxExemption: exemption } = buyer;
  return {
    first_name: buyer.firstName,
    last_name: buyer.lastName,
    full_name: buyer.fullName,
    email: buyer.email,
    phone_number: buyer.phoneNumber,
    customer_id: buyer.customerId,
    account_type: buyer.accountType,
    authentication_status: buyer.authenticationStatus,
    company: company && {
      name: company.name,
      tax_id: company.taxId,
      department: company.department,
      cost_center: company.costCenter,
    },
    loyalty: loyalty && {
      tier: loyalty.tier,
      points_balance: loyalty.pointsBalance,
      member_since: loyalty.memberSince,
    },
    tax_exemption: exemption && {
      certificate_id: exemption.certificateId,
      certificate_type: exemption.certificateType,
      exempt_regions: exemption.exemptRegions && [...exemption.exemptRegions],
      expires_at: exemption.expiresAt,
    },
  };
}

/** The buyer from 2026-01-30 on. `name` is common in the field and accepted for `full_name`. */
export const BuyerRequestSince20260130 = open({
  email: Email,
  first_name: Type.Optional(emptyableText(128)),
  last_name: Type.Optional(emptyableText(128)),
  full_name: Type.Optional(emptyableText(256)),
  name: Type.Optional(emptyableText(256, { description: "Another name for `full_name`." })),
  phone_number: Type.Optional(emptyableText(40)),
  customer_id: Type.Optional(emptyableText(256)),
  account_type: Type.Optional(enumeration(["guest", "registered", "business"])),
  authentication_status: Type.Optional(enumeration(["authenticated", "guest", "requires_signin"])),
  company: Type.Optional(
    open({
      name: text(256),
      tax_id: Type.Optional(emptyableText(64)),
      department: Type.Optional(emptyableText(256)),
      cost_center: Type.Optional(emptyableText(64)),
    }),
  ),
  loyalty: Type.Optional(
    open({
      tier: Type.Optional(emptyableText(64)),
      points_balance: Type.Optional(
        Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
      ),
      member_since: Type.Optional(DateTime),
    }),
  ),
  tax_exemption: Type.Optional(
    open({
      certificate_id: text(256),
      certificate_type: enumeration(["resale", "exempt_organization", "government"]),
      exempt_regions: Type.Optional(list(text(64), 100)),
      expires_at: Type.Optional(DateTime),
    }),
  ),
});

/** Reads a buyer. */
export function decodeBuyerSince20260130(buyer: Static<typeof BuyerRequestSince20260130>): Buyer {
  const { company, loyalty, tax_exemption: exemption } = buyer;
  return {
    email: buyer.email,
    firstName: said(buyer.first_name),
    lastName: said(buyer.last_name),
    fullName: said(buyer.full_name) ?? said(buyer.name),
    phoneNumber: said(buyer.phone_number),
    customerId: said(buyer.customer_id),
    accountType: buyer.account_type,
    authenticationStatus: buyer.authentication_status,
    company: company && {
      name: company.name,
      taxId: company.tax_id,
      department: company.department,
      costCenter: company.cost_center,
    },
    loyalty: loyalty && {
      tier: loyalty.tier,
      pointsBalance: loyalty.points_balance,
      memberSince: loyalty.member_since,
    },
    taxExemption: exemption && {
      certificateId: exemption.certificate_id,
      certificateType: exemption.certificate_type,
      exemptRegions: exemption.exempt_regions,
      expiresAt: exemption.expires_at,
    },
  };
}
