import { type Command, Option } from "commander";
import { wayOf, withWay } from "../buyers/purchase-context.ts";
import { type CheckoutSession, type SessionStatus, sessionStatuses } from "../checkout/session.ts";
import { toRfc3339 } from "../clock.ts";
import { asId, type SessionId } from "../ids.ts";
import { formatForPeople } from "../money.ts";
import { contextFacts } from "./context-facts.ts";
import { CommandFailed } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import { facts, renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { readWholeNumberOption } from "./whole-number.ts";

/** `checkstand sessions`. */
export function addSessionsCommand(program: Command, terminal: Terminal): void {
  const sessions = program
    .command("sessions")
    .description("checkouts that agents began, and why some came to nothing")
    .addHelpText(
      "after",
      `
Examples:
  checkstand sessions list
  checkstand sessions list --status canceled      # with the reasons that agents gave
  checkstand sessions show cs_…`,
    );
  addList(sessions, terminal);
  addShow(sessions, terminal);
}

interface ListOptions extends JsonOption {
  readonly limit: number;
  readonly before?: string;
  readonly status?: SessionStatus;
}

function addList(sessions: Command, terminal: Terminal): void {
  sessions
    .command("list")
    .description("list sessions, newest first")
    .option("--limit <count>", "how many at most", readWholeNumberOption, 20)
    .option("--before <session>", "only those begun before this one")
    .addOption(new Option("--status <status>", "only those that stand so").choices([...sessionStatuses]))
    .addOption(jsonOption())
    .action(async ({ json, limit, before, status }: ListOptions) => {
      const { withShop } = await import("./open-shop.ts");
      const page = await withShop(terminal, ({ reads }) =>
        reads.sessions.page({
          before: before === undefined ? undefined : asId<SessionId>(before),
          status,
          limit,
        }),
      );
      if (json) return terminal.out(JSON.stringify(page.map(withWay)));
      if (page.length === 0) return terminal.note("There are no such sessions.");
      terminal.out(
        renderTable(
          ["SESSION", "CHANGED", "STATUS", "TOTAL", "ITEMS", "WAY", "WHY"],
          page.map((session) => [
            session.id,
            toRfc3339(session.updatedAt),
            session.status,
            totalInWords(session),
            String(session.lineItems.reduce((sum, line) => sum + line.quantity, 0)),
            wayOf(session),
            whyInWords(session),
          ]),
        ),
      );
    });
}

function addShow(sessions: Command, terminal: Terminal): void {
  sessions
    .command("show")
    .description("show one session in full")
    .argument("<session>", "its id")
    .addOption(jsonOption())
    .action(async (which: string, { json }: JsonOption) => {
      const { withShop } = await import("./open-shop.ts");
      const session = await withShop(terminal, ({ reads }) => reads.sessions.find(asId<SessionId>(which)));
      if (!session) throw new CommandFailed(`There is no session ${which}. See: checkstand sessions list`);
      terminal.out(json ? JSON.stringify(withWay(session)) : inWords(session));
    });
}

function inWords(session: CheckoutSession): string {
  const { intentTrace, messages, lineItems } = session;
  return [
    facts([
      ["Session", session.id],
      ["Protocol", `${session.protocol.name} ${session.protocol.version}`],
      ["Begun", toRfc3339(session.createdAt)],
      ["Changed", toRfc3339(session.updatedAt)],
      ["Ends", toRfc3339(session.expiresAt)],
      ["Status", session.status],
      ["Order", session.orderId],
      ["Buyer", session.buyer?.email ?? session.fulfillmentDetails?.email],
      ["Why canceled", intentTrace && whyInWords(session)],
      ["Notes", session.orderNotes],
      ...contextFacts(session),
    ]),
    renderTable(
      ["ITEM", "QUANTITY", "EACH", "TOTAL"],
      lineItems.map((line) => [
        `${line.title} (${line.variantId})`,
        String(line.quantity),
        formatForPeople(line.unitPrice, session.currency),
        formatForPeople(line.amounts.total, session.currency),
      ]),
    ),
    facts([
      ...session.totals.map(
        (total) => [total.displayText, formatForPeople(total.amount, session.currency)] as const,
      ),
    ]),
    ...(messages.length === 0 ? [] : [messages.map(({ content }) => `- ${content}`).join("\n")]),
  ].join("\n\n");
}

/** What is waited for, or why the buyer left. */
function whyInWords({ intentTrace, messages }: CheckoutSession): string {
  if (intentTrace) {
    const { reasonCode, summary } = intentTrace;
    return summary === undefined ? reasonCode : `${reasonCode}: ${summary}`;
  }
  return messages.find((message) => message.type === "error")?.content ?? "";
}

function totalInWords({ totals, currency }: CheckoutSession): string {
  const total = totals.find(({ type }) => type === "total");
  return total ? formatForPeople(total.amount, currency) : "";
}
