import { Type } from "@sinclair/typebox";
import { relevantTo } from "./capabilities.ts";
import { open } from "./fields.ts";

/** What every answer says of the protocol it is in. */
export const Envelope = open({
  version: Type.String(),
  status: Type.String(),
  capabilities: Type.Record(Type.String(), Type.Array(open({ version: Type.String() }))),
});

/** The envelope of an answer about `root`: of what was agreed on, what bears on it. */
export function envelope(version: string, root: string, agreed: readonly string[]) {
  return {
    version,
    status: "success",
    capabilities: Object.fromEntries(relevantTo(root, agreed).map((name) => [name, [{ version }]])),
  };
}
