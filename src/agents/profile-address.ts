/** Longer addresses are nobody's. */
const LONGEST_URL = 2_048;

/**
 * Reads the address of a profile, or one that a profile names: http or https, without user, password and fragment. Gives
 * `undefined` for what is none. Whether it may be called is for `outgoing/` to say.
 */
export function readProfileAddress(said: string): URL | undefined {
  const url = said.length > LONGEST_URL ? null : URL.parse(said);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  return url.username || url.password || url.hash ? undefined : url;
}
