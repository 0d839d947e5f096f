// Node 20.12 brought it, and Bun has it; the types that @types/bun builds on are of Node 18.
declare module "node:util" {
  /** Reads `NAME=value` lines as Node reads a `.env`. */
  export function parseEnv(content: string): Record<string, string>;
}

export {};
