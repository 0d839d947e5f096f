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

/** A number or a word, alone: texts of this form are looked at no longer than numbers are. */
const scalar = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

/**
 * Where and why a text is not JSON, quoting nothing of it: "line 3, column 9: expected a value". `JSON.parse` tells
 * no place, so the text is read again here, once it is known to be wrong: by hand, each character once. A pattern that
 * takes a string of this length as one match goes back over it when it fails, and takes the whole server's time for it.
 */
export function describeJsonError(text: string): string {
  const { at, state } = firstError(text);
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < at; end = text.indexOf("\n", lineStart)) {
    line += 1;
    lineStart = end + 1;
  }
  const column = at - lineStart + 1;
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
    while (isBlank(text.charCodeAt(at))) at += 1;
    const token = tokenAt(text, at);
    if (token === undefined || !grammar[state].takes.includes(token)) return { at, state };
    const end = endOf(token, text, at);
    if (end === undefined) return { at, state };
    at = end;
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

/** Which token begins at `at`, as far as its first character tells. */
function tokenAt(text: string, at: number): Token | undefined {
  const first = text[at];
  switch (first) {
    case "{":
    case "}":
    case "[":
    case "]":
    case ":":
    case ",":
      return first;
    case '"':
      return "string";
    default:
      return isOfWord(text.charCodeAt(at)) ? "scalar" : undefined;
  }
}

/** Where the token that begins at `at` ends; `undefined` where it is not written as it should be. */
function endOf(token: Token, text: string, at: number): number | undefined {
  switch (token) {
    case "string":
      return endOfString(text, at);
    case "scalar":
      return endOfScalar(text, at);
    default:
      return at + 1;
  }
}

function endOfString(text: string, at: number): number | undefined {
  for (let here = at + 1; here < text.length; here += 1) {
    const code = text.charCodeAt(here);
    if (code === quote) return here + 1;
    if (code < space) return undefined;
    if (code === backslash) {
      const length = lengthOfEscape(text, here);
      if (length === 0) return undefined;
      here += length - 1;
    }
  }
  return undefined;
}

function lengthOfEscape(text: string, at: number): number {
  const kind = text.charAt(at + 1);
  if (kind === "u") return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : 0;
  return kind !== "" && '"\\/bfnrt'.includes(kind) ? 2 : 0;
}

function endOfScalar(text: string, at: number): number | undefined {
  let end = at;
  while (isOfWord(text.charCodeAt(end))) end += 1;
  return scalar.test(text.slice(at, end)) ? end : undefined;
}

const [space, quote, plus, minus, dot, underscore, backslash] = [0x20, 0x22, 0x2b, 0x2d, 0x2e, 0x5f, 0x5c];

function isBlank(code: number): boolean {
  return code === space || code === 0x0a || code === 0x0d || code === 0x09;
}

function isOfWord(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  const letter = code | 0x20;
  const isLetter = letter >= 0x61 && letter <= 0x7a;
  return isDigit || isLetter || code === plus || code === minus || code === dot || code === underscore;
}
