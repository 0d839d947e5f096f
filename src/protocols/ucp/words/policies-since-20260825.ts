import { type Static, Type } from "@sinclair/typebox";
import { maybe } from "../../../operations/fields.ts";
import type { Shop } from "../../../shop.ts";
import { open } from "./fields.ts";
import type { MessageAnswer } from "./messages.ts";

/** A rule of the shop's about what is sold (2026-08-25, `types/policy.json`). */
export const PolicyAnswer = open({
  type: Type.String(),
  description: open({ plain: Type.String() }),
  applies_to: maybe(Type.Array(Type.String())),
  url: maybe(Type.String()),
});

/** What a policy or a disclosure of goods is made of: whether buyers may not withdraw from their purchase. */
type Goods = readonly { readonly isWithdrawalExcluded?: boolean | undefined }[];

const returns = "dev.ucp.shopping.policy.return";
const noWithdrawal = "Buyers cannot withdraw from the purchase of this.";

/**
 * The shop's terms of return: its page of them, for everything, and goods that are not taken back. Absent where it says
 * neither: links then stand alone.
 *
 * @param paths of the goods that buyers may not withdraw from, JSONPaths in the answer.
 */
export function encodePolicies(
  { links, name }: Pick<Shop, "links" | "name">,
  paths: readonly string[],
): Static<typeof PolicyAnswer>[] | undefined {
  const page = links.find(({ type }) => type === "return_policy");
  const general = page && {
    type: returns,
    description: { plain: page.title ?? `Return policy of ${name}` },
    url: page.url,
  };
  const policies = [...(general ? [general] : []), ...encodeExclusion(paths)];
  return policies.length > 0 ? policies : undefined;
}

/** The rule alone that some goods are not taken back, which an order keeps. */
export function encodeExclusion(paths: readonly string[]): Static<typeof PolicyAnswer>[] {
  return paths.length > 0
    ? [{ type: returns, description: { plain: noWithdrawal }, applies_to: [...paths] }]
    : [];
}

/** Where the lines are that buyers may not withdraw from. */
export function excludedLines(lines: Goods): readonly string[] {
  return lines.flatMap(({ isWithdrawalExcluded }, index) =>
    isWithdrawalExcluded ? [`$.line_items[${index}]`] : [],
  );
}

/** Tells buyers of each such line before they buy (Directive 2011/83/EU, article 6). */
export function encodeDisclosures(lines: Goods): Static<typeof MessageAnswer>[] {
  return excludedLines(lines).map((path) => ({
    type: "warning",
    code: returns,
    path,
    content: noWithdrawal,
    content_type: "plain",
    presentation: "disclosure",
  }));
}
