import { digitalGoodsFields, digitalGoodsOf } from "../catalog/digital-goods.ts";
import { allowedIn, type FieldName, fieldNames, fieldOf, readSaid } from "./fields.ts";

/** What a field is called that the merchant can set on a product, with what it is to be; or why it cannot be. */
export type MerchantFieldRead =
  | { readonly ok: true; readonly name: string; readonly value: string }
  | { readonly ok: false; readonly kind: "unknown" | "elsewhere" | "unreadable"; readonly reason: string };

const editIt = "change it with `checkstand catalog edit`, at the dashboard or in your shop's catalogue.";

/** What checkout reads of the catalogue itself. Feed and checkout read one value: these are not set for the feed alone. */
const ofCatalogue: Readonly<Partial<Record<FieldName, string>>> = {
  title: editIt,
  inventory_quantity:
    "change it with `checkstand catalog stock`, at the dashboard or in your shop's catalogue.",
  weight: editIt,
  dimensions: "change it in your shop's catalogue and import that again.",
  is_digital: editIt,
  shipping: "change [shipping] in shop.toml.",
  geo_price: "prices are the same everywhere; change it with `checkstand catalog price`.",
  geo_availability: "say where you sell: countries in [limits] of shop.toml.",
};

const handedOut: readonly string[] = Object.values(digitalGoodsFields);

/** Every field that can be set on a product, in the order of their names. */
export const merchantFieldNames: readonly string[] = [
  ...fieldNames.filter((name) => ofCatalogue[name] === undefined),
  ...handedOut,
].toSorted();

/**
 * Reads a field by any name a feed has had for it, or of what is handed out for digital goods, which no feed tells. An
 * empty value says that there is none.
 */
export function readMerchantField(name: string, text: string): MerchantFieldRead {
  const value = text.trim();
  if (handedOut.includes(name)) {
    if (value !== "" && !digitalGoodsOf({ merchantFields: { [name]: value } })) {
      const reason = `${name} must be an address such as https://files.example/guide.pdf.`;
      return { ok: false, kind: "unreadable", reason };
    }
    return { ok: true, name, value };
  }
  const field = fieldOf(name);
  if (field === undefined) {
    const names = [...fieldNames, ...handedOut].toSorted().join(", ");
    const reason = `${JSON.stringify(name)} is no field of the feed. The fields are ${names}.`;
    return { ok: false, kind: "unknown", reason };
  }
  const elsewhere = ofCatalogue[field];
  if (elsewhere !== undefined && value !== "") {
    const reason = `${field} is what checkout sells by, and cannot be set for the feed alone: ${elsewhere}`;
    return { ok: false, kind: "elsewhere", reason };
  }
  if (readSaid({ [field]: text }).unreadable.length > 0) {
    const reason = `${field} must be ${allowedIn(field)}, not ${JSON.stringify(text)}.`;
    return { ok: false, kind: "unreadable", reason };
  }
  return { ok: true, name: field, value };
}
