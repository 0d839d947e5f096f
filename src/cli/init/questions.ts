import { type Currency, parseCurrency } from "../../money.ts";
import { merchantId } from "../../settings/payments.ts";
import {
  amount,
  country,
  currency,
  email,
  oneOf,
  percent,
  type Rule,
  state,
  timezone,
  webAddress,
  words,
} from "../../settings/rule.ts";
import { productUrl } from "../../settings/shop.ts";

/** What was answered, by the question's flag; nothing for a question that was passed over. */
export type Answers = ReadonlyMap<string, string>;

/** One thing a shop.toml says, as a flag and as a question. */
export interface ShopQuestion {
  readonly flag: string;
  readonly what: string;
  /** What may be answered, in the light of the answers before. */
  readonly rule: (answers: Answers) => Rule<string>;
  /** Taken when nothing is answered. Without it something has to be, unless the question is optional. */
  readonly standard?: (answers: Answers) => string;
  readonly isOptional?: (answers: Answers) => boolean;
  /** Whether it is asked at all; otherwise it is. */
  readonly when?: (answers: Answers) => boolean;
}

const always = () => true;

/** Where each state or province has a tax of its own: one rate for the whole country would be wrong nearly everywhere. */
function taxesByState(answers: Answers): boolean {
  return ["US", "CA"].includes(answers.get("country") ?? "");
}

/** In the order they are asked. */
export const questions: readonly ShopQuestion[] = [
  { flag: "name", what: "Name of the shop", rule: () => words },
  { flag: "currency", what: "Currency", rule: () => currency, standard: () => "usd" },
  {
    flag: "timezone",
    what: "Time zone",
    rule: () => timezone,
    standard: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
  { flag: "country", what: "Country that orders are sent from", rule: () => country },
  {
    flag: "state",
    what: "State or province",
    rule: () => state,
    isOptional: (answers) => !taxesByState(answers),
  },
  { flag: "city", what: "City", rule: () => words },
  { flag: "postal-code", what: "Postal code", rule: () => words },
  { flag: "terms", what: "Address of your terms of use", rule: () => webAddress },
  { flag: "privacy", what: "Address of your privacy policy", rule: () => webAddress },
  { flag: "returns", what: "Address of your return policy", rule: () => webAddress, isOptional: always },
  { flag: "email", what: "E-mail address for buyers' questions", rule: () => email, isOptional: always },
  {
    flag: "product-url",
    what: "Address of a product's page on your own site, with {handle} in it (none: small pages of this server)",
    rule: () => productUrl,
    isOptional: always,
  },
  {
    flag: "ship-to",
    what: "Countries you ship to, with commas between",
    rule: () => countries,
    standard: (answers) => answers.get("country") ?? "",
  },
  {
    flag: "shipping-price",
    what: "Price of standard shipping (none: digital goods only)",
    rule: (answers) => asWritten(amount(currencyIn(answers))),
    isOptional: always,
  },
  {
    flag: "tax-rate",
    what: "Percent of tax where you are",
    rule: () => asWritten(percent),
    isOptional: always,
  },
  {
    flag: "payments",
    what: "Payments: stripe, or sandbox to sell nothing for real",
    rule: () => oneOf("stripe", "sandbox"),
    standard: () => "sandbox",
  },
  {
    flag: "merchant-id",
    what: "Your id at Stripe (acct_… or profile_…)",
    rule: () => merchantId,
    when: (answers) => answers.get("payments") === "stripe",
  },
];

/** The shop's currency, once it was answered. */
function currencyIn(answers: Answers): Currency {
  return parseCurrency(answers.get("currency") ?? "") ?? currency.standIn;
}

/** Checks a value but keeps the words, for a file that a person will read. */
function asWritten<Value>(rule: Rule<Value>): Rule<string> {
  return {
    ...rule,
    standIn: "",
    read: (found) => (rule.read(found) === undefined ? undefined : String(found).replace("%", "").trim()),
  };
}

const countries: Rule<string> = {
  allowed: 'countries as ISO 3166-1 writes them, with commas between: "US,CA"',
  standIn: "",
  read(found) {
    const codes = String(found)
      .split(",")
      .map((code) => country.read(code));
    return codes.every((code) => code !== undefined) ? codes.join(",") : undefined;
  },
};
