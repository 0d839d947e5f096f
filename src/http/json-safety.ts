import { jsonPath, type Step } from "../json-path.ts";
import type { Problem } from "../problem.ts";

/** Names that reach an object's prototype instead of its own properties where code copies them carelessly. */
const forbiddenNames: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [bracket, brace, endBracket, endBrace] = [0x5b, 0x7b, 0x5d, 0x7d];

/** How much a text that may be JSON makes the server build. */
export interface JsonLimits {
  readonly maxDepth: number;
  /** Of values of every kind, those inside others counted, too. */
  readonly maxValues: number;
}

/**
 * Why a text that may be JSON is too much to parse. Asked of large texts before they are parsed: 130,000 empty arrays
 * take a hundred times as long to build, compare and hash as to count.
 */
export function excessOf(text: string, { maxDepth, maxValues }: JsonLimits): Problem | undefined {
  let depth = 0;
  let values = 1;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInString && code === backslash) at += 1;
    else if (code === quote) isInString = !isInString;
    else if (isInString) continue;
    else if (code === comma) values += 1;
    else if (code === endBracket || code === endBrace) depth -= 1;
    else if (code === bracket || code === brace) {
      depth += 1;
      values += 1;
    }
    if (depth > maxDepth) return { kind: "body_too_deep", limit: maxDepth };
    if (values > maxValues) return { kind: "body_too_many_values", limit: maxValues };
  }
  return undefined;
}

/**
 * Finds what `JSON.parse` lets through and nothing behind it should meet, wherever it stands: nesting deeper than
 * `maxDepth`, names that reach prototypes, numbers too large for a double (1e400), and text that is not Unicode or
 * holds U+0000 (neither survives canonical JSON or a database). Gives `undefined` for a harmless value.
 */
export function findUnsafe(value: unknown, maxDepth: number): Problem | undefined {
  const steps: Step[] = [];

  function invalid(detail: string): Problem {
    return { kind: "invalid", place: { at: "path", path: jsonPath(steps) }, detail };
  }
  function textProblem(text: string): Problem | undefined {
    if (!text.isWellFormed()) return invalid("the text has a lone surrogate, which is not Unicode");
    if (text.includes("\0")) return invalid("the text has the character U+0000");
    return undefined;
  }
  function look(here: unknown, depth: number): Problem | undefined {
    if (typeof here === "string") return textProblem(here);
    if (typeof here === "number") {
      return Number.isFinite(here) ? undefined : invalid("the number is too large");
    }
    if (typeof here !== "object" || here === null) return undefined;
    if (depth === maxDepth) return { kind: "body_too_deep", limit: maxDepth };
    return Array.isArray(here) ? lookIntoArray(here, depth + 1) : lookIntoObject(here, depth + 1);
  }
  function lookIntoArray(array: readonly unknown[], depth: number): Problem | undefined {
    for (let index = 0; index < array.length; index += 1) {
      steps.push(index);
      const problem = look(array[index], depth);
      if (problem) return problem;
      steps.pop();
    }
    return undefined;
  }
  function lookIntoObject(object: object, depth: number): Problem | undefined {
    for (const name of Object.keys(object)) {
      const nameProblem = textProblem(name);
      if (nameProblem) return nameProblem;
      steps.push(name);
      if (forbiddenNames.has(name)) return invalid(`the name ${name} is not allowed`);
      const problem = look(Reflect.get(object, name), depth);
      if (problem) return problem;
      steps.pop();
    }
    return undefined;
  }

  return look(value, 0);
}
