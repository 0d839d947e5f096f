type Token = "{" | "}" | "[" | "]" | ":" | "," | "string" | "scalar";

/** Where the grammar of RFC 8259 stands, and what it takes there. */
type State =
  | "value"
  | "first value"
  | "name"
  | "first name"
  | "colon"
  | "after member"
  | "after item"
  | "end";

const grammar: Record<State, { readonly takes: readonly Token[]; readonly words: string }> = {
  value: { takes: ["{", "[", "string", "scalar"], words: "a value" },
  "first value": { takes: ["{", "[", "string", "scalar", "]"], words: "a value or ]" },
  name: { takes: ["string"], words: "a property name in double quotes" },
  "first name": { takes: ["string", "}"], words: "a property name in double quotes or }" },
  colon: { takes: [":"], words: "a colon" },
  "after member": { takes: [",", "}"], words: "a comma or }" },
  "after item": { takes: [",", "]"], words: "a comma or ]" },
  end: { takes: [], words: "nothing more" },
};

const blank = /[ \t\n\r]*/y;
const punctuation = /[{}[\]:,]/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters RFC 8259 forbids inside a string.
const string = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/**
 * Where and why a text is not JSON, quoting nothing of it: "line 3, column 9: expected a value". `JSON.parse` tells
 * no place, so the text is read again here, once it is known to be wrong.
 */
export function describeJsonError(text: string): string {
  const { at, state } = firstError(text);
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - before.lastIndexOf("\n");
  const ends = at >= text.length ? ", but the text ends" : "";
  return `line ${line}, column ${column}: expected ${grammar[state].words}${ends}`;
}

function firstError(text: string): { readonly at: number; readonly state: State } {
  /** For each bracket that is open, outermost first, the state after a value in it. */
  const open: State[] = ["end"];
  const afterValue = (): State => open.at(-1) ?? "end";
  let state: State = "value";
  let at = 0;
  for (;;) {
    at += lengthOf(blank, text, at);
    const { token, length } = tokenAt(text, at);
    if (token === undefined || !grammar[state].takes.includes(token)) return { at, state };
    at += length;
    switch (token) {
      case "{":
        open.push("after member");
        state = "first name";
        break;
      case "[":
        open.push("after item");
        state = "first value";
        break;
      case "}":
      case "]":
        open.pop();
        state = afterValue();
        break;
      case ",":
        state = state === "after member" ? "name" : "value";
        break;
      case ":":
        state = "value";
        break;
      case "string":
      case "scalar":
        state = isName(state) ? "colon" : afterValue();
    }
  }
}

function isName(state: State): boolean {
  return state === "name" || state === "first name";
}

function tokenAt(text: string, at: number): { readonly token: Token | undefined; readonly length: number } {
  // The one character matched is one of the tokens that are characters.
  if (lengthOf(punctuation, text, at) === 1) return { token: text[at] as Token, length: 1 };
  const length = lengthOf(string, text, at);
  if (length > 0) return { token: "string", length };
  const scalarLength = lengthOf(scalar, text, at);
  return { token: scalarLength > 0 ? "scalar" : undefined, length: scalarLength };
}

/** How much of `text` a sticky pattern matches from `at` on; 0 for nothing. */
function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
