import { type Static, Type } from "@sinclair/typebox";
import { closed, DateTimeField, dateTime, maybe, oneOfWords } from "../../operations/fields.ts";
import { publicPartOf, type SigningKey } from "../../signing/key.ts";
import { rotateSigningKey, type SigningKeyState, statedKeys } from "../../signing/rotation.ts";
import { type AdminRoute, change, query } from "../route.ts";
import type { AdminServices } from "../services.ts";

const states = ["next", "signing", "retired"] as const;

const SigningKeyAnswer = closed({
  id: Type.String({ description: "What signatures name it by: its RFC 7638 thumbprint." }),
  state: oneOfWords(
    states,
    "next: published, and signs from `signs_from` on. retired: published, but signs no more.",
  ),
  created_at: DateTimeField,
  signs_from: DateTimeField,
  published_until: maybe(DateTimeField),
  public_key: Type.Object({}, { additionalProperties: true, description: "As a JWK (RFC 7517)." }),
});

const tag = "Webhooks";

/** The keys that the shop signs its own messages with. */
export function signingKeyRoutes(services: AdminServices): readonly AdminRoute[] {
  return [listSigningKeys(services), rotate(services)];
}

function listSigningKeys({ reads, clock }: AdminServices): AdminRoute {
  return query("/signing-keys", {
    tag,
    summary: "List the keys that events are signed with",
    description: "Those that are published now, without their private parts.",
    answer: closed({ keys: Type.Array(SigningKeyAnswer) }),
    async handle() {
      const keys = statedKeys(await reads.signingKeys.all(), clock.now());
      return { keys: keys.map(({ key, state }) => encodeKey(key, state)) };
    },
  });
}

function rotate({ clock }: AdminServices): AdminRoute {
  return change("/signing-keys/rotate", {
    tag,
    summary: "Make a new key to sign events with",
    description:
      "It is published at once and signs in an hour; those before it stay published for a week after that. With `are_compromised` they are withdrawn and the new one signs at once.",
    status: 201,
    body: closed({ are_compromised: Type.Optional(Type.Boolean()) }),
    answer: SigningKeyAnswer,
    async handle(stores, { body, actor }) {
      const now = clock.now();
      const { are_compromised: areCompromised = false } = body;
      const key = await rotateSigningKey(stores, { areCompromised, actor }, now);
      return encodeKey(key, key.signsFrom > now ? "next" : "signing");
    },
  });
}

function encodeKey(key: SigningKey, state: SigningKeyState): Static<typeof SigningKeyAnswer> {
  return {
    id: key.id,
    state,
    created_at: dateTime(key.createdAt),
    signs_from: dateTime(key.signsFrom),
    published_until: dateTime(key.publishedUntil),
    public_key: publicPartOf(key),
  };
}
