/** RFC 3986 with a host, as JSON Schema's `uri` format checks it: ASCII, and nothing that has to be escaped. */
const uri =
  /^https?:\/\/(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d+)?(?:[/?](?:[\w.~!$&'()*+,;=:@/?-]|%[\da-f]{2})*)?(?:#(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-f]{2})*)?$/i;

/** What of a path, query or fragment no URI may hold as it is; a browser leaves some of it. */
const unescaped = /%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@/?#%-]/gi;

/**
 * An absolute http or https address as every version's answers and every feed may show it: unchanged when it is a URI,
 * else escaped as a browser would (`…/größe 1.jpg` is `…/gr%C3%B6%C3%9Fe%201.jpg`). `undefined` for what no browser
 * opens, for addresses with credentials in them, and for text with a line break or tab, which a browser would take out:
 * it is two addresses, or one that was broken.
 */
export function webAddressOf(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:\/\/[^\t\r\n]+$/i.test(text) || url.username !== "" || url.password !== "")
    return undefined;
  if (uri.test(text)) return text;
  const { origin, href, hash } = url;
  const rest = href.slice(origin.length, href.length - hash.length);
  return origin + escaped(rest) + hash.slice(0, 1) + escaped(hash.slice(1)).replaceAll("#", "%23");
}

function escaped(text: string): string {
  return text.replace(unescaped, encodeURIComponent);
}
