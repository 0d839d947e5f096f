import type { Product } from "../../../src/catalog/product.ts";
import { asId, type ProductId, type VariantId } from "../../../src/ids.ts";
import { minor } from "../../../src/money.ts";
import { makeWords, randomNumbers, zipfPicker } from "./vocabulary.ts";

/** A product, and the words of its title that a buyer would look for it by. */
export interface NamedProduct {
  readonly product: Product;
  readonly words: {
    readonly brand: string;
    readonly kind: string;
    readonly style: string;
    readonly stuff: string;
  };
}

const grammar = "the and of with for in to a is from on by our your it as this that are or be at an".split(
  " ",
);

/**
 * A catalogue of so many products whose words are used as often as words are: 600 kinds of things, 800 styles, 80
 * materials, 2,000 brands, and descriptions of 40 words out of 20,000.
 */
export function* wordCatalogue(size: number): Generator<NamedProduct> {
  const random = randomNumbers(7);
  const words = makeWords(23_480, random);
  const kinds = zipfPicker(words.slice(0, 600), random);
  const styles = zipfPicker(words.slice(600, 1_400), random);
  const stuffs = zipfPicker(words.slice(1_400, 1_480), random);
  const brands = zipfPicker(words.slice(1_480, 3_480), random);
  const prose = zipfPicker([...grammar, ...words.slice(3_480)], random);
  for (let number = 0; number < size; number += 1) {
    const [brand, kind, style, stuff] = [brands(), kinds(), styles(), stuffs()];
    const id = `product-${number}`;
    const description = Array.from({ length: 40 }, prose).join(" ");
    const price = minor(500 + Math.floor(random() * 20_000));
    const stock = random() < 0.2 ? 0 : Math.floor(random() * 50);
    yield {
      words: { brand, kind, style, stuff },
      product: {
        id: asId<ProductId>(id),
        title: `${capital(style)} ${stuff} ${kind}`,
        handle: id,
        brand: capital(brand),
        description: { plain: `${description} ${kind}.` },
        categories: [{ value: `${capital(kind)} > ${capital(stuff)}` }],
        tags: [style],
        media: [{ type: "image", url: `https://pictures.example/${number}.jpg` }],
        published: true,
        attributes: {},
        variants: ["Small", "Large"].map((option) => ({
          id: asId<VariantId>(`${id}-${option}`),
          productId: asId<ProductId>(id),
          title: option,
          sku: `${number}-${option}`,
          barcodes: [],
          price,
          stock,
          backorder: false,
          options: [{ name: "Size", value: option }],
          media: [],
          requiresShipping: true,
          taxClass: "standard",
          condition: ["new"],
        })),
      },
    };
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
