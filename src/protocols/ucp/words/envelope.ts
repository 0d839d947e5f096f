import { Type } from "@sinclair/typebox";
import { type Release, relevantTo } from "./capabilities.ts";
import { open } from "./fields.ts";

/** What every answer says of the protocol it is in. */
export const Envelope = open({
  version: Type.String(),
  status: Type.String(),
  capabilities: Type.Record(Type.String(), Type.Array(open({ version: Type.String() }))),
});

/** Who reads an answer: in which release, and what of it was agreed on with them. */
export interface Reader {
  readonly release: Release;
  readonly capabilities: readonly string[];
}

/** The envelope of an answer about `root`: of what was agreed on, what bears on it. */
export function envelope({ release, capabilities }: Reader, root: string) {
  const { version } = release;
  return {
    version,
    status: "success",
    capabilities: Object.fromEntries(
      relevantTo(root, release, capabilities).map((name) => [name, [{ version }]]),
    ),
  };
}
