import { createHash, timingSafeEqual } from "node:crypto";
import { httpbis } from "http-message-signatures";
import {
  type BareItem,
  type InnerList,
  isInnerList,
  parseDictionary,
  serializeDictionary,
} from "structured-headers";
import { type Instant, instant, MINUTE, SECOND } from "../clock.ts";
import { fail, type MessageSignatureFault, type Outcome, type Problem, succeed } from "../problem.ts";
import {
  type KeyVerifier,
  type PublishedKey,
  type SignatureAlgorithm,
  thumbprintOf,
  verifierOf,
} from "./published-key.ts";

/** How far the signer's clock and ours may be apart, ms, in either direction. */
const SIGNATURE_WINDOW = 5 * MINUTE;

/** More signatures of one request are not looked at. */
const MOST_SIGNATURES = 4;

/** The tag of signatures that are for Web Bot Auth as well, which wants more of them. */
const webBotAuth = "web-bot-auth";

/** What of a request its signature covers. */
export interface SignedMessage {
  readonly method: string;
  /** Where it was sent to, as the signer knows it: behind a proxy not what arrives here. */
  readonly url: string;
  /** As received. */
  readonly headers: Headers;
}

/** What is asked of a signature beside that it holds. */
export interface SignatureDemands {
  /** What it has to cover, in RFC 9421's names of components. */
  readonly components: readonly string[];
  readonly algorithms: readonly SignatureAlgorithm[];
}

/** A signature that holds. */
export interface VerifiedSignature {
  readonly keyId: string;
  /** The components it covers. */
  readonly components: readonly string[];
}

/**
 * Verifies the signature of a request (RFC 9421) with the keys that its signer publishes. Of several signatures one has to
 * hold; those that carry another tag than Web Bot Auth's are for somebody else. The body is not looked at: where it is
 * covered, {@link digestMismatch} compares it.
 *
 * A moment at which it was made may be absent, as UCP has it: then idempotency keys, which are covered, keep it from being
 * used twice. Where it is there, it must be within five minutes of our clock.
 *
 * @returns what was verified, or the problem `message_signature` with a detail that tells an honest signer what to look at.
 */
export async function verifyMessageSignature(
  message: SignedMessage,
  keys: readonly PublishedKey[],
  demands: SignatureDemands,
  now: Instant,
): Promise<Outcome<VerifiedSignature>> {
  const { headers } = message;
  if (!headers.get("signature-input") || !headers.get("signature"))
    return refused("signature_missing", "a signed request has both headers, Signature-Input and Signature");
  const inputs = signatureInputs(headers.get("signature-input") ?? "");
  if (!inputs) return refused("signature_invalid", "Signature-Input is no dictionary of lists of components");
  let first: Outcome<never> | undefined;
  for (const candidate of inputs.slice(0, MOST_SIGNATURES)) {
    const verified = await verifyCandidate(message, candidate, keys, demands, now);
    if (verified.ok) return verified;
    first ??= verified;
  }
  return first ?? refused("signature_invalid", "Signature-Input names no signature");
}

/** One signature among those of a request: its label, what it covers, and what it says of itself. */
interface Candidate {
  readonly label: string;
  readonly input: InnerList;
  readonly parameters: ReadonlyMap<string, BareItem>;
}

function signatureInputs(header: string): readonly Candidate[] | undefined {
  try {
    const inputs: Candidate[] = [];
    for (const [label, input] of parseDictionary(header)) {
      if (!isInnerList(input)) return undefined;
      inputs.push({ label, input, parameters: input[1] });
    }
    return inputs;
  } catch {
    return undefined;
  }
}

async function verifyCandidate(
  message: SignedMessage,
  candidate: Candidate,
  keys: readonly PublishedKey[],
  demands: SignatureDemands,
  now: Instant,
): Promise<Outcome<VerifiedSignature>> {
  const { input, parameters } = candidate;
  const keyId = parameters.get("keyid");
  if (typeof keyId !== "string") return refused("signature_invalid", "the signature has no keyid");
  const stale = untimely(parameters, now);
  if (stale !== undefined) return refused("signature_invalid", stale);
  const components = coveredBy(input);
  const missing = demands.components.filter((component) => !components.includes(component));
  if (missing.length > 0)
    return refused("signature_invalid", `the signature has to cover ${missing.join(", ")} as well`);
  const key = keys.find(({ kid }) => kid === keyId);
  if (!key) return refused("key_not_found", "the profile publishes no key for signatures of this keyid");
  const tag = parameters.get("tag");
  if (tag !== undefined && (tag !== webBotAuth || !isForWebBotAuth(parameters, key)))
    return refused(
      "signature_invalid",
      "a tag may only be web-bot-auth, with created, expires and the key's thumbprint as keyid",
    );
  const verifier = verifierOf(key, demands.algorithms);
  if (!verifier)
    return refused("algorithm_unsupported", `keys are to be of ${demands.algorithms.join(" or ")}`);
  const named = parameters.get("alg");
  if (named !== undefined && named !== verifier.algorithm)
    return refused("algorithm_unsupported", `the key of this keyid signs with ${verifier.algorithm}`);
  if (!(await holds(message, candidate, verifier)))
    return refused(
      "signature_invalid",
      `the signature does not match ${message.method} ${message.url} and the headers it covers`,
    );
  return succeed({ keyId, components });
}

/** What is wrong with the moments a signature names, in seconds since 1970; `undefined` where nothing is. */
function untimely(parameters: ReadonlyMap<string, BareItem>, now: Instant): string | undefined {
  const created = momentOf(parameters.get("created"));
  const expires = momentOf(parameters.get("expires"));
  if (created === "none" || expires === "none") return "created and expires are whole seconds since 1970";
  if (created !== undefined && Math.abs(now - created) > SIGNATURE_WINDOW)
    return "created is more than 300 seconds away from our clock";
  return expires !== undefined && now > expires ? "the signature has expired" : undefined;
}

function momentOf(value: BareItem | undefined): Instant | "none" | undefined {
  if (value === undefined) return undefined;
  return typeof value === "number" && Number.isSafeInteger(value) ? instant(value * SECOND) : "none";
}

/** The components of a list that are covered whole; of `signature-agent` one member is what Web Bot Auth covers. */
function coveredBy([items]: InnerList): readonly string[] {
  return items.flatMap(([name, parameters]) => {
    if (typeof name !== "string") return [];
    const allowed = name === "signature-agent" ? ["key"] : [];
    return [...parameters.keys()].every((each) => allowed.includes(each)) ? [name] : [];
  });
}

/** Whether a signature is as Web Bot Auth wants it (UCP 2026-08-25, signatures, "WBA Interop"). */
function isForWebBotAuth(parameters: ReadonlyMap<string, BareItem>, key: PublishedKey): boolean {
  return parameters.has("created") && parameters.has("expires") && key.kid === thumbprintOf(key);
}

/** Whether the bytes of one signature are its key's. The library is shown no other signature, and has no say in the time. */
async function holds(
  { method, url, headers }: SignedMessage,
  { label, input }: Candidate,
  { algorithm, verify }: KeyVerifier,
): Promise<boolean> {
  try {
    const signature = parseDictionary(headers.get("signature") ?? "").get(label);
    if (!signature) return false;
    const shown = {
      ...headers.toJSON(),
      "signature-input": serializeDictionary(new Map([[label, input]])),
      signature: serializeDictionary(new Map([[label, signature]])),
    };
    const keyLookup = async () => ({ algs: [algorithm], verify });
    const verified = await httpbis.verifyMessage(
      { keyLookup, tolerance: Number.MAX_SAFE_INTEGER },
      { method, url, headers: shown },
    );
    // `null` is neither here nor there, and no signature.
    return verified === true;
  } catch {
    return false;
  }
}

/**
 * Compares a body with the `Content-Digest` that was signed (RFC 9530, sha-256). Gives the problem where it is another one.
 *
 * @param bytes as received.
 */
export function digestMismatch(header: string | null, bytes: Uint8Array): Problem | undefined {
  const expected = digestIn(header ?? "");
  if (!expected) return faultOf("digest_mismatch", "Content-Digest has to name the body's sha-256");
  const found = createHash("sha256").update(bytes).digest();
  return expected.length === found.length && timingSafeEqual(expected, found)
    ? undefined
    : faultOf("digest_mismatch", "the body is not the one that Content-Digest names");
}

function digestIn(header: string): Uint8Array | undefined {
  try {
    const [digest] = parseDictionary(header).get("sha-256") ?? [];
    return digest instanceof ArrayBuffer ? new Uint8Array(digest) : undefined;
  } catch {
    return undefined;
  }
}

function refused(reason: MessageSignatureFault, detail: string): Outcome<never> {
  return fail(faultOf(reason, detail));
}

function faultOf(reason: MessageSignatureFault, detail: string): Problem {
  return { kind: "message_signature", reason, detail };
}
