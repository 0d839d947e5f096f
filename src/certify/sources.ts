/** A section of the checklist by which OpenAI lets merchants in. */
export function launchChecklist(section: string): string {
  return `OpenAI, “Agentic commerce in production”, ${section} (https://developers.openai.com/commerce/guides/production)`;
}

/** A place in the protocol's own texts. */
export function protocol(place: string): string {
  return `ACP, ${place} (https://www.agenticcommerce.dev)`;
}

/** A place in the texts of the Universal Commerce Protocol. */
export function ucpText(place: string): string {
  return `UCP 2026-08-25, ${place} (https://ucp.dev)`;
}

/** What OpenAI asks of every service that ChatGPT calls. */
export function productionNotes(section: string): string {
  return `OpenAI, “Production notes on GPT Actions”, ${section} (https://developers.openai.com/api/docs/actions/production)`;
}
