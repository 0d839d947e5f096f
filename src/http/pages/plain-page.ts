import { html } from "../../html.ts";
import type { Page } from "./layout.ts";

/** A page of one heading and one paragraph. */
export function plainPage(title: string, text: string): Page {
  return { title, main: html`<h1>${title}</h1>\n<p>${text}</p>` };
}
