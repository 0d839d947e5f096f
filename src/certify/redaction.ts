/** Takes secrets and personal data out of what becomes evidence. */
export interface Redaction {
  text(text: string): string;
  headers(headers: Readonly<Record<string, string>>): Record<string, string>;
  /** Gives a copy of JSON. */
  body(body: unknown): unknown;
}

/** What stands in place of what was taken out. */
const redacted = "[redacted]";

/** Objects about a person or a card: nothing they say is kept, only that it was said. */
const personal: ReadonlySet<string> = new Set([
  "address",
  "authentication_result",
  "billing_address",
  "buyer",
  "credential",
  "destination",
  "destinations",
  "fulfillment_address",
  "fulfillment_details",
  "payment_method",
]);

/** Words inside those objects that say nothing about anybody, and without which an exchange makes no sense. */
const impersonal: ReadonlySet<string> = new Set(["type", "country", "address_country"]);

/** Fields that are secret, or lead to somebody, wherever they are. */
const secretFields: ReadonlySet<string> = new Set([
  "access_url",
  "email",
  "license_key",
  "phone",
  "phone_number",
  "shared_payment_granted_token",
  "token",
]);

/** A signature is none, but lets who has it try keys until one fits. */
const secretHeaders: readonly string[] = ["authorization", "cookie", "set-cookie", "signature"];

const email = /[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi;

/** Buyers' pages: who knows the address sees the order. */
const privatePage = /\/(orders|carts|downloads)\/[\w~.-]+/g;

/**
 * Makes the {@link Redaction} of one run.
 *
 * @param secrets values that are taken out wherever they turn up: keys, tokens.
 * @param headers names of headers whose values are taken out, beside those that are always secret.
 */
export function createRedaction(secrets: readonly string[], headers: readonly string[] = []): Redaction {
  const known = secrets.filter((secret) => secret !== "");
  const hidden = new Set([...secretHeaders, ...headers].map((name) => name.toLowerCase()));

  function text(value: string): string {
    const withoutSecrets = known.reduce((rest, secret) => rest.replaceAll(secret, redacted), value);
    return withoutSecrets.replace(email, redacted).replace(privatePage, `/$1/${redacted}`);
  }

  function body(value: unknown, isPersonal = false): unknown {
    if (typeof value === "string") return isPersonal ? redacted : text(asText(value));
    if (Array.isArray(value)) return value.map((each) => body(each, isPersonal));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        if (secretFields.has(name)) return [name, redacted];
        return [name, body(each, (isPersonal || personal.has(name)) && !impersonal.has(name))];
      }),
    );
  }

  /** Tools say their answer again as a text of JSON: what is taken out of the one is taken out of the other. */
  function asText(value: string): string {
    if (!value.startsWith("{")) return value;
    try {
      return JSON.stringify(body(JSON.parse(value)));
    } catch {
      return value;
    }
  }

  return {
    text,
    body,
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          hidden.has(name.toLowerCase()) ? redacted : text(value),
        ]),
      ),
  };
}
