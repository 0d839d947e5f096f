import type { Actor } from "../../audit/audit.ts";
import type { StaffMember } from "../../people/person.ts";

/** Who did something, for a person: a name where it was somebody of the shop, else the way in. */
export function actorWords(actor: Actor, people: readonly Pick<StaffMember, "id" | "name">[]): string {
  const [kind, id] = actor.split(":");
  if (kind === "person") return people.find((person) => person.id === id)?.name ?? "somebody of before";
  return actor.replaceAll("_", " ").replace(":", " ");
}
