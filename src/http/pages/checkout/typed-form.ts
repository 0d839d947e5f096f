import { type FulfillmentDetails, saysSomething } from "../../../address.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { type AddressPart, addressFormOf, isOptional } from "./address-form.ts";
import { subdivisionsOf } from "./subdivisions.ts";

/** What can be wrong with a field. */
export type FieldMistake =
  | "missing"
  | "email"
  | "postalCode"
  | "state"
  | "country"
  | "tooLong"
  | "phone"
  | "quantity"
  | "delivery";

/** The form as its buyer typed it: shown again as it is whenever something of it is wrong. */
export interface TypedForm {
  readonly email: string;
  readonly address: Readonly<Record<AddressPart, string>>;
  /** The option chosen; empty for none. */
  readonly delivery: string;
  readonly code: string;
  /** Quantities by line item id, where they were typed. */
  readonly quantities: ReadonlyMap<string, string>;
  /** The code that is to be taken off again. */
  readonly removedCode: string | undefined;
}

/** Mistakes by the name of their field. */
export type FormMistakes = ReadonlyMap<string, FieldMistake>;

export const addressParts = [
  "name",
  "country",
  "lineOne",
  "lineTwo",
  "city",
  "state",
  "postalCode",
  "phone",
] as const satisfies readonly AddressPart[];

/** More than any line of an address, characters. */
const LONGEST = 200;

/** What stands before the id of a line in the name of its quantity. */
const quantityPrefix = "quantity.";

/** The name of the field in which a line's quantity is typed. */
export function quantityField(lineItemId: string): string {
  return `${quantityPrefix}${lineItemId}`;
}

/** Reads the fields of the page. What is absent counts as it stands on the session. */
export function readTypedForm(fields: URLSearchParams, session: CheckoutSession): TypedForm {
  const known = formOf(session);
  const said = (name: string, otherwise: string) => (fields.get(name) ?? otherwise).trim();
  const address = { ...known.address };
  for (const part of addressParts) address[part] = said(part, known.address[part]);
  const quantities = new Map<string, string>();
  for (const [name, value] of fields)
    if (name.startsWith(quantityPrefix)) quantities.set(name.slice(quantityPrefix.length), value.trim());
  return {
    email: said("email", known.email),
    address,
    delivery: said("delivery", known.delivery),
    code: said("code", ""),
    quantities,
    removedCode: fields.get("remove_code") ?? undefined,
  };
}

/** The form as the session fills it. */
export function formOf({ buyer, fulfillmentDetails, selections }: CheckoutSession): TypedForm & {
  readonly address: Record<AddressPart, string>;
} {
  const { address, name, phoneNumber, email } = fulfillmentDetails ?? {};
  const buyerName = buyer?.fullName ?? [buyer?.firstName, buyer?.lastName].filter((part) => part).join(" ");
  return {
    email: buyer?.email ?? email ?? "",
    address: {
      name: address?.name ?? name ?? buyerName,
      country: address?.country ?? "",
      lineOne: address?.lineOne ?? "",
      lineTwo: address?.lineTwo ?? "",
      city: address?.city ?? "",
      state: address?.state ?? "",
      postalCode: address?.postalCode ?? "",
      phone: phoneNumber ?? buyer?.phoneNumber ?? "",
    },
    delivery: selections[0]?.optionId ?? "",
    code: "",
    quantities: new Map(),
    removedCode: undefined,
  };
}

/** What of a form is judged. */
export interface FormRules {
  readonly needsAddress: boolean;
  /** The countries that are delivered to, upper case. */
  readonly countries: readonly string[];
  /** Whether what is not filled in is a mistake yet. */
  readonly isComplete: boolean;
}

/** Finds the mistakes of a form. */
export function mistakesIn(form: TypedForm, rules: FormRules): FormMistakes {
  const mistakes = new Map<string, FieldMistake>();
  const note = (field: string, mistake: FieldMistake | undefined) => {
    const isEarly = mistake === "missing" && !rules.isComplete;
    if (mistake !== undefined && !isEarly) mistakes.set(field, mistake);
  };
  note("email", emailMistake(form.email));
  if (rules.needsAddress) {
    const { country } = form.address;
    for (const part of ["country", ...addressFormOf(country).rows.flat()] as const)
      note(part, partMistake(part, form.address[part], country, rules));
  }
  for (const [id, typed] of form.quantities)
    if (!/^\d{1,6}$/.test(typed)) note(quantityField(id), "quantity");
  return mistakes;
}

/** One `@` with something on both sides and a dot behind it: what a mail server will say, only it knows. */
function emailMistake(email: string): FieldMistake | undefined {
  if (email === "") return "missing";
  if (email.length > LONGEST) return "tooLong";
  return /^[^\s@<>,;"()]+@[^\s@<>,;"()]+\.[^\s@<>,;"().]+$/.test(email) ? undefined : "email";
}

function partMistake(
  part: AddressPart,
  typed: string,
  country: string,
  { countries }: FormRules,
): FieldMistake | undefined {
  if (typed === "") return isOptional(part, country) ? undefined : "missing";
  if (typed.length > LONGEST) return "tooLong";
  switch (part) {
    case "country":
      return countries.includes(typed) ? undefined : "country";
    case "postalCode": {
      const { postalCode } = addressFormOf(country);
      return postalCode === undefined || postalCode.test(typed.toUpperCase()) ? undefined : "postalCode";
    }
    case "state":
      return subdivisionsOf(country).some(({ code }) => code === typed) ? undefined : "state";
    case "name":
    case "lineOne":
    case "city":
      return saysSomething(typed) ? undefined : "missing";
    case "phone":
      return /^\+?[\d\s()./-]{5,30}$/.test(typed) ? undefined : "phone";
    default:
      return undefined;
  }
}

/** Who receives the goods, of a form without mistakes; absent while the address is not whole. */
export function detailsOf(
  { email, address }: TypedForm,
  { needsAddress }: Pick<FormRules, "needsAddress">,
): FulfillmentDetails | undefined {
  const { country, phone, lineTwo } = address;
  const form = addressFormOf(country);
  const parts = form.rows.flat();
  const isWhole = country !== "" && parts.every((part) => address[part] !== "" || isOptional(part, country));
  if (!needsAddress || !isWhole) return undefined;
  return {
    name: address.name,
    email: email || undefined,
    phoneNumber: phone || undefined,
    address: {
      name: address.name,
      lineOne: address.lineOne,
      lineTwo: lineTwo || undefined,
      city: address.city,
      state: form.needsState ? address.state : "",
      postalCode: form.hasPostalCode ? address.postalCode.toUpperCase() : "",
      country,
    },
  };
}
