/**
 * How the apps that requests go to are made. Nothing is taken out of a body that the schema does not name, since that
 * is said to the agent instead. And a path starts wherever the host ends: unless told, Elysia takes a host to have four
 * characters at least, and finds no route for whoever says `Host: lb`.
 */
export const anyHost = { normalize: false, handler: { standardHostname: false } } as const;
