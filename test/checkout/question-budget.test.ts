import { expect, test } from "bun:test";
import { QuestionBudget } from "../../src/checkout/question-budget.ts";
import { DAY, HOUR } from "../../src/clock.ts";
import { newId, type SessionId } from "../../src/ids.ts";
import { stoppedClock } from "./shop.ts";

function budgetOf(perDay: number) {
  const clock = stoppedClock();
  const told = { times: 0 };
  const budget = new QuestionBudget(perDay, clock, () => {
    told.times += 1;
  });
  return { budget, clock, told };
}

const newSession = (): SessionId => newId("SessionId");
const takeMany = (budget: QuestionBudget, count: number, checkout?: SessionId) =>
  Array.from({ length: count }, () => budget.take(checkout)).filter((isTaken) => isTaken).length;

test("so many questions a day are asked, and the merchant hears once that there are none left", () => {
  const { budget, told } = budgetOf(3);
  expect(takeMany(budget, 10)).toBe(3);
  expect(told.times).toBe(1);
});

test("the next day brings as many again, and another word when they are used up", () => {
  const { budget, clock, told } = budgetOf(3);
  takeMany(budget, 10);
  clock.advance(DAY - HOUR);
  expect(budget.take()).toBe(false);
  clock.advance(HOUR);
  expect(takeMany(budget, 10)).toBe(3);
  expect(told.times).toBe(2);
});

test("one checkout cannot use up what all have, and what it is refused is not counted", () => {
  const { budget } = budgetOf(100);
  expect(takeMany(budget, 1_000, newSession())).toBe(40);
  expect(takeMany(budget, 1_000, newSession())).toBe(40);
  expect(takeMany(budget, 1_000)).toBe(20);
});

test("with none a day, nobody is ever asked", () => {
  expect(takeMany(budgetOf(0).budget, 5)).toBe(0);
});

test("of several processes each asks its share, and the merchant hears once", () => {
  const told = { times: 0 };
  const spent = () => {
    told.times += 1;
  };
  const budget = new QuestionBudget(10, stoppedClock(), spent, { liveNodes: () => 4 });
  expect(takeMany(budget, 10)).toBe(3);
  expect(told.times).toBe(1);
});
