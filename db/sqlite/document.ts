/** A value as a `document` column holds it: JSON without the fields that are undefined. */
export function writeDocument(value: object): string {
  return JSON.stringify(value);
}

/**
 * Reads a `document` column back. The one place where a shape is believed rather than checked: nothing writes these
 * columns but `writeDocument` with the same type, and a migration that changes a shape rewrites its rows.
 */
export function readDocument<Shape extends object>(text: string): Shape {
  return JSON.parse(text) as Shape;
}
