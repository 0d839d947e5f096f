import { type Static, Type } from "@sinclair/typebox";

/*
 * The native catalogue format: one `Product` of ACP's Feed API (2026-04-17, schema.feed.json) a line, and beside it what
 * checkout needs and that schema lacks. Amounts are minor units, currencies upper case, as there.
 *
 * `description` says what a member must be, in words that complete "must be …": refusals quote it.
 */
const closed = { additionalProperties: false } as const;

/**
 * What the id of a product or variant may be, in whichever format it comes: what requests can name, and without control
 * characters, which would break logs, URLs and CSV alike.
 */
export const catalogId = {
  pattern: "^[^\\u0000-\\u001f\\u007f]{1,200}$",
  description: "an id of 1 to 200 characters without control characters",
} as const;
const id = Type.String(catalogId);
const text = Type.String({ minLength: 1, description: "text that is not empty" });
const anyText = Type.String({ description: "text" });
const url = Type.String({
  pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/]",
  description: "a whole https:// address",
});
const flag = Type.Boolean({ description: "true or false" });
const wholeNumber = (minimum: number) =>
  Type.Integer({
    minimum,
    maximum: Number.MAX_SAFE_INTEGER,
    description: minimum < 0 ? "a whole number" : `a whole number of ${minimum} or more`,
  });
const measure = Type.Number({ exclusiveMinimum: 0, description: "a number above 0" });
const fields = Type.Record(Type.String(), anyText, { description: "an object of texts by field name" });

/** Fields whose values in an export are the merchant's and not the source's. */
const fieldList = Type.Array(text, { maxItems: 1_000, description: "a list of names of fields" });

const NativePrice = Type.Object(
  {
    amount: wholeNumber(0),
    currency: Type.String({ pattern: "^[A-Z]{3}$", description: "a currency code in upper case, like USD" }),
  },
  { ...closed, description: 'an amount in minor units, like {"amount":1999,"currency":"USD"}' },
);
const NativeDescription = Type.Object(
  { plain: Type.Optional(anyText), html: Type.Optional(anyText), markdown: Type.Optional(anyText) },
  { ...closed, minProperties: 1, description: "an object with plain, html or markdown" },
);
const NativeMedia = Type.Object(
  {
    type: text,
    url,
    alt_text: Type.Optional(anyText),
    width: Type.Optional(wholeNumber(1)),
    height: Type.Optional(wholeNumber(1)),
  },
  { ...closed, description: "an object with type and url" },
);
const MediaList = Type.Array(NativeMedia, { maxItems: 250, description: "a list of at most 250 media" });
const CategoryList = Type.Array(
  Type.Object(
    { value: text, taxonomy: Type.Optional(text) },
    { ...closed, description: "an object with value" },
  ),
  { description: "a list of categories" },
);
const NativeSale = Type.Object(
  {
    price: NativePrice,
    starts_at: Type.Optional(Type.String({ description: "a date-time like 2026-11-27T00:00:00Z" })),
    ends_at: Type.Optional(Type.String({ description: "a date-time like 2026-11-27T00:00:00Z" })),
  },
  { ...closed, description: "an object with price, starts_at and ends_at" },
);

const NativeVariant = Type.Object(
  {
    id,
    title: text,
    description: Type.Optional(NativeDescription),
    url: Type.Optional(url),
    sku: Type.Optional(text),
    barcodes: Type.Optional(
      Type.Array(
        Type.Object({ type: text, value: text }, { ...closed, description: "an object with type and value" }),
        {
          description: "a list of barcodes",
        },
      ),
    ),
    price: NativePrice,
    list_price: Type.Optional(NativePrice),
    sale: Type.Optional(NativeSale),
    /** Read only where `stock` is absent; written from it. */
    availability: Type.Optional(
      Type.Object(
        { available: Type.Optional(flag), status: Type.Optional(text) },
        { ...closed, description: "an object with available and status" },
      ),
    ),
    stock: Type.Optional(
      Type.Union([wholeNumber(Number.MIN_SAFE_INTEGER), Type.Null()], {
        description: "a whole number, or null for not tracked",
      }),
    ),
    backorder: Type.Optional(flag),
    condition: Type.Optional(Type.Array(text, { description: "a list of conditions" })),
    variant_options: Type.Optional(
      Type.Array(
        Type.Object({ name: text, value: text }, { ...closed, description: "an object with name and value" }),
        {
          description: "a list of options",
        },
      ),
    ),
    media: Type.Optional(MediaList),
    weight: Type.Optional(
      Type.Object(
        {
          value: measure,
          unit: Type.Union([Type.Literal("g"), Type.Literal("kg"), Type.Literal("oz"), Type.Literal("lb")], {
            description: "g, kg, oz or lb",
          }),
        },
        { ...closed, description: "an object with value and unit" },
      ),
    ),
    dimensions: Type.Optional(
      Type.Object(
        {
          length: measure,
          width: measure,
          height: measure,
          unit: Type.Union([Type.Literal("cm"), Type.Literal("in")], { description: "cm or in" }),
        },
        { ...closed, description: "an object with length, width, height and unit" },
      ),
    ),
    requires_shipping: Type.Optional(flag),
    tax_class: Type.Optional(text),
    max_quantity: Type.Optional(wholeNumber(1)),
    overrides: Type.Optional(fieldList),
    // Members of ACP's Variant that a shop selling its own goods at one price has no use for: accepted, and not kept.
    categories: Type.Optional(Type.Unknown()),
    unit_price: Type.Optional(Type.Unknown()),
    seller: Type.Optional(Type.Unknown()),
    marketplace: Type.Optional(Type.Unknown()),
  },
  { ...closed, description: "a variant" },
);

/** One line of the native format. */
export const NativeProduct = Type.Object(
  {
    id,
    title: Type.Optional(text),
    handle: Type.Optional(text),
    description: Type.Optional(NativeDescription),
    url: Type.Optional(url),
    brand: Type.Optional(text),
    categories: Type.Optional(CategoryList),
    tags: Type.Optional(Type.Array(text, { description: "a list of texts" })),
    media: Type.Optional(MediaList),
    published: Type.Optional(flag),
    attributes: Type.Optional(fields),
    merchant_fields: Type.Optional(fields),
    /** What `catalog export` says beside a product of which something was changed, or that was made here. */
    made_here: Type.Optional(flag),
    overrides: Type.Optional(fieldList),
    source: Type.Optional(Type.Unknown()),
    variants: Type.Array(NativeVariant, {
      minItems: 1,
      maxItems: 2_048,
      description: "a list of 1 to 2048 variants",
    }),
  },
  { ...closed, description: "a product" },
);

export type NativeProduct = Static<typeof NativeProduct>;
export type NativeVariant = Static<typeof NativeVariant>;
export type NativePrice = Static<typeof NativePrice>;
export type NativeMedia = Static<typeof NativeMedia>;
export type NativeSale = Static<typeof NativeSale>;
