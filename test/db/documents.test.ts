import { describe, expect, test } from "bun:test";
import { DocumentTooNew, documentKind } from "../../db/documents.ts";

interface Parcel {
  readonly weightGrams: number;
  readonly label?: string;
}

const parcelDocument = documentKind<Parcel>("parcel", [
  ({ weight, ...rest }) => ({ ...rest, weightKilograms: weight }),
  ({ weightKilograms, ...rest }) => ({ ...rest, weightGrams: Number(weightKilograms) * 1000 }),
]);

describe("a stored document", () => {
  test("carries the version of its shape", () => {
    expect(parcelDocument.write({ weightGrams: 2000 })).toBe('{"v":3,"data":{"weightGrams":2000}}');
  });

  test.each([
    ["before documents were stamped", '{"weight":2,"label":"Mugs"}'],
    ["in version 1", '{"v":1,"data":{"weight":2,"label":"Mugs"}}'],
    ["in version 2", '{"v":2,"data":{"weightKilograms":2,"label":"Mugs"}}'],
    ["in the present version", '{"v":3,"data":{"weightGrams":2000,"label":"Mugs"}}'],
  ])("is read in its present shape when it was written %s", (_, text) => {
    expect(parcelDocument.read(text)).toEqual({ weightGrams: 2000, label: "Mugs" });
  });

  test("of a later version is refused with words", () => {
    const read = () => parcelDocument.read('{"v":4,"data":{"grams":2000}}');
    expect(read).toThrow(DocumentTooNew);
    expect(read).toThrow("A stored parcel is of version 4 and this Checkstand reads versions up to 3");
  });

  test("that has a field named v itself is not taken for a stamped one", () => {
    expect(documentKind("field").read('{"v":"a value","data":"another"}')).toEqual({
      v: "a value",
      data: "another",
    });
  });
});
