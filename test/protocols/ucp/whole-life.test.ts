import { beforeAll, describe, expect, test } from "bun:test";
import {
  describeOfficialUcp,
  type OfficialKind,
  ucpErrors,
  ucpFields,
} from "../../conformance/official-ucp.ts";
import { fieldsCarriedBy, fieldsMissing } from "../../conformance/schema-fields.ts";
import { fieldsNotCarried } from "./fields-not-carried.ts";
import { everyWay } from "./platform.ts";
import { type LivedAnswer, liveThroughAll } from "./whole-life.ts";

describeOfficialUcp("a whole life, by the official schemas", () => {
  const lived = new Map<string, readonly LivedAnswer[]>();

  describe.each(everyWay)("in %s over %s", (version, transport) => {
    let answers: readonly LivedAnswer[] = [];
    beforeAll(async () => {
      answers = await liveThroughAll(version, transport);
      lived.set(version, [...(lived.get(version) ?? []), ...answers]);
    });

    test("every answer is valid", () => {
      const wrong = answers.flatMap(({ step, kind, body }) =>
        ucpErrors(version, kind, body).map((error) => `${step}: ${error}`),
      );
      expect(wrong).toEqual([]);
    });

    test("what happens is told as it is", () => {
      const told = (kind: OfficialKind) =>
        Object.fromEntries(
          answers.filter((each) => each.kind === kind).map(({ step, body }) => [step, outcomeOf(body)]),
        );
      expect(told("checkout")).toMatchObject({
        begun: "incomplete",
        "out of stock": "incomplete",
        declined: "ready_for_complete",
        escalated: "requires_escalation",
        "being paid": "complete_in_progress",
        canceled: "canceled",
        ordered: "completed",
        expired: "canceled",
      });
      expect(new Set(Object.values(told("error")))).toEqual(new Set(["error"]));
      const [refunded] = answers.filter(({ step }) => step === "refunded").map(({ body }) => body);
      expect(refunded.adjustments.map(({ type }: { type: string }) => type)).toContain("refund");
      expect(refunded.attribution).toEqual({ utm_source: "newsletter", gclid: "abc" });
    });
  });

  test("every field that the schemas name is carried by some answer, or has a reason not to be", () => {
    const used = new Set<string>();
    const unexplained = [...lived].flatMap(([version, answers]) =>
      [...new Set(answers.map(({ kind }) => kind))].flatMap((kind) => {
        const named = ucpFields(version, kind);
        const bodies = answers.filter((each) => each.kind === kind).map(({ body }) => body);
        const carried = new Set(bodies.flatMap((body) => [...fieldsCarriedBy(body, named)]));
        return fieldsMissing(named, carried).filter((path) => !isExplained(kind, path, used));
      }),
    );
    expect(unexplained).toEqual([]);
    expect(reasonsGiven().filter((reason) => !used.has(reason))).toEqual([]);
  });
});

function outcomeOf(body: LivedAnswer["body"]): string {
  return body.status ?? body.ucp.status;
}

/** Whether a reason is given for a field, which is then noted as used. */
function isExplained(kind: OfficialKind, path: string, used: Set<string>): boolean {
  const ofProduct = path.replace(/^products?(\[\])?\./, "product.");
  const places = [
    ["every answer", path],
    ["catalogue", ofProduct],
    [kind, path],
  ] as const;
  const found = places.find(([place, field]) => fieldsNotCarried[place][field] !== undefined);
  if (found) used.add(found.join(" "));
  return found !== undefined;
}

function reasonsGiven(): string[] {
  return Object.entries(fieldsNotCarried).flatMap(([place, reasons]) =>
    Object.keys(reasons).map((field) => `${place} ${field}`),
  );
}
