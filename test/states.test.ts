import { expect, test } from "bun:test";
import { stateCodeOf } from "../src/states.ts";

test.each([
  ["AE", "AE"],
  ["us-ae", "AE"],
  ["Armed Forces Europe", "AE"],
  ["ARMED FORCES AMERICAS", "AA"],
  ["armed forces pacific", "AP"],
  ["Puerto Rico", "PR"],
  ["California", "CA"],
  ["Armed Forces", undefined],
])("the US state %p is %p", (written, code) => {
  expect(stateCodeOf("US", written)).toBe(code);
});
