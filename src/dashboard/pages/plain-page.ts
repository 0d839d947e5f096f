import { html } from "../../html.ts";
import { pageHead } from "../parts/page-parts.ts";
import type { DashboardPage } from "../shell/layout.ts";

/** A page of one heading and one paragraph. */
export function plainDashboardPage(title: string, words: string): DashboardPage {
  return { title, isNarrow: true, main: html`${pageHead(title)}\n<p>${words}</p>` };
}
