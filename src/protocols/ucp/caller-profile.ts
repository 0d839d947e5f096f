import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { parseDictionary } from "structured-headers";
import type { DocumentText, ReadDocument } from "../../outgoing/document-reader.ts";
import { type CallerProfileFault, fail, type Outcome, succeed } from "../../problem.ts";
import type { OfferedCapabilities } from "./words/capabilities.ts";

/** Longer addresses are nobody's. */
const LONGEST_URL = 2_048;
/** How long whoever finds too many profiles being read is asked to wait. */
const BUSY_RETRY_SECONDS = 1;

const Version = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

/** What is read of a platform's profile (UCP 2026-04-08, `discovery/profile_schema.json`). */
const Profile = Type.Object({
  ucp: Type.Object({
    version: Version,
    capabilities: Type.Optional(Type.Record(Type.String(), Type.Array(Type.Object({ version: Version })))),
  }),
});

/** What a caller says of itself in its profile. */
export interface CallerProfile {
  readonly url: string;
  readonly host: string;
  /** The version of UCP that it speaks. */
  readonly version: string;
  readonly capabilities: OfferedCapabilities;
}

/**
 * The address of the caller's profile: `UCP-Agent: profile="https://…"`, a dictionary of RFC 8941. Problems:
 * `caller_profile` where there is none, or it cannot be one.
 *
 * @param header as received; several are joined by commas, as a dictionary may be.
 */
export function profileAddress(header: string | null): Outcome<URL> {
  if (header === null)
    return refused(
      "invalid_profile_url",
      'the UCP-Agent header is required: UCP-Agent: profile="https://platform.example/profile"',
    );
  const said = profileOf(header);
  if (said === undefined)
    return refused(
      "invalid_profile_url",
      'the UCP-Agent header must be a dictionary with the profile\'s address in quotes: profile="https://…"',
    );
  const url = said.length > LONGEST_URL ? null : URL.parse(said);
  if (
    !url ||
    (url.protocol !== "https:" && url.protocol !== "http:") ||
    url.username ||
    url.password ||
    url.hash
  )
    return refused(
      "invalid_profile_url",
      "the profile's address must be an https address without user, password and fragment",
    );
  return succeed(url);
}

function profileOf(header: string): string | undefined {
  try {
    const [profile] = parseDictionary(header).get("profile") ?? [];
    return typeof profile === "string" ? profile : undefined;
  } catch {
    return undefined;
  }
}

/** How many profiles are kept as they were understood, those not asked for the longest forgotten first. */
const UNDERSTOOD = 1_000;

/** Reads a caller's profile. Problems: `caller_profile` where it cannot be read or is none, and for a while after. */
export type ReadCallerProfile = (url: URL) => Promise<Outcome<CallerProfile>>;

/** Builds the {@link ReadCallerProfile} that reads as `read` does, and understands the same text once. */
export function createProfileReader(read: ReadDocument): ReadCallerProfile {
  const understood = new Map<string, { readonly text: string; readonly profile: Outcome<CallerProfile> }>();
  return async (url) => {
    const found = await read(url.href);
    if (found.kind !== "read") return understand(found, url);
    const known = understood.get(url.href);
    understood.delete(url.href);
    const profile = known?.text === found.text ? known.profile : understand(found, url);
    understood.set(url.href, { text: found.text, profile });
    for (const oldest of understood.keys()) {
      if (understood.size <= UNDERSTOOD) break;
      understood.delete(oldest);
    }
    return profile;
  };
}

function understand(found: DocumentText, url: URL): Outcome<CallerProfile> {
  switch (found.kind) {
    case "busy":
      return fail({ kind: "rate_limited", retryAfterSeconds: BUSY_RETRY_SECONDS });
    case "forbidden":
      return refused("invalid_profile_url", `the profile's address is not called: ${found.detail}`);
    case "unreachable":
      return refused("profile_unreachable", `the profile could not be read: ${found.detail}`);
    case "too_long":
      return refused("profile_malformed", `the profile is not read: ${found.detail}`);
    case "read": {
      const profile = parsed(found.text);
      if (!profile)
        return refused("profile_malformed", "the profile is not JSON with ucp.version and ucp.capabilities");
      const { version, capabilities = {} } = profile.ucp;
      const offered = new Map(
        Object.entries(capabilities).map(([name, entries]) => [name, entries.map((entry) => entry.version)]),
      );
      return succeed({ url: url.href, host: url.host, version, capabilities: offered });
    }
  }
}

function parsed(text: string): Static<typeof Profile> | undefined {
  try {
    const profile: unknown = JSON.parse(text);
    return Value.Check(Profile, profile) ? profile : undefined;
  } catch {
    return undefined;
  }
}

function refused(reason: CallerProfileFault, detail: string): Outcome<never> {
  return fail({ kind: "caller_profile", reason, detail });
}
