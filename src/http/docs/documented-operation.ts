import type { DocumentDecoration } from "elysia";
import type { Binding } from "../../protocols/binding.ts";
import type { DocumentedHeader, OperationDocument } from "../../protocols/documentation.ts";
import type { ProtocolVersion } from "../../protocols/protocol.ts";

type Parameters = NonNullable<DocumentDecoration["parameters"]>;
type Responses = NonNullable<DocumentDecoration["responses"]>;

/** An OpenAPI reference to one of the document's schemas. */
export function schemaRef(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/**
 * What the OpenAPI document of a version says of an operation, beside its body. Problems are documented
 * as the version really answers them: its encoder gives the status and the example.
 */
export function documentedOperation(version: ProtocolVersion, binding: Binding): DocumentDecoration {
  const { documentation, operation } = binding;
  if (!documentation) return {};
  const { operationId, tag, summary, description, success } = documentation;
  return {
    tags: [tag],
    operationId,
    summary,
    description,
    parameters: parametersOf(version, binding),
    responses: {
      [success.status]: {
        description: success.description,
        content: { "application/json": { schema: schemaRef(success.component) } },
      },
      ...refusals(version, operation, documentation),
    },
  };
}

function parametersOf({ document }: ProtocolVersion, { changes, documentation }: Binding): Parameters {
  const headers = (document?.headers ?? []).filter(({ onChangesOnly }) => changes || !onChangesOnly);
  return [...headers.map(headerParameter), ...(documentation?.id ? [idParameter(documentation.id)] : [])];
}

function headerParameter({ name, required, description, schema, example }: DocumentedHeader) {
  return {
    name,
    in: "header",
    required,
    description,
    schema,
    ...(example !== undefined && { example }),
  } as const;
}

function idParameter(description: string) {
  return { name: "id", in: "path", required: true, description, schema: { type: "string" } } as const;
}

function refusals(
  { encodeProblem }: ProtocolVersion,
  operation: string,
  { problems, errorComponent }: OperationDocument,
): Responses {
  const byStatus = Map.groupBy(
    problems.map((problem) => encodeProblem(problem, operation)),
    ({ status }) => status,
  );
  return Object.fromEntries(
    [...byStatus].map(([status, answers]) => {
      const codes = answers.map(({ body }) => String(body["code"]));
      return [
        String(status),
        {
          description: `Refused: ${codes.map((code) => `\`${code}\``).join(", ")}.`,
          content: {
            "application/json": {
              schema: schemaRef(errorComponent),
              examples: Object.fromEntries(answers.map(({ body }, index) => [codes[index], { value: body }])),
            },
          },
        },
      ];
    }),
  );
}
