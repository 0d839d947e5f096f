import { afterAll, beforeAll, describe } from "bun:test";
import type { Instant } from "../../src/clock.ts";
import { after } from "../../src/clock.ts";
import type { OpenDatabase } from "../../src/stores.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { engines } from "../engines.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** An open database of an engine, for the tests of one subject. */
export interface ContractShop extends Pick<OpenDatabase, "writer" | "reads" | "questions" | "takeSnapshot"> {
  readonly write: OpenDatabase["writer"]["write"];
  readonly clock: ReturnType<typeof stoppedClock>;
  /** So many milliseconds after now. */
  later(milliseconds: number): Instant;
}

/**
 * What every engine must do alike: the same tests on each. Where an engine is not on this machine, its tests are skipped.
 *
 * @param declare declares the tests; `shop` gives the database, the same for all of them.
 */
export function onEveryEngine(subject: string, declare: (shop: () => ContractShop) => void): void {
  for (const engine of engines) {
    const words = `${subject} on ${engine.name}${engine.isThere ? "" : " (not installed here: apt-get install postgresql)"}`;
    describe.skipIf(!engine.isThere)(words, () => {
      const folder = temporaryFolder();
      const clock = stoppedClock();
      let opened: OpenDatabase | undefined;
      beforeAll(async () => {
        opened = await engine.open(folder.path, clock);
      });
      afterAll(async () => {
        await opened?.close();
        folder[Symbol.dispose]();
      });
      declare(() => {
        if (!opened) throw new Error("the database is not open yet");
        const { writer, reads, questions, takeSnapshot } = opened;
        const later = (milliseconds: number) => after(clock.now(), milliseconds);
        return { writer, write: writer.write, reads, questions, takeSnapshot, clock, later };
      });
    });
  }
}
