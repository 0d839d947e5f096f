import { describe, expect, test } from "bun:test";
import { englishHeader } from "../../src/catalog/import/woocommerce-header.ts";

/** Of a shop whose owner reads German; `gtin` where WooCommerce is new enough to have it. */
function german({ gtin, rest = [] }: { gtin: boolean; rest?: readonly string[] }): readonly string[] {
  const header =
    "ID|Typ|Artikelnummer|GTIN, UPC, EAN oder ISBN|Name|Veröffentlicht|Ist hervorgehoben?|Sichtbarkeit im Katalog|" +
    "Kurzbeschreibung|Beschreibung|Datum, an dem Angebotspreis beginnt|Datum, an dem Angebotspreis endet|" +
    "Steuerstatus|Steuerklasse|Vorrätig?|Bestand|Geringe Lagermenge|Lieferrückstände erlaubt?|" +
    "Nur einzeln verkaufen?|Gewicht (kg)|Länge (cm)|Breite (cm)|Höhe (cm)|Kundenrezensionen erlauben?|" +
    "Hinweis zum Kauf|Angebotspreis|Regulärer Preis|Kategorien|Schlagwörter|Versandklasse|Bilder|Downloadlimit|" +
    "Ablauftage des Downloads|Übergeordnet|Gruppierte Produkte|Zusatzverkäufe|Cross-Sells|Externe URL|Button-Text|" +
    "Position";
  return [...header.split("|").filter((name) => gtin || !name.startsWith("GTIN")), ...rest];
}

describe("a header in another language", () => {
  test.each([true, false])("is read by its order, with a GTIN: %p", (gtin) => {
    const names = englishHeader(german({ gtin })) ?? [];
    const at = (name: string) => german({ gtin }).indexOf(name);
    expect(names[at("Artikelnummer")]).toBe("SKU");
    expect(names[at("Gewicht (kg)")]).toBe("Weight (kg)");
    expect(names[at("Regulärer Preis")]).toBe("Regular price");
    expect(names[at("Übergeordnet")]).toBe("Parent");
    expect(names).toHaveLength(german({ gtin }).length);
  });

  test("has its attributes and files read by their numbers, and leaves extensions' columns alone", () => {
    const rest = [
      "Marken",
      "Attribut 1 Name",
      "Attribut 1 Wert(e)",
      "Attribut 1 sichtbar",
      "Attribut 1 global",
      "Meta: my 2 cents",
      "Download 1 ID",
      "Download 1 Name",
      "Download 1 Adresse",
    ];
    expect(englishHeader(german({ gtin: true, rest }))?.slice(-rest.length)).toEqual([
      "Marken",
      "Attribute 1 name",
      "Attribute 1 value(s)",
      "Attribute 1 visible",
      "Attribute 1 global",
      "Meta: my 2 cents",
      "Download 1 ID",
      "Download 1 name",
      "Download 1 URL",
    ]);
  });

  test("is left as it is where its order is not that of all columns, or it is English", () => {
    expect(englishHeader(german({ gtin: true }).slice(0, 12))).toBeUndefined();
    expect(englishHeader(german({ gtin: true }).toReversed())).toBeUndefined();
    expect(englishHeader(["ID", "Type", "SKU", "Name"])).toBeUndefined();
  });
});
