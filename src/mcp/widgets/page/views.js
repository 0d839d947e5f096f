/*
 * What a widget shows of what a tool answered: products as a shelf, one product with its options, a cart with its button,
 * or how far an order is. From a product the buyer gets to the cart, and from the cart to the page where they pay,
 * without another word to the model. Texts are put in as text only, whatever the merchant wrote. The page says before this
 * script: `languages`, the words of each, the first for whoever reads none of them; `money`, what amounts are in.
 */
/* global host, languages, money */

const root = document.getElementById("view");
let words = languages[0];
let format;
let cart;

function speak() {
  const asked = host.locales().flatMap(canonical);
  const locale = asked.find((tag) => languages.some(({ language }) => isIn(tag, language)));
  words = languages.find(({ language }) => locale && isIn(locale, language)) ?? languages[0];
  const digits = { minimumFractionDigits: money.decimals, maximumFractionDigits: money.decimals };
  format = new Intl.NumberFormat(locale ?? "en-US", {
    style: "currency",
    currency: money.currency,
    ...digits,
  });
  document.documentElement.lang = words.language;
  document.querySelector("h1").textContent = words.titles[document.body.dataset.widget];
}
const isIn = (tag, language) => tag.split("-")[0] === language;
const canonical = (tag) => {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll("_", "-"));
  } catch {
    return [];
  }
};
const amountOf = ({ amount }) => format.format(amount / 10 ** money.decimals);
const withName = (text, name) => text.replace("{}", () => name);

const make = (tag, given = {}, ...children) => {
  const { on, ...attributes } = given;
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  if (on) element.addEventListener("click", on);
  element.append(...children.flat(2).filter((child) => child !== undefined && child !== ""));
  return element;
};
const picture = (url, alt) => {
  const blank = () => make("div", { class: "picture", "aria-hidden": "true" });
  if (!/^https?:/.test(url ?? "")) return blank();
  const image = make("img", { class: "picture", src: url, alt, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(blank()), { once: true });
  return image;
};
const put = (...children) => root.replaceChildren(...children.flat());
const price = ({ price: now, list_price: list }, text = "{}") =>
  make(
    "span",
    { class: "price" },
    withName(text, amountOf(now)),
    list && list.amount > now.amount ? make("span", { class: "was" }, amountOf(list)) : "",
  );
const outward = (url, text) => make("button", { class: "plain", on: () => host.open(url) }, text);

/** Calls a tool. What it refuses is said to models, in the chat; the buyer reads that it did not work. */
async function use(tool, input, then) {
  root.classList.add("busy");
  try {
    const result = await host.call(tool, input);
    if (result.isError || !result.structuredContent) throw new Error(`${tool} was refused`);
    then(result.structuredContent, result._meta);
  } catch {
    root.querySelector("[role=alert]")?.remove();
    root.append(make("p", { class: "alert", role: "alert" }, words.failed));
  } finally {
    root.classList.remove("busy");
  }
}

function showProducts({ products }) {
  if (products.length === 0) return put(make("p", { class: "soft" }, words.nothingFound));
  const back = () => showProducts({ products });
  const tile = ({ id, title, brand, image, variants }) => {
    const cheapest = variants.reduce((one, other) => (other.price.amount < one.price.amount ? other : one));
    const differ = variants.some((each) => each.price.amount !== cheapest.price.amount);
    const isThere = variants.some(({ available }) => available);
    return make(
      "li",
      {},
      make(
        "button",
        { on: () => use("get_product", { id }, (found) => showProduct(found, back)) },
        picture(image, ""),
        make("h2", {}, title),
        brand ? make("span", { class: "soft" }, brand) : undefined,
        make("span", { class: "foot" }, price(cheapest, differ ? words.from : "{}")),
        isThere ? undefined : make("span", { class: "alert" }, words.soldOut),
      ),
    );
  };
  const named = { class: "shelf", tabindex: "0", role: "list", "aria-label": words.titles.products };
  put(make("ul", named, products.map(tile)));
}

function showProduct(product, back) {
  const { title, brand, description, image, url, variants } = product;
  const names = [...new Set(variants.flatMap(({ options }) => Object.keys(options)))];
  const first = variants.find(({ available }) => available) ?? variants[0];
  let chosen = { ...first.options };
  const has = (variant, options) => names.every((name) => variant.options[name] === options[name]);
  const choice = (name, value) => {
    const choiceOfIt = { ...chosen, [name]: value };
    const fits = variants.find((each) => has(each, choiceOfIt));
    const choose = () => {
      chosen = fits ? choiceOfIt : { ...variants.find(({ options }) => options[name] === value).options };
      draw();
      root.querySelector(`[data-option="${CSS.escape(name + value)}"]`)?.focus();
    };
    const pressed = String(chosen[name] === value);
    const gone = !fits?.available;
    return make(
      "button",
      { "data-option": name + value, "aria-pressed": pressed, "data-gone": gone, on: choose },
      value,
    );
  };
  const group = (name) => {
    const values = [...new Set(variants.map(({ options }) => options[name]).filter(Boolean))];
    const choices = values.map((value) => choice(name, value));
    return make("fieldset", {}, make("legend", {}, name), make("div", { class: "chips" }, choices));
  };
  const draw = () => {
    const variant = names.length === 0 ? first : variants.find((each) => has(each, chosen));
    const canBuy = variant?.available;
    const buy = { class: "act", disabled: !canBuy, on: () => add(variant, title) };
    const text = make(
      "div",
      {},
      make("div", {}, make("h2", {}, title), brand ? make("p", { class: "soft" }, brand) : undefined),
      variant ? price(variant) : undefined,
      names.map(group),
      make("button", buy, canBuy ? words.addToCart : words.soldOut),
      description ? make("p", { class: "soft words" }, description) : undefined,
      url ? outward(url, words.moreAboutIt) : undefined,
    );
    put(
      back ? make("button", { class: "plain", on: back }, words.allProducts) : [],
      make("article", { class: "product" }, make("div", {}, picture(image, title)), text),
    );
  };
  draw();
}

const linesOf = (of) => of.line_items.map(({ id, quantity }) => ({ id, quantity }));

function add(variant, title) {
  const lines = cart ? linesOf(cart) : [];
  const line = lines.find(({ id }) => id === variant.id);
  if (line) line.quantity += 1;
  else lines.push({ id: variant.id, quantity: 1 });
  const input = cart ? { cart_id: cart.cart_id, line_items: lines } : { line_items: lines };
  use(cart ? "update_cart" : "create_cart", input, (found, meta) => {
    showCart(found, meta);
    host.told(`The buyer put “${title}” (variant ${variant.id}) into the cart ${found.cart_id}.`);
  });
}

function change(id, by) {
  const lines = linesOf(cart)
    .map((line) => (line.id === id ? { ...line, quantity: line.quantity + by } : line))
    .filter(({ quantity }) => quantity > 0);
  use("update_cart", { cart_id: cart.cart_id, line_items: lines }, (found, meta) => {
    showCart(found, meta);
    const now = linesOf(found).map((line) => `${line.quantity} of variant ${line.id}`);
    host.told(`The buyer changed the cart ${found.cart_id}: ${now.join(", ")}.`);
  });
}

function cartLine({ id, title, options, image, quantity, available, total }, isOnly) {
  const step = (by, text, sign) => {
    const label = withName(text, title);
    const disabled = by < 0 && quantity === 1 && isOnly;
    return make("button", { "aria-label": label, disabled, on: () => change(id, by) }, sign);
  };
  return make(
    "li",
    {},
    picture(image, ""),
    make("h2", {}, title),
    make("span", { class: "price" }, amountOf(total)),
    options ? make("span", { class: "soft" }, options) : undefined,
    available ? undefined : make("span", { class: "alert" }, words.soldOut),
    make(
      "div",
      { class: "stepper" },
      step(-1, words.oneFewer, "−"),
      make("span", {}, String(quantity)),
      step(1, words.oneMore, "+"),
    ),
  );
}

function showCart(found, meta) {
  cart = found;
  const { line_items: lines, totals, code, note, url } = found;
  const messages = meta?.["checkstand/messages"]?.[words.language] ?? found.messages;
  const row = ({ type, label, display, amount }) => [
    make("dt", {}, words.totals[type] ?? label),
    make("dd", {}, `${display.startsWith("-") ? "−" : ""}${amountOf({ amount })}`),
  ];
  put(
    make(
      "section",
      { class: "cart", "aria-label": words.titles.cart },
      make(
        "ul",
        { class: "lines", role: "list" },
        lines.map((line) => cartLine(line, lines.length === 1)),
      ),
      code ? make("p", { class: "soft" }, `${words.discountCode}${words.colon}${code}`) : undefined,
      note ? make("p", { class: "soft" }, `${words.note}${words.colon}${note}`) : undefined,
      messages.map((message) => make("p", { class: "alert" }, message)),
      make("dl", {}, totals.map(row)),
      make("button", { class: "act", on: () => host.open(url) }, words.toCheckout),
      make("p", { class: "soft" }, words.paidThere),
    ),
  );
}

/** How many of the three steps an order has behind it; a canceled one is on no way. */
const reached = { created: 0, confirmed: 0, manual_review: 0, processing: 0, shipped: 1, completed: 2 };

function orderSteps(status) {
  if (reached[status] === undefined) return make("p", { class: "alert" }, words.standing[status]);
  const step = (text, index) =>
    make(
      "li",
      {
        class: index <= reached[status] ? "done" : undefined,
        "aria-current": index === reached[status] ? "step" : undefined,
      },
      text,
    );
  return make("ol", { class: "steps", "aria-label": words.progress }, words.steps.map(step));
}

function showOrder({
  status,
  order_number: number,
  line_items: lines = [],
  fulfillments = [],
  permalink_url: url,
}) {
  const bought = ({ title, quantity: { current } }) =>
    make(
      "li",
      {},
      make("h2", { style: "grid-column: 1 / 3" }, title),
      make("span", { class: "price" }, `× ${current}`),
    );
  const parcel = ({ type, status: at, carrier, tracking_number: tracking, tracking_url: where }) => {
    const text = [words.headings[type]?.[at], carrier, tracking].filter(Boolean).join(" · ");
    const isLink = /^https?:/.test(where ?? "");
    return make("p", { class: "soft" }, words.delivery + words.colon, isLink ? outward(where, text) : text);
  };
  const goods = lines.filter(({ quantity }) => quantity.current > 0);
  put(
    make(
      "section",
      { class: "cart", "aria-label": words.titles.order },
      make("h2", {}, number ? withName(words.orderNumber, number) : words.titles.order),
      orderSteps(status),
      make("ul", { class: "lines", role: "list" }, goods.map(bought)),
      fulfillments.map(parcel),
      url ? outward(url, words.wholeOrder) : undefined,
    ),
  );
}

host.shown(({ structuredContent: found, isError, _meta: meta }) => {
  speak();
  if (isError || !found) put(make("p", { class: "soft" }, words.failed));
  else if (found.products) showProducts(found);
  else if (found.cart_id) showCart(found, meta);
  else if (found.variants) showProduct(found);
  else if (found.status) showOrder(found);
});
