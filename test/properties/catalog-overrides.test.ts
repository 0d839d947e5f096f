import { expect, test } from "bun:test";
import fc from "fast-check";
import { adjustStock } from "../../src/catalog/editing/adjust-stock.ts";
import { editProduct, giveBack, type VariantEdit } from "../../src/catalog/editing/edit-product.ts";
import { exportLines } from "../../src/catalog/editing/export-lines.ts";
import { makeProduct } from "../../src/catalog/editing/make-product.ts";
import type { ProductOverride } from "../../src/catalog/editing/override.ts";
import { writeNative } from "../../src/catalog/native.ts";
import type { Product } from "../../src/catalog/product.ts";
import { type AttemptId, asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import { type ImportingShop, now, openImportingShop } from "../catalog/importing.ts";
import { productOf, variantOf } from "../catalog/products.ts";

const usd = "usd" as Currency;
const context = { actor: "dashboard", now, currency: usd } as const;

/** Each product has the one, and may have the other. */
const sizes = ["one", "two"] as const;
type Size = (typeof sizes)[number];

/** What a source may list of a variant. */
interface Counted {
  readonly price: number;
  readonly stock: number;
}

/** What a source may list of one product. */
interface Listing {
  readonly title: string;
  readonly published: boolean;
  readonly one: Counted;
  readonly two?: Counted | undefined;
}

type Edit = Extract<VariantEdit, { readonly field: "price" | "listed" }>;

type Step =
  | { readonly kind: "import"; readonly lists: Readonly<Record<string, Listing>>; readonly sync: boolean }
  | { readonly kind: "import_export" }
  | { readonly kind: "keep_export" }
  | { readonly kind: "edit"; readonly id: string; readonly change: ProductOverride }
  | { readonly kind: "edit_variant"; readonly id: string; readonly size: Size; readonly change: Edit }
  | { readonly kind: "adjust"; readonly id: string; readonly size: Size; readonly units: number }
  | { readonly kind: "count_here"; readonly id: string; readonly size: Size; readonly units: number }
  | { readonly kind: "sell"; readonly id: string; readonly size: Size }
  | { readonly kind: "give_back"; readonly id: string; readonly field: string }
  | {
      readonly kind: "give_back_of_variant";
      readonly id: string;
      readonly size: Size;
      readonly field: string;
    }
  | { readonly kind: "make"; readonly id: string };

const id = fc.constantFrom("a", "b", "c");
const title = fc.constantFrom("Cup", "Mug", "Jug");
const price = fc.integer({ min: 100, max: 105 });
const stock = fc.integer({ min: 0, max: 9 });
const size = fc.constantFrom(...sizes);
const counted = fc.record({ price, stock });
const listing = fc.record(
  { title, published: fc.boolean(), one: counted, two: counted },
  { requiredKeys: ["title", "published", "one"] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("import" as const),
      lists: fc.dictionary(id, listing, { minKeys: 1 }),
      sync: fc.boolean(),
    }),
  },
  fc.constant<Step>({ kind: "import_export" }),
  fc.constant<Step>({ kind: "keep_export" }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("edit" as const),
      id,
      change: fc.oneof(
        title.map((value): ProductOverride => ({ field: "title", value })),
        fc.boolean().map((value): ProductOverride => ({ field: "published", value })),
        fc.boolean().map((value): ProductOverride => ({ field: "listed", value })),
        fc
          .constantFrom("30", "")
          .map((value): ProductOverride => ({ field: "merchantFields.return_window", value })),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("edit_variant" as const),
      id,
      size,
      change: fc.oneof(
        price.map((value): Edit => ({ field: "price", value: minor(value) })),
        fc.boolean().map((value): Edit => ({ field: "listed", value })),
      ),
    }),
  },
  fc.record({ kind: fc.constant("adjust" as const), id, size, units: fc.constantFrom(-2, -1, 1, 3) }),
  fc.record({ kind: fc.constant("count_here" as const), id, size, units: stock }),
  fc.record({ kind: fc.constant("sell" as const), id, size }),
  fc.record({
    kind: fc.constant("give_back" as const),
    id,
    field: fc.constantFrom("title", "published", "listed", "merchantFields.return_window"),
  }),
  fc.record({
    kind: fc.constant("give_back_of_variant" as const),
    id,
    size,
    field: fc.constantFrom("price", "listed", "stock"),
  }),
  fc.record({ kind: fc.constant("make" as const), id: fc.constantFrom("made", "a") }),
);

/** A variant as it ought to be. */
interface ExpectedVariant {
  /** What its source last listed; absent while it lists none. */
  source: Counted | undefined;
  readonly changed: Map<string, unknown>;
  adjusted: number;
  /** What is stored where its stock is counted here. */
  countedHere: number | undefined;
  sold: number;
}

/** One product as it ought to be: what its source last listed, and what was changed here since. */
interface Expected {
  source: {
    readonly title: string;
    readonly published: boolean;
    readonly fields: Readonly<Record<string, string>>;
  };
  isWithdrawn: boolean;
  readonly changed: Map<string, unknown>;
  readonly variants: Readonly<Record<Size, ExpectedVariant>>;
  readonly madeHere: boolean;
}

const isOnOffer = ({ source, changed }: ExpectedVariant) =>
  source !== undefined && changed.get("listed") !== false;

function stockOf({ source, adjusted, countedHere }: ExpectedVariant): number {
  return countedHere ?? (source?.stock ?? 0) + adjusted;
}

/** The shop as it ought to be, in as few words as there are. */
class Model {
  readonly products = new Map<string, Expected>();

  shown(name: string) {
    const expected = this.products.get(name);
    if (!expected || !isListed(expected)) return undefined;
    const { source, changed, variants } = expected;
    const field = changed.get("merchantFields.return_window") ?? source.fields["return_window"];
    return {
      title: changed.get("title") ?? source.title,
      published: changed.get("published") ?? source.published,
      fields: field === undefined || field === "" ? {} : { return_window: field },
      variants: sizes.flatMap((size) => {
        const variant = variants[size];
        if (!isOnOffer(variant)) return [];
        const price = variant.changed.get("price") ?? variant.source?.price;
        return [{ id: variantIn(name, size), price, stock: stockOf(variant) }];
      }),
    };
  }
}

const variantIn = (name: string, size: Size) => asId<VariantId>(`${name}-${size}`);

function listed(name: string, { title, published, ...counts }: Listing): Product {
  const variants = sizes.flatMap((size) => {
    const counted = counts[size];
    if (!counted) return [];
    const { price, stock } = counted;
    return [variantOf(name, variantIn(name, size), { title, price: minor(price), stock })];
  });
  return productOf(name, { title, published, variants });
}

/** What a step works on, and what it notes what is to come of it in. */
interface Play {
  readonly shop: ImportingShop;
  readonly model: Model;
  readonly exported: { text: string };
}

type StepOf<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;

const audit = { append: async () => undefined };
const isThere = (product: Expected | undefined) => product !== undefined && !product.isWithdrawn;
const isListed = (product: Expected | undefined) =>
  product !== undefined &&
  !product.isWithdrawn &&
  product.changed.get("listed") !== false &&
  sizes.some((size) => isOnOffer(product.variants[size]));

/** Imports what a source lists: new of it is what was neither made nor is deleted here. */
async function importSource({ lists, sync }: StepOf<"import">, { shop, model }: Play): Promise<void> {
  const lines = Object.entries(lists).map(([name, each]) => writeNative(listed(name, each), usd));
  const taken = Object.keys(lists).filter((name) => model.products.get(name)?.madeHere !== true);
  const report = shop.take(lines.join("\n"), sync ? { confirmWithdrawal: async () => true } : {});
  // Nothing of the file can be taken: it is refused whole.
  if (taken.length === 0) return void (await report.catch(() => undefined));
  await report;
  for (const name of taken) {
    const said = lists[name];
    if (said) noteListed(model, name, said);
  }
  if (!sync) return;
  for (const [name, product] of model.products) {
    if (!product.madeHere && !(name in lists) && isListed(product)) product.isWithdrawn = true;
  }
}

/** Notes what a source says of a product now. */
function noteListed(
  model: Model,
  name: string,
  said: Listing & { readonly fields?: Readonly<Record<string, string>> | undefined },
): void {
  const before = model.products.get(name) ?? newlyListed(said, false);
  const fields = said.fields ?? before.source.fields;
  Object.assign(before, {
    source: { title: said.title, published: said.published, fields },
    isWithdrawn: false,
  });
  for (const size of sizes) before.variants[size].source = said[size];
  model.products.set(name, before);
}

async function keepExport(_: StepOf<"keep_export">, { shop, exported }: Play): Promise<void> {
  const lines: string[] = [];
  for await (const line of exportLines(shop.catalog, usd)) lines.push(line);
  exported.text = lines.join("\n");
}

/** An export, however old, says what the source said then, and nothing of what was changed here. */
async function importExport(
  _: StepOf<"import_export">,
  { shop, model, exported: { text } }: Play,
): Promise<void> {
  if (text === "") return;
  await shop.take(text);
  for (const line of text.split("\n")) {
    const { id: name, source, ...own } = JSON.parse(line);
    const product = model.products.get(name);
    if (!product || product.madeHere) continue;
    const said = source ?? own;
    const countsOf = (size: Size): Counted | undefined => {
      const found = said.variants.find(({ id }: { id: string }) => id === variantIn(name, size));
      return found && { price: found.price.amount, stock: found.stock };
    };
    const { title, published, merchant_fields: fields } = said;
    const one = countsOf("one");
    if (!one) throw new Error("a source lists the one");
    noteListed(model, name, { title, published, fields, one, two: countsOf("two") });
  }
}

async function edit({ id: name, change }: StepOf<"edit">, { shop, model }: Play): Promise<void> {
  const known = model.products.get(name);
  const wanted = { product: [change], variants: [] };
  const done = await shop.write(({ catalog }) =>
    editProduct({ catalog, audit }, asId<ProductId>(name), wanted, context),
  );
  expect(done.ok).toBe(isThere(known));
  if (!known || !done.ok) return;
  const { source, changed } = known;
  const said = { ...source, "merchantFields.return_window": source.fields["return_window"] ?? "" };
  noteEdit(changed, said, change.field, change.value);
}

async function editVariant(step: StepOf<"edit_variant">, { shop, model }: Play): Promise<void> {
  const { id: name, size, change } = step;
  const known = model.products.get(name);
  const wanted = { product: [], variants: [{ id: variantIn(name, size), changes: [change] }] };
  const done = await shop.write(({ catalog }) =>
    editProduct({ catalog, audit }, asId<ProductId>(name), wanted, context),
  );
  const variant = known?.variants[size];
  expect(done.ok).toBe(isThere(known) && variant?.source !== undefined);
  if (variant && done.ok) noteEdit(variant.changed, { ...variant.source }, change.field, change.value);
}

async function changeStock(
  step: StepOf<"adjust"> | StepOf<"count_here">,
  { shop, model }: Play,
): Promise<void> {
  const { kind, id: name, size, units } = step;
  const known = model.products.get(name);
  const stockEdit = { kind: kind === "adjust" ? "by" : kind, units, reason: "counted" } as const;
  const done = await shop.write(({ catalog }) =>
    adjustStock({ catalog, audit }, variantIn(name, size), stockEdit, context),
  );
  const variant = known?.variants[size];
  expect(done.ok).toBe(isListed(known) && variant !== undefined && isOnOffer(variant));
  if (!variant || !done.ok) return;
  if (kind === "count_here") Object.assign(variant, { countedHere: units + variant.sold, adjusted: 0 });
  else if (variant.countedHere === undefined) variant.adjusted += units;
  else variant.countedHere += units;
}

/** Sells one, if there is one: its source hears nothing of it. */
async function sell({ id: name, size }: StepOf<"sell">, { shop, model }: Play): Promise<void> {
  const known = model.products.get(name);
  const attempt = asId<AttemptId>(crypto.randomUUID());
  const isSold = await shop.write(async ({ catalog }) => {
    const isReserved = await catalog.reserve(attempt, variantIn(name, size), 1, now);
    if (isReserved) await catalog.sell(attempt);
    return isReserved;
  });
  if (isSold && known) known.variants[size].sold += 1;
}

async function takeBack({ id: name, field }: StepOf<"give_back">, { shop, model }: Play): Promise<void> {
  const known = model.products.get(name);
  const id = asId<ProductId>(name);
  const key = { of: "product", id, field } as const;
  const done = await shop.write(({ catalog }) => giveBack({ catalog, audit }, id, [key], context));
  // What was made here has no source that a field could be given back to, but it may be listed again.
  const isChanged = known?.changed.has(field) && (field === "listed" || !known.madeHere);
  expect(done.ok).toBe(isThere(known) && isChanged === true);
  if (done.ok) known?.changed.delete(field);
}

async function takeBackOfVariant(
  { id: name, size, field }: StepOf<"give_back_of_variant">,
  { shop, model }: Play,
): Promise<void> {
  const known = model.products.get(name);
  const key = { of: "variant", id: variantIn(name, size), field } as const;
  const done = await shop.write(({ catalog }) =>
    giveBack({ catalog, audit }, asId<ProductId>(name), [key], context),
  );
  const variant = known?.variants[size];
  expect(done.ok).toBe(variant !== undefined && isThere(known) && isVariantChanged(variant, field, known));
  if (!variant || !done.ok) return;
  variant.changed.delete(field);
  if (field === "stock") Object.assign(variant, { adjusted: 0, countedHere: undefined });
}

function isVariantChanged(variant: ExpectedVariant, field: string, product: Expected | undefined): boolean {
  if (product?.madeHere) return field === "listed" && variant.changed.has(field);
  if (field !== "stock") return variant.changed.has(field);
  return variant.adjusted !== 0 || variant.countedHere !== undefined;
}

async function make({ id: name }: StepOf<"make">, { shop, model }: Play): Promise<void> {
  const variant = {
    id: variantIn(name, "one"),
    price: minor(100),
    stock: 3,
    options: [],
    requiresShipping: true,
  };
  const wanted = { id: name, title: "Pot", published: true, imageUrls: [], variants: [variant] };
  const done = await shop.write(({ catalog }) => makeProduct({ catalog, audit }, wanted, context));
  expect(done.ok).toBe(!model.products.has(name));
  if (!done.ok) return;
  const made = newlyListed({ title: "Pot", published: true, one: { price: 100, stock: 3 } }, true);
  made.variants.one.countedHere = 3;
  model.products.set(name, made);
}

/** Takes one step in the shop, and notes in the model what it is to have done. */
async function take(step: Step, play: Play): Promise<void> {
  switch (step.kind) {
    case "import":
      return importSource(step, play);
    case "keep_export":
      return keepExport(step, play);
    case "import_export":
      return importExport(step, play);
    case "edit":
      return edit(step, play);
    case "edit_variant":
      return editVariant(step, play);
    case "adjust":
    case "count_here":
      return changeStock(step, play);
    case "sell":
      return sell(step, play);
    case "give_back":
      return takeBack(step, play);
    case "give_back_of_variant":
      return takeBackOfVariant(step, play);
    case "make":
      return make(step, play);
  }
}

function newlyListed({ title, published, one, two }: Listing, madeHere: boolean): Expected {
  const variant = (source: Counted | undefined): ExpectedVariant => ({
    source,
    changed: new Map(),
    adjusted: 0,
    countedHere: undefined,
    sold: 0,
  });
  return {
    source: { title, published, fields: {} },
    isWithdrawn: false,
    changed: new Map(),
    variants: { one: variant(one), two: variant(two) },
    madeHere,
  };
}

/** A value that is no other one is no change. */
function noteEdit(
  changed: Map<string, unknown>,
  said: Readonly<Record<string, unknown>>,
  field: string,
  value: unknown,
): void {
  const before: Readonly<Record<string, unknown>> = { listed: true, ...said, ...Object.fromEntries(changed) };
  if (before[field] === value) return;
  if (field === "listed" && value === true) changed.delete(field);
  else changed.set(field, value);
}

test("what was changed or made here stands after any edits, imports and exports in any order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const shop = openImportingShop();
      try {
        const model = new Model();
        const exported = { text: "" };
        for (const each of steps) {
          await take(each, { shop, model, exported });
          for (const name of model.products.keys()) {
            const product = await shop.product(name);
            const shown = product && {
              title: product.title,
              published: product.published,
              fields: product.merchantFields,
              variants: product.variants.map(({ id, price, stock }) => ({ id, price, stock })),
            };
            expect({ name, shown }).toEqual({ name, shown: model.shown(name) as typeof shown });
          }
        }
      } finally {
        await shop.close();
      }
    }),
    { numRuns: 60 },
  );
});
