import { type Content, html } from "../../../html.ts";
import type { OrderLineItem } from "../../../orders/order.ts";
import type { UnitsLeft } from "../../../orders/units.ts";

/** How many of each line; all that are left unless somebody chose fewer, or none where `chosen` says so. */
export function unitFields(
  lines: readonly OrderLineItem[],
  left: UnitsLeft,
  typed: URLSearchParams,
  chosen: "all" | "none" = "all",
): Content {
  const rows = lines.flatMap((line) => {
    const most = left(line);
    if (most <= 0) return [];
    const value = typed.get(`quantity.${line.id}`) ?? (chosen === "all" ? String(most) : "0");
    return [
      html`<tr><th scope="row"><label for="q-${line.id}">${line.title}</label><span class="soft small">${line.sku ?? line.variantId}</span></th><td class="amount nowrap"><input type="number" id="q-${line.id}" name="quantity.${line.id}" min="0" max="${most}" value="${value}" inputmode="numeric"> of ${most}</td></tr>
`,
    ];
  });
  return html`<table class="units"><thead><tr><th scope="col">Item</th><th scope="col" class="amount">Units</th></tr></thead>
<tbody>
${rows}</tbody></table>`;
}
