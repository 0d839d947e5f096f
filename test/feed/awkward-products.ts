import type { Product } from "../../src/catalog/product.ts";
import { instant } from "../../src/clock.ts";
import { minor } from "../../src/money.ts";
import { productOf, variantOf } from "../catalog/products.ts";

/** Products whose texts, options and numbers trip over the special characters of every format. */
export function awkwardProducts(): Product[] {
  const texts = [
    "Quotes \"double\" and 'single', commas, semicolons; tabs\tand | pipes",
    "Lines\nof\r\ntext\n\n\nwith gaps",
    "<p>Markup &amp; <b>entities</b> &lt;kept&gt; as text</p><ul><li>One</li><li>Two</li></ul>",
    "Größe, naïve, 日本語, العربية, emoji 👩🏽‍🚀 and 𝄞",
    "]]> CDATA ends, <!-- comments -->, &amp;amp; twice, \u0000\u0008 controls \u2028 separators",
    "=1+1 -2 @cmd formulas, \\ backslashes \\n, {braces} $dollar %s",
    "   spaces   around   ",
    "A".repeat(40).concat(" ").repeat(200),
  ];
  return texts.map((text, index) => {
    const id = `awkward-${index}`;
    return productOf(id, {
      title: text,
      description: { html: `<div>${text}</div>` },
      brand: text,
      handle: text.slice(0, 30).toWellFormed(),
      categories: [{ value: `${text.slice(0, 40)} > Second`, taxonomy: "merchant" }],
      attributes: { material: text, mpn: "M-1" },
      merchantFields: {
        q_and_a: JSON.stringify([{ q: text, a: text }]),
        review_count: "3",
        star_rating: "4.25",
      },
      variants: [
        variantOf(id, `${id}-one`, {
          title: text,
          options: [
            { name: "Color", value: text },
            { name: text, value: text },
          ],
          barcodes: [],
          sale: { price: minor(1), startsAt: instant(0), endsAt: instant(4_000_000_000_000) },
        }),
        variantOf(id, `${id}-two`, { title: `${text} Two`, stock: null, price: minor(123_456_789) }),
      ],
    });
  });
}
