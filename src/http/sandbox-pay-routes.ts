import { Elysia } from "elysia";
import { type SandboxOutcome, type SandboxPages, sandboxOutcomes } from "../payments/sandbox/page.ts";
import type { Shop } from "../shop.ts";
import { readForm } from "./pages/form-body.ts";
import { pageReply } from "./pages/layout.ts";
import { sandboxPayPage } from "./pages/sandbox-pay-page.ts";
import { contextOf } from "./request-context.ts";
import { respond } from "./respond.ts";

/** The page in the payment provider's place while the sandbox is paid: a button for each outcome. */
export function sandboxPayRoutes(shop: Shop, pages: SandboxPages) {
  return new Elysia({ normalize: false })
    .get("/sandbox/pay/:id", async ({ request, params }) => {
      const page = await pages.find(params.id);
      return respond(contextOf(request), pageReply(shop, sandboxPayPage(page), page ? 200 : 404));
    })
    .post("/sandbox/pay/:id", async ({ request, params }) => {
      const context = contextOf(request);
      const outcome = (await readForm(request)).get("outcome");
      const page = await pages.find(params.id);
      if (!isOutcome(outcome)) return respond(context, pageReply(shop, sandboxPayPage(page), 422));
      const visit = await pages.choose(params.id, outcome);
      return respond(
        context,
        visit.kind === "sent"
          ? { status: 303, body: null, headers: { location: visit.url } }
          : pageReply(shop, sandboxPayPage(visit.page), visit.page ? 200 : 404),
      );
    });
}

function isOutcome(text: string | null): text is SandboxOutcome {
  return sandboxOutcomes.some((outcome) => outcome === text);
}
