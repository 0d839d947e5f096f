/**
 * A count with what is counted, as a person says it: "1 order", "2 orders".
 *
 * @param one what stands after 1, such as "order" or "order is".
 * @param many what stands after any other number; where it is left out, `one` with an s.
 */
export function pluralize(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
