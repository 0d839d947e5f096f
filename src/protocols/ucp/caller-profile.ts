import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { parseDictionary } from "structured-headers";
import { readProfileAddress } from "../../agents/profile-address.ts";
import { type PublishedKey, signingKeysIn } from "../../agents/published-key.ts";
import type { DocumentFinding, ReadDocuments } from "../../outgoing/document-reader.ts";
import { type CallerProfileFault, fail, type Outcome, succeed, unreachable } from "../../problem.ts";
import { agreedCapabilities, order, type Release } from "./words/capabilities.ts";

/** How long whoever finds too many profiles being read is asked to wait. */
const BUSY_RETRY_SECONDS = 1;

const Version = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

/** Its keys are looked at one by one: what is not known of one is no fault of the others. */
const Keys = Type.Optional(Type.Array(Type.Unknown(), { maxItems: 100 }));

/** What is read of a platform's profile (UCP 2026-04-08, `discovery/profile_schema.json`). */
const Profile = Type.Object({
  ucp: Type.Object({
    version: Version,
    capabilities: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Array(
          Type.Object({
            version: Version,
            config: Type.Optional(Type.Object({ webhook_url: Type.Optional(Type.Unknown()) })),
          }),
        ),
      ),
    ),
  }),
  signing_keys: Keys,
  keys: Keys,
});

/** What a caller says of itself in its profile. */
export interface CallerProfile {
  /** The version of UCP that it speaks. */
  readonly version: string;
  /** What of its capabilities the shop has, too, by name; none where the shop does not speak its version. */
  readonly capabilities: readonly string[];
  /** By what its signatures are verified, by the member that versions have them in. */
  readonly keys: Readonly<Record<"signing_keys" | "keys", readonly PublishedKey[]>>;
  /** Where it wants to be told of its orders (`order.json`, `platform_schema`); absent where it does not. */
  readonly webhookUrl?: string | undefined;
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
  const url = readProfileAddress(said);
  return url
    ? succeed(url)
    : refused(
        "invalid_profile_url",
        "the profile's address must be an https address without user, password and fragment",
      );
}

function profileOf(header: string): string | undefined {
  try {
    const [profile] = parseDictionary(header).get("profile") ?? [];
    return typeof profile === "string" ? profile : undefined;
  } catch {
    return undefined;
  }
}

/** Reads callers' profiles. Problems: `caller_profile` where one cannot be read or is none, and for a while after. */
export interface CallerProfiles {
  read(url: URL): Promise<Outcome<CallerProfile>>;
  /** Reads it once more, though it was read before; `undefined` where its host was asked that a short while ago. */
  readAnew(url: URL): Promise<Outcome<CallerProfile> | undefined>;
}

/**
 * Builds the {@link CallerProfiles} of one server.
 *
 * @param releases of UCP that the shop speaks: what is agreed on in each is worked out once a profile.
 */
export function createCallerProfiles(
  readDocuments: ReadDocuments,
  releases: readonly Release[],
): CallerProfiles {
  const documents = readDocuments((text) => understand(text, releases));
  return {
    read: async (url) => profileIn(await documents.read(url.href)),
    async readAnew(url) {
      const found = await documents.readAnew(url.href);
      return found && profileIn(found);
    },
  };
}

function profileIn(found: DocumentFinding<Outcome<CallerProfile>>): Outcome<CallerProfile> {
  switch (found.kind) {
    case "read":
      return found.meaning;
    case "busy":
      return fail({ kind: "rate_limited", retryAfterSeconds: BUSY_RETRY_SECONDS });
    case "forbidden":
      return refused("invalid_profile_url", `the profile's address is not called: ${found.detail}`);
    case "unreachable":
      return refused("profile_unreachable", `the profile could not be read: ${found.detail}`);
    case "too_long":
      return refused("profile_malformed", `the profile is not read: ${found.detail}`);
    default:
      return unreachable(found);
  }
}

function understand(text: string, releases: readonly Release[]): Outcome<CallerProfile> {
  const profile = parsed(text);
  if (!profile)
    return refused("profile_malformed", "the profile is not JSON with ucp.version and ucp.capabilities");
  const { version, capabilities = {} } = profile.ucp;
  const webhook = capabilities[order]?.find((entry) => entry.version === version)?.config?.webhook_url;
  const webhookUrl = typeof webhook === "string" ? readProfileAddress(webhook) : undefined;
  if (webhook !== undefined && !webhookUrl)
    return refused(
      "profile_malformed",
      `the webhook_url of ${order} must be an https address without user, password and fragment`,
    );
  const offered = new Map(
    Object.entries(capabilities).map(([name, entries]) => [name, entries.map((entry) => entry.version)]),
  );
  const keys = {
    signing_keys: signingKeysIn(profile.signing_keys ?? []),
    keys: signingKeysIn(profile.keys ?? []),
  };
  const release = releases.find((each) => each.version === version);
  return succeed({
    version,
    capabilities: release ? agreedCapabilities(offered, release) : [],
    keys,
    webhookUrl: webhookUrl?.href,
  });
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
