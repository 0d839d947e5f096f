/** The parts of a shop that somebody may look at or change. `money` is what gives money back or takes it. */
export const shopAreas = [
  "orders",
  "money",
  "products",
  "discounts",
  "agents",
  "webhooks",
  "buyers",
  "operation",
  "people",
] as const;

export type ShopArea = (typeof shopAreas)[number];

/** What is asked of an area. */
export type Permission = `${ShopArea}:look` | `${ShopArea}:change`;

/** Every permission there is. */
export const permissions: readonly Permission[] = shopAreas.flatMap((area): readonly Permission[] => [
  `${area}:look`,
  `${area}:change`,
]);

/** What somebody is in a shop. */
export const roles = ["owner", "manager", "packer", "reader"] as const;

export type Role = (typeof roles)[number];

/** What each role may do, in words for those who give it. */
export const roleWords: Readonly<Record<Role, string>> = {
  owner: "everything, people and their roles too",
  manager: "everything but people",
  packer: "sees orders and products, ships and hands over; moves no money",
  reader: "sees everything but people and buyers' files; changes nothing",
};

const all = new Set(permissions);

const permissionsOf: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: all,
  manager: new Set(permissions.filter((each) => each !== "people:change")),
  packer: new Set<Permission>(["orders:look", "orders:change", "products:look"]),
  reader: new Set(permissions.filter((each) => each.endsWith(":look") && !/^(people|buyers):/.test(each))),
};

/** Whether a role may do what a permission is for. */
export function roleMay(role: Role, permission: Permission): boolean {
  return permissionsOf[role].has(permission);
}

/** The permission of this name; `undefined` for none. */
export function permissionNamed(name: string): Permission | undefined {
  return permissions.find((each) => each === name);
}
