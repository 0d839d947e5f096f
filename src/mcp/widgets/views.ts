/**
 * What a widget shows of what a tool answered: products as a shelf, one product with its options, a cart with its button,
 * or how far an order is. From a product the buyer gets to the cart, and from the cart to the page where they pay,
 * without another word to the model. Texts are put in as text only, whatever the merchant wrote.
 */
export const viewsScript = `
const root = document.getElementById("view");
let cart;
const make = (tag, given = {}, ...children) => {
  const { on, ...attributes } = given;
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
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
const price = ({ price, list_price: list }) => make("span", { class: "price" }, price.display, list && list.amount > price.amount ? make("span", { class: "was" }, list.display) : "");
const outward = (url, words) => make("button", { class: "plain", on: () => host.open(url) }, words);

async function use(tool, input, then) {
  root.classList.add("busy");
  try {
    const result = await host.call(tool, input);
    if (result.isError) throw new Error(result.content?.[0]?.text);
    then(result.structuredContent);
  } catch (error) {
    root.querySelector("[role=alert]")?.remove();
    root.append(make("p", { class: "alert", role: "alert" }, error.message || "That did not work. Ask in the chat."));
  } finally {
    root.classList.remove("busy");
  }
}

function showProducts({ products }) {
  if (products.length === 0) return put(make("p", { class: "soft" }, "Nothing here matches."));
  put(make("ul", { class: "shelf", tabindex: "0", role: "list", "aria-label": "Products" }, products.map((product) => {
    const { id, title, brand, image, variants } = product;
    const cheapest = variants.reduce((one, other) => other.price.amount < one.price.amount ? other : one);
    const differ = variants.some(({ price }) => price.amount !== cheapest.price.amount);
    const stock = variants.some(({ available }) => available) ? undefined : make("span", { class: "alert" }, "Sold out");
    return make("li", {}, make("button", { on: () => use("get_product", { id }, (found) => showProduct(found, () => showProducts({ products }))) },
      picture(image, ""), make("h2", {}, title), brand ? make("span", { class: "soft" }, brand) : undefined,
      make("span", { class: "foot" }, differ ? "from " : "", price(cheapest)), stock));
  })));
}

function showProduct(product, back) {
  const { title, brand, description, image, url, variants } = product;
  const names = [...new Set(variants.flatMap(({ options }) => Object.keys(options)))];
  const first = variants.find(({ available }) => available) ?? variants[0];
  let chosen = { ...first.options };
  const has = (variant, options) => names.every((name) => variant.options[name] === options[name]);
  const draw = () => {
    const variant = names.length === 0 ? first : variants.find((each) => has(each, chosen));
    const groups = names.map((name) => make("fieldset", {}, make("legend", {}, name), make("div", { class: "chips" },
      [...new Set(variants.map(({ options }) => options[name]).filter(Boolean))].map((value) => {
        const with_ = { ...chosen, [name]: value };
        const fits = variants.find((each) => has(each, with_));
        const choose = () => {
          chosen = fits ? with_ : { ...variants.find(({ options }) => options[name] === value).options };
          draw();
          root.querySelector('[data-option="' + CSS.escape(name + value) + '"]')?.focus();
        };
        return make("button", { "data-option": name + value, "aria-pressed": String(chosen[name] === value), "data-gone": fits?.available ? false : true, on: choose }, value);
      }))));
    const canBuy = variant?.available;
    put(back ? make("button", { class: "plain", on: back }, "All products") : [], make("article", { class: "product" }, make("div", {}, picture(image, title)), make("div", {},
      make("div", {}, make("h2", {}, title), brand ? make("p", { class: "soft" }, brand) : undefined), variant ? price(variant) : undefined, groups,
      make("button", { class: "act", disabled: !canBuy, on: () => add(variant, title) }, canBuy ? "Add to cart" : "Sold out"),
      description ? make("p", { class: "soft words" }, description) : undefined,
      url ? outward(url, "More about it") : undefined)));
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
  use(cart ? "update_cart" : "create_cart", input, (found) => {
    showCart(found);
    host.told("The buyer put “" + title + "” (variant " + variant.id + ") into the cart " + found.cart_id + ".");
  });
}

function change(id, by) {
  const lines = linesOf(cart).map((line) => line.id === id ? { ...line, quantity: line.quantity + by } : line).filter(({ quantity }) => quantity > 0);
  use("update_cart", { cart_id: cart.cart_id, line_items: lines }, (found) => {
    showCart(found);
    host.told("The buyer changed the cart " + found.cart_id + ": " + linesOf(found).map(({ id, quantity }) => quantity + " of variant " + id).join(", ") + ".");
  });
}

function showCart(found) {
  cart = found;
  const { line_items: lines, totals, messages, code, note, url } = found;
  put(make("section", { class: "cart", "aria-label": "Cart" }, make("ul", { class: "lines", role: "list" }, lines.map(({ id, title, options, image, quantity, available, total }) => make("li", {},
    picture(image, ""), make("h2", {}, title), make("span", { class: "price" }, total.display),
    options ? make("span", { class: "soft" }, options) : undefined, available ? undefined : make("span", { class: "alert" }, "Sold out"),
    make("div", { class: "stepper" },
      make("button", { "aria-label": "One fewer of " + title, disabled: quantity === 1 && lines.length === 1, on: () => change(id, -1) }, "−"), make("span", {}, String(quantity)),
      make("button", { "aria-label": "One more of " + title, on: () => change(id, 1) }, "+"))))),
    code ? make("p", { class: "soft" }, "Discount code: " + code) : undefined, note ? make("p", { class: "soft" }, "Note: " + note) : undefined,
    messages.map((message) => make("p", { class: "alert" }, message)),
    make("dl", {}, totals.map(({ label, display }) => [make("dt", {}, label), make("dd", {}, display)])),
    make("button", { class: "act", on: () => host.open(url) }, "Check out"),
    make("p", { class: "soft" }, "You pay on the shop's own page. Nothing is bought before.")));
}

const way = { created: 0, confirmed: 0, manual_review: 0, processing: 0, shipped: 1, completed: 2 };
function showOrder({ status, order_number: number, line_items: lines = [], fulfillments = [], permalink_url: url }) {
  const reached = way[status];
  const steps = reached === undefined ? make("p", { class: "alert" }, "This order was canceled.") : make("ol", { class: "steps", "aria-label": "Progress" },
    ["Confirmed", "Sent", "Delivered"].map((step, index) => make("li", { class: index <= reached ? "done" : undefined, "aria-current": index === reached ? "step" : undefined }, step)));
  put(make("section", { class: "cart", "aria-label": "Order" }, make("h2", {}, number ? "Order " + number : "Your order"), steps,
    make("ul", { class: "lines", role: "list" }, lines.filter(({ quantity }) => quantity.current > 0).map(({ title, quantity }) => make("li", {}, make("h2", { style: "grid-column: 1 / 3" }, title), make("span", { class: "price" }, "× " + quantity.current)))),
    fulfillments.map(({ status, carrier, tracking_number: tracking, tracking_url: where }) => {
      const words = [status.replaceAll("_", " "), carrier, tracking].filter(Boolean).join(" · ");
      return make("p", { class: "soft" }, "Delivery: ", /^https?:/.test(where ?? "") ? outward(where, words) : words);
    }),
    url ? outward(url, "Everything about this order") : undefined));
}

host.shown(({ structuredContent: found, isError, content }) => {
  if (isError || !found) put(make("p", { class: "soft" }, content?.[0]?.text ?? "There is nothing to show."));
  else if (found.products) showProducts(found);
  else if (found.cart_id) showCart(found);
  else if (found.variants) showProduct(found);
  else if (found.status) showOrder(found);
});
`;
