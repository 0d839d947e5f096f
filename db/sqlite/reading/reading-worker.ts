import { openReader, type Queries } from "../database.ts";
import type { ReadAnswer, ReadRequest } from "./messages.ts";
import { openQuestions } from "./questions.ts";

/*
 * Reads the database in a thread of its own: what takes milliseconds here holds up no request that sells. ReadRequest by
 * messages, of which the first names the file; answers each question with one message.
 */

declare const self: Worker;

let reader: Queries | undefined;
let questions: ReadonlyMap<string, (input: never) => Promise<unknown>> = new Map();

self.onmessage = async ({ data }: MessageEvent<ReadRequest>) => {
  switch (data.kind) {
    case "open":
      reader = openReader(data.file);
      questions = new Map(Object.entries(openQuestions(reader)));
      return;
    case "asked":
      tell(await answerTo(data.name, data.input));
      return;
    case "close":
      reader?.$client.close();
      tell({ kind: "closed" });
      return;
  }
};

async function answerTo(name: string, input: string): Promise<ReadAnswer> {
  try {
    const question = questions.get(name);
    if (!question) throw new Error(`there is no question ${name}`);
    return { kind: "answer", value: JSON.stringify(await question(JSON.parse(input) as never)) };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function tell(answered: ReadAnswer): void {
  self.postMessage(answered);
}
