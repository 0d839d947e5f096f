import { type AllowedAddresses, type ListSource, type RouteFamily, routeFamilies } from "../access/access.ts";
import { readList } from "../access/address-list.ts";
import { compileRanges, parseAddressList } from "../access/address-ranges.ts";
import { type KeptLists, keptListsOf } from "../access/kept-list.ts";
import { DAY, type Instant } from "../clock.ts";
import { pluralize } from "../pluralize.ts";
import type { Settings } from "../settings.ts";
import { advice, type Finding, good, wrong } from "./finding.ts";

/** A fetched list that is older has most likely changed since. */
const STALE_AFTER = 2 * DAY;

/** From where the shop may be asked, as far as that is limited, and whether the lists of others are here and fresh. */
export function examineAccess(settings: Settings, now: Instant): readonly Finding[] {
  const { access, server, database } = settings;
  const kept = keptListsOf(database.path);
  const findings = routeFamilies.flatMap((family) => {
    const allowed = access[family];
    return allowed ? examineFamily(family, allowed, { kept, now, isLocal: server.isLocal }) : [];
  });
  if (!access.checkout && !server.isDevelopment) {
    findings.push(
      advice(
        "access.checkout",
        "From everywhere, by whoever has a key. OpenAI publishes where ChatGPT buys from: set access.checkout.url to " +
          "https://openai.com/chatgpt-connectors.json if no other agent buys here.",
      ),
    );
  }
  return findings;
}

function examineFamily(
  family: RouteFamily,
  { allow, list }: AllowedAddresses,
  world: { readonly kept: KeptLists; readonly now: Instant; readonly isLocal: boolean },
): readonly Finding[] {
  const subject = `access.${family}`;
  const findings: Finding[] = [];
  const own = compileRanges(allow);
  if (!world.isLocal && (own.has("127.0.0.1") || own.has("::1"))) {
    findings.push(
      advice(
        `${subject}.allow`,
        "This machine itself is allowed. A proxy on it that sends no X-Forwarded-For lets everybody in.",
      ),
    );
  }
  findings.push(list ? examineList(subject, list, world) : good(subject, `from ${ranges(allow.length)}`));
  return findings;
}

function examineList(
  subject: string,
  list: ListSource,
  { kept, now }: { readonly kept: KeptLists; readonly now: Instant },
): Finding {
  try {
    if (list.kind === "file")
      return good(subject, `from ${ranges(parseAddressList(readList(list)).length)} of ${list.location}`);
    const found = kept.find(list.location);
    if (!found)
      return advice(
        subject,
        `${list.location} was not fetched yet: \`serve\` does, and until then nobody of it is let in.`,
      );
    const count = ranges(parseAddressList(found.text).length);
    const at = new Date(found.fetchedAt).toISOString().slice(0, 16);
    return now - found.fetchedAt > STALE_AFTER
      ? advice(
          subject,
          `${count} of ${list.location}, last fetched at ${at}Z. The log of \`serve\` says why not since.`,
        )
      : good(subject, `from ${count} of ${list.location}, fetched at ${at}Z`);
  } catch (error) {
    return wrong(subject, `${error instanceof Error ? error.message : error}. Nobody of it is let in.`);
  }
}

function ranges(count: number): string {
  return pluralize(count, "range", "ranges");
}
