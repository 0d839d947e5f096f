/**
 * The demo shop's bearer key and merchant's token. Everybody knows them: they open a shop that listens on loopback
 * only, sells nothing real and is paid in nothing.
 */
export const demoApiKey = "csk_demo_shop_for_agents_on_this_machine";
export const demoAdminToken = "demo_shop_for_merchants_on_this_machine";

/** The demo shop's policies by the last part of their path, `/policies/terms`: served by the shop itself. */
export const demoPolicies: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  terms: {
    title: "Terms of use",
    text: "This is a demo shop. Nothing in it is for sale, no order is filled and no card is charged.",
  },
  privacy: {
    title: "Privacy policy",
    text: "What you enter stays in the database file on this machine. Delete the file and it is gone.",
  },
  returns: {
    title: "Return policy",
    text: "Nothing is sent, so nothing needs to be returned. A real shop would say here how long buyers have.",
  },
  shipping: {
    title: "Shipping policy",
    text: "Standard and Express to addresses in the United States, counted in working days. Nothing is really sent.",
  },
};

/**
 * The demo shop's settings, as the text of a shop.toml: they are read the way a merchant's own are.
 *
 * @param publicBaseUrl where the demo shop answers, without a trailing slash; its policies are there.
 */
export function demoShop(publicBaseUrl: string): string {
  return `
name = "Checkstand Demo Shop"
currency = "usd"
timezone = "America/Los_Angeles"
product_url = "${publicBaseUrl}/products/{handle}"
ucp = "anybody"

[links]
terms_of_use = "${publicBaseUrl}/policies/terms"
privacy_policy = "${publicBaseUrl}/policies/privacy"
return_policy = "${publicBaseUrl}/policies/returns"
shipping_policy = "${publicBaseUrl}/policies/shipping"

[feed.fields]
return_window = 30

[support]
email = "help@shop.example"
hours = "Monday to Friday, 9:00 to 17:00 Pacific time"

[origin]
country = "US"
state = "CA"
city = "Oakland"
postal_code = "94607"

[shipping]
handling_days = 1
cut_off_hour = 14

[[shipping.zones]]
name = "United States"
countries = ["US"]

[[shipping.zones.rates]]
id = "standard"
title = "Standard"
carrier = "USPS"
price = 5.99
transit_days = [3, 5]

[[shipping.zones.rates]]
id = "express"
title = "Express"
carrier = "UPS"
price = 14.99
transit_days = [1, 2]

[[tax.rates]]
name = "California sales tax"
country = "US"
states = ["CA"]
rate = 7.25
# California does not tax delivery by a common carrier that the bill names apart.
on_shipping = false

[stripe]
merchant_id = "acct_demo"
`;
}
