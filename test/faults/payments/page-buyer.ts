import type { ShopProcess } from "../../e2e/shop-process.ts";

/** Where a page sends its buyer: an answer, or nothing from a shop that died. */
export interface PageAnswer {
  readonly status?: number;
  readonly location?: string;
  readonly html?: string;
}

/** Asks for a page, or presses a button of its form, as a browser without scripts does. */
export async function ask(
  shop: ShopProcess,
  path: string,
  fields?: Readonly<Record<string, string>>,
): Promise<PageAnswer> {
  try {
    const response = await shop.fetch(path, {
      redirect: "manual",
      ...(fields && { method: "POST", body: new URLSearchParams(fields) }),
    });
    const location = response.headers.get("location") ?? undefined;
    return {
      status: response.status,
      html: await response.text(),
      ...(location !== undefined && { location }),
    };
  } catch {
    return {};
  }
}

/** The path of an address, whosever host it names. */
export function pathOf(address: string): string {
  return new URL(address, "http://localhost").pathname;
}

/** What a page's form holds as it was served. */
export function formIn(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  new HTMLRewriter()
    .on("input[name]", {
      element(input) {
        const isChosen = input.getAttribute("type") !== "radio" || input.hasAttribute("checked");
        if (isChosen) fields[input.getAttribute("name") ?? ""] = unescaped(input.getAttribute("value") ?? "");
      },
    })
    .transform(html);
  return fields;
}

function unescaped(value: string): string {
  return value
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
