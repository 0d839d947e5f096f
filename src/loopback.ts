/** Whether nobody but this machine's own user can be meant: names that resolve to loopback, and its addresses. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return (
    name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

/** Whether an address is one that this machine alone can ask, and without a proxy in between that speaks TLS. */
export function isOnThisMachine(address: string): boolean {
  const url = URL.parse(address.trim());
  return url !== null && url.protocol === "http:" && isLoopback(url.hostname);
}
