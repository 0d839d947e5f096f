import { expect, test } from "bun:test";
import { countChanges } from "../../src/monitoring/count-changes.ts";
import type { Write } from "../../src/storage.ts";
import type { JobStores } from "../../src/stores.ts";

const nothingCounted = { checkoutBegun() {}, checkoutEnded() {}, orderMade() {}, refundEnded() {} };

test("a job that is counted locks its rows when it says", async () => {
  const told: Write<JobStores> = (_, locks) => Promise.reject(new Error(`locks ${locks}`));
  const write = countChanges(told, nothingCounted);
  await expect(write(async () => {}, "at_end")).rejects.toThrow("locks at_end");
});
