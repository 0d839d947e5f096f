/** A lamp of which five are left, as a file in the native format lists it. */
export const lampOfFive = {
  id: "lamp",
  title: "Lamp",
  description: { plain: "One of five." },
  url: "https://shop.example/lamp",
  media: [{ type: "image", url: "https://shop.example/lamp.jpg" }],
  variants: [
    {
      id: "lamp",
      title: "Lamp",
      price: { amount: 9900, currency: "USD" },
      availability: { available: true, status: "in_stock" },
      stock: 5,
      requires_shipping: true,
      tax_class: "standard",
    },
  ],
};
