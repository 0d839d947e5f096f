/**
 * Whether a header such as `Accept` or `Accept-Encoding` takes something (RFC 9110 §12.4.2 and §12.5).
 *
 * @param header its value; `null`, as where there is none, takes nothing.
 * @param names what the thing goes by, the most specific first (`application/json`, `application/*`, the range of all).
 *   The first one the header names decides: with a weight of zero it is refused.
 */
export function accepts(header: string | null, ...names: readonly string[]): boolean {
  const weights = new Map(
    (header ?? "").split(",").map((part) => {
      const [name = "", ...parameters] = part.split(";").map((each) => each.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight)] as const;
    }),
  );
  const named = names.find((name) => weights.has(name));
  return named !== undefined && (weights.get(named) ?? 0) > 0;
}
