import type { Answers } from "./questions.ts";

/** The text of a shop.toml that says what was answered, and by comments what else could be said. */
export function shopFileOf(answers: Answers): string {
  return [
    basics(answers),
    links(answers),
    support(answers),
    origin(answers),
    stripe(answers),
    shipping(answers),
    tax(answers),
  ].join("\n\n");
}

/** `key = "value"`, or the same as a comment with an example when nothing was answered. */
function line(key: string, value: string | undefined, example: string): string {
  return value === undefined ? `# ${key} = ${quoted(example)}` : `${key} = ${quoted(value)}`;
}

/** JSON's strings are strings of TOML, too. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function basics(answers: Answers): string {
  return `# What this shop has decided. Every key there is: checkstand settings example. Secrets come from the environment.
# Amounts are in major units: 5.99 is five dollars and 99 cents.

${line("name", answers.get("name"), "My Shop")}
${line("currency", answers.get("currency"), "usd")}
${line("timezone", answers.get("timezone"), "UTC")}
# Where your own site shows products. Without it the feed leads to small pages of this server.
${line("product_url", answers.get("product-url"), "https://shop.example/products/{handle}")}
# prices_include_tax = false            # true: prices are what the buyer pays, tax within

# "stripe" needs STRIPE_SECRET_KEY in the environment. "sandbox" sells nothing for real.
${line("payments", answers.get("payments"), "sandbox")}`;
}

function links(answers: Answers): string {
  return `# Pages that agents show to buyers.
[links]
${line("terms_of_use", answers.get("terms"), "https://shop.example/terms")}
${line("privacy_policy", answers.get("privacy"), "https://shop.example/privacy")}
${line("return_policy", answers.get("returns"), "https://shop.example/returns")}`;
}

function support(answers: Answers): string {
  return `# How buyers reach a person.
[support]
${line("email", answers.get("email"), "help@shop.example")}
# phone = "+1 510 555 0100"`;
}

function origin(answers: Answers): string {
  return `# Where orders are sent from.
[origin]
${line("country", answers.get("country"), "US")}
${line("state", answers.get("state"), "CA")}
${line("city", answers.get("city"), "Oakland")}
${line("postal_code", answers.get("postal-code"), "94607")}`;
}

function stripe(answers: Answers): string {
  return `[stripe]
${line("merchant_id", answers.get("merchant-id"), "acct_1234567890")}
# capture = "manual"                    # take the money when the order ships`;
}

function shipping(answers: Answers): string {
  const price = answers.get("shipping-price");
  const general = `[shipping]
handling_days = 1                       # working days between the order and the parcel leaving
cut_off_hour = 14                       # orders from 14:00 on count as the next day's`;
  const zone = `[[shipping.zones]]
name = "Standard"
countries = [${(answers.get("ship-to") ?? "US").split(",").map(quoted).join(", ")}]

[[shipping.zones.rates]]
id = "standard"
title = "Standard"
price = ${price ?? "5.99"}
transit_days = [3, 5]                   # fewest and most working days on the way`;
  return `${general}\n\n${price === undefined ? commentedOut(zone) : zone}`;
}

function tax(answers: Answers): string {
  const rate = answers.get("tax-rate");
  const state = answers.get("state");
  const rates = `[[tax.rates]]
name = "Sales tax"
country = ${quoted(answers.get("country") ?? "US")}
${state === undefined ? "" : `states = [${quoted(state)}]\n`}rate = ${rate ?? "7.25"}                             # percent
on_shipping = true                      # whether shipping is taxed, too`;
  return `${rate === undefined ? commentedOut(rates) : rates}\n`;
}

function commentedOut(text: string): string {
  return text.replace(/^(?=.)/gm, "# ");
}
