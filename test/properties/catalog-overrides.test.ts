import { expect, test } from "bun:test";
import fc from "fast-check";
import { adjustStock } from "../../src/catalog/editing/adjust-stock.ts";
import { editProduct, giveBack, type VariantEdit } from "../../src/catalog/editing/edit-product.ts";
import { exportLines } from "../../src/catalog/editing/export-lines.ts";
import { makeProduct } from "../../src/catalog/editing/make-product.ts";
import type { ProductOverride } from "../../src/catalog/editing/override.ts";
import { writeNative } from "../../src/catalog/native.ts";
import type { Product } from "../../src/catalog/product.ts";
import { asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import { type ImportingShop, now, openImportingShop } from "../catalog/importing.ts";
import { productOf, variantOf } from "../catalog/products.ts";

const usd = "usd" as Currency;
const context = { actor: "dashboard", now, currency: usd } as const;

/** What a source may list of one product: its title, its price, its stock. */
interface Listing {
  readonly title: string;
  readonly price: number;
  readonly stock: number;
  readonly published: boolean;
}

type Edit = ProductOverride | Extract<VariantEdit, { readonly field: "price" }>;

type Step =
  | { readonly kind: "import"; readonly lists: Readonly<Record<string, Listing>>; readonly sync: boolean }
  | { readonly kind: "import_export" }
  | { readonly kind: "keep_export" }
  | { readonly kind: "edit"; readonly id: string; readonly change: Edit }
  | { readonly kind: "adjust"; readonly id: string; readonly units: number }
  | { readonly kind: "count_here"; readonly id: string; readonly units: number }
  | { readonly kind: "give_back"; readonly id: string; readonly field: string }
  | { readonly kind: "make"; readonly id: string };

const id = fc.constantFrom("a", "b", "c");
const title = fc.constantFrom("Cup", "Mug", "Jug");
const price = fc.integer({ min: 100, max: 105 });
const stock = fc.integer({ min: 0, max: 9 });
const listing = fc.record({ title, price, stock, published: fc.boolean() });

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
        price.map((value): Edit => ({ field: "price", value: minor(value) })),
      ),
    }),
  },
  fc.record({ kind: fc.constant("adjust" as const), id, units: fc.constantFrom(-2, -1, 1, 3) }),
  fc.record({ kind: fc.constant("count_here" as const), id, units: stock }),
  fc.record({
    kind: fc.constant("give_back" as const),
    id,
    field: fc.constantFrom("title", "published", "listed", "merchantFields.return_window", "price", "stock"),
  }),
  fc.record({ kind: fc.constant("make" as const), id: fc.constantFrom("made", "a") }),
);

/** One product as it ought to be: what its source last listed, and what was changed here since. */
interface Expected {
  source: Listing & { readonly fields: Readonly<Record<string, string>> };
  isWithdrawn: boolean;
  readonly changed: Map<string, unknown>;
  adjusted: number;
  countedHere: number | undefined;
  readonly madeHere: boolean;
}

/** The shop as it ought to be, in as few words as there are. */
class Model {
  readonly products = new Map<string, Expected>();

  shown(name: string) {
    const expected = this.products.get(name);
    if (!expected || expected.isWithdrawn || expected.changed.get("listed") === false) return undefined;
    const { source, changed, adjusted, countedHere } = expected;
    const field = changed.get("merchantFields.return_window") ?? source.fields["return_window"];
    return {
      title: changed.get("title") ?? source.title,
      published: changed.get("published") ?? source.published,
      price: changed.get("price") ?? source.price,
      stock: countedHere ?? source.stock + adjusted,
      fields: field === undefined || field === "" ? {} : { return_window: field },
    };
  }
}

const variantIn = (name: string) => asId<VariantId>(`${name}-one`);

function listed(name: string, { title, price, stock, published }: Listing): Product {
  const variant = variantOf(name, `${name}-one`, { title, price: minor(price), stock });
  return productOf(name, { title, published, variants: [variant] });
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
  isThere(product) && product?.changed.get("listed") !== false;

/** Imports what a source lists: new of it is what was neither made nor is deleted here. */
async function importSource({ lists, sync }: StepOf<"import">, { shop, model }: Play): Promise<void> {
  const lines = Object.entries(lists).map(([name, each]) => writeNative(listed(name, each), usd));
  const taken = Object.keys(lists).filter((name) => model.products.get(name)?.madeHere !== true);
  const report = shop.take(lines.join("\n"), sync ? { confirmWithdrawal: async () => true } : {});
  // Nothing of the file can be taken: it is refused whole.
  if (taken.length === 0) return void (await report.catch(() => undefined));
  await report;
  for (const name of taken) {
    const before = model.products.get(name);
    const fields = before?.source.fields ?? {};
    const { title = "", price = 0, stock = 0, published = true } = lists[name] ?? {};
    const source = { title, price, stock, published, fields };
    if (before) Object.assign(before, { source, isWithdrawn: false });
    else model.products.set(name, newlyListed(source));
  }
  if (!sync) return;
  for (const [name, product] of model.products) {
    if (!product.madeHere && !(name in lists) && isListed(product)) product.isWithdrawn = true;
  }
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
    product.isWithdrawn = false;
    product.source = {
      title: said.title,
      published: said.published,
      price: said.variants[0].price.amount,
      stock: said.variants[0].stock,
      fields: said.merchant_fields ?? product.source.fields,
    };
  }
}

async function edit({ id: name, change }: StepOf<"edit">, { shop, model }: Play): Promise<void> {
  const known = model.products.get(name);
  const wanted =
    change.field === "price"
      ? { product: [], variants: [{ id: variantIn(name), changes: [change] }] }
      : { product: [change], variants: [] };
  const done = await shop.write(({ catalog }) =>
    editProduct({ catalog, audit }, asId<ProductId>(name), wanted, context),
  );
  expect(done.ok).toBe(isThere(known));
  if (known && done.ok) noteEdit(known, change.field, change.value);
}

async function changeStock(
  step: StepOf<"adjust"> | StepOf<"count_here">,
  { shop, model }: Play,
): Promise<void> {
  const { kind, id: name, units } = step;
  const known = model.products.get(name);
  const stockEdit = { kind: kind === "adjust" ? "by" : kind, units, reason: "counted" } as const;
  const done = await shop.write(({ catalog }) =>
    adjustStock({ catalog, audit }, variantIn(name), stockEdit, context),
  );
  expect(done.ok).toBe(isListed(known));
  if (!known || !done.ok) return;
  if (kind === "count_here") Object.assign(known, { countedHere: units, adjusted: 0 });
  else if (known.countedHere === undefined) known.adjusted += units;
  else known.countedHere += units;
}

async function takeBack({ id: name, field }: StepOf<"give_back">, { shop, model }: Play): Promise<void> {
  const known = model.products.get(name);
  const id = asId<ProductId>(name);
  const key = ["price", "stock"].includes(field)
    ? ({ of: "variant", id: variantIn(name), field } as const)
    : ({ of: "product", id, field } as const);
  const done = await shop.write(({ catalog }) => giveBack({ catalog, audit }, id, [key], context));
  expect(done.ok).toBe(known !== undefined && isThere(known) && isChanged(known, field));
  if (!known || !done.ok) return;
  known.changed.delete(field);
  if (field === "stock") Object.assign(known, { adjusted: 0, countedHere: undefined });
}

/** What was made here has no source that a field could be given back to, but it may be listed again. */
function isChanged({ madeHere, changed, adjusted, countedHere }: Expected, field: string): boolean {
  if (madeHere) return field === "listed" && changed.has(field);
  return field === "stock" ? adjusted !== 0 || countedHere !== undefined : changed.has(field);
}

async function make({ id: name }: StepOf<"make">, { shop, model }: Play): Promise<void> {
  const variant = { id: variantIn(name), price: minor(100), stock: 3, options: [], requiresShipping: true };
  const wanted = { id: name, title: "Pot", published: true, imageUrls: [], variants: [variant] };
  const done = await shop.write(({ catalog }) => makeProduct({ catalog, audit }, wanted, context));
  expect(done.ok).toBe(!model.products.has(name));
  if (!done.ok) return;
  const source = { title: "Pot", price: 100, stock: 3, published: true, fields: {} };
  model.products.set(name, { ...newlyListed(source), countedHere: 3, madeHere: true });
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
    case "adjust":
    case "count_here":
      return changeStock(step, play);
    case "give_back":
      return takeBack(step, play);
    case "make":
      return make(step, play);
  }
}

function newlyListed(source: Expected["source"]): Expected {
  return {
    source,
    isWithdrawn: false,
    changed: new Map(),
    adjusted: 0,
    countedHere: undefined,
    madeHere: false,
  };
}

/** A value that is no other one is no change. */
function noteEdit(product: Expected, field: string, value: unknown): void {
  const { source, changed } = product;
  const before: Readonly<Record<string, unknown>> = {
    ...source,
    listed: true,
    "merchantFields.return_window": source.fields["return_window"] ?? "",
    ...Object.fromEntries(changed),
  };
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
            const [variant] = product?.variants ?? [];
            const shown = product && {
              title: product.title,
              published: product.published,
              price: variant?.price,
              stock: variant?.stock,
              fields: product.merchantFields,
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
