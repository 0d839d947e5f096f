import { expect, test } from "bun:test";
import type { AgentProfile } from "../../src/agents/agent.ts";
import { agentNames } from "../../src/agents/agent-names.ts";
import { profileAgent } from "../../src/agents/profile-agent.ts";
import type { CheckoutSession } from "../../src/checkout/session.ts";
import type { TransitionedSession } from "../../src/checkout/transitions.ts";
import { HOUR } from "../../src/clock.ts";
import { type AgentId, type AttemptId, asId, type SessionId } from "../../src/ids.ts";
import { listHost } from "../../src/operations/hosts.ts";
import { orderOf } from "../outbox/orders.ts";
import { onEveryEngine } from "./contract.ts";

function agentAt(host: string, standing: AgentProfile["standing"] = "claimed") {
  const profile = { url: `https://${host}/profile`, host, standing };
  return { id: profileAgent(profile).id, profile };
}

onEveryEngine("the merchant's list of hosts", (shop) => {
  test("is put, replaced, listed by name and taken from", async () => {
    const now = shop().clock.now();
    await shop().write(async ({ agents }) => {
      await agents.putHost({ host: "b.example", standing: "allowed", listedAt: now });
      await agents.putHost({ host: "a.example", standing: "allowed", listedAt: now });
      await agents.putHost({ host: "a.example", standing: "blocked", listedAt: shop().later(1) });
    });
    expect(await shop().reads.agents.hosts()).toEqual([
      { host: "a.example", standing: "blocked", listedAt: shop().later(1) },
      { host: "b.example", standing: "allowed", listedAt: now },
    ]);
    await shop().write(({ agents }) => agents.removeHost("a.example"));
    expect((await shop().reads.agents.hosts()).map(({ host }) => host)).toEqual(["b.example"]);
  });
});

onEveryEngine("what the merchant says of a host", (shop) => {
  test("is written down with who said it, but not what was so before", async () => {
    const { write, reads, clock } = shop();
    const wanted = { host: "a.example", standing: "blocked" } as const;
    const by = { actor: "command_line", now: clock.now() } as const;
    const say = () => write((stores) => listHost(stores, wanted, by));
    expect([(await say()).kind, (await say()).kind]).toEqual(["changed", "unchanged"]);
    await write((stores) => listHost(stores, { ...wanted, standing: "unlisted" }, by));
    expect(await reads.agents.hosts()).toEqual([]);
    expect((await reads.audit.of("a.example")).map(({ action, details }) => [action, details])).toEqual([
      ["host.list", { standing: "blocked" }],
      ["host.list", { standing: "unlisted" }],
    ]);
  });
});

onEveryEngine("agents made from profiles", (shop) => {
  test("are noted when they are seen, to the hour, and told by host", async () => {
    const { write, reads, later, clock } = shop();
    const [one, signed, other] = [
      agentAt("one.example"),
      agentAt("one.example", "signed"),
      agentAt("other.example"),
    ];
    await write(async ({ profileAgents }) => {
      await profileAgents.see(one, clock.now());
      await profileAgents.see(signed, clock.now());
      await profileAgents.see(other, later(1));
      await profileAgents.see(one, later(HOUR - 1));
    });
    expect(await reads.profileAgents.hostsSeen(5)).toEqual([
      { host: "other.example", agents: 1, lastSeenAt: later(1) },
      { host: "one.example", agents: 2, lastSeenAt: clock.now() },
    ]);
    await write(({ profileAgents }) => profileAgents.see(one, later(HOUR + 1)));
    expect((await reads.profileAgents.hostsSeen(1))[0]).toMatchObject({
      host: "one.example",
      lastSeenAt: later(HOUR + 1),
    });
    expect(await agentNames(reads, [one.id, signed.id, one.id, "agt_2"])).toEqual(
      new Map([
        [one.id, "one.example (unsigned)"],
        [signed.id, "one.example"],
      ]),
    );
    const unknown = asId<AgentId>("agt_1");
    expect(await reads.profileAgents.hostsOf([one.id, unknown])).toEqual(new Map([[one.id, "one.example"]]));
    expect(await reads.profileAgents.hostsOf([])).toEqual(new Map());
  });
});

onEveryEngine("agents made from profiles, when there are too many", (shop) => {
  test("are forgotten, those seen the longest ago first, a number at a time", async () => {
    const { write, reads, later } = shop();
    for (const index of [0, 1, 2, 3, 4])
      await write(({ profileAgents }) => profileAgents.see(agentAt(`${index}.example`), later(index)));
    expect(await write(({ profileAgents }) => profileAgents.forget(2, 2))).toBe(2);
    expect(await write(({ profileAgents }) => profileAgents.forget(2, 2))).toBe(1);
    expect(await write(({ profileAgents }) => profileAgents.forget(2, 2))).toBe(0);
    expect((await reads.profileAgents.hostsSeen(9)).map(({ host }) => host)).toEqual([
      "4.example",
      "3.example",
    ]);
  });
});

onEveryEngine("agents made from profiles that have something here", (shop) => {
  /** A session of an agent as it stands, and the order it became. */
  async function begun(number: number, status: CheckoutSession["status"]): Promise<string> {
    const agent = agentAt(`${status.replaceAll("_", "-")}.example`);
    const order = orderOf({
      number,
      agentId: agent.id,
      permalinkToken: `token-${number}`,
      sessionId: asId<SessionId>(`cs_${number}`),
      attemptId: asId<AttemptId>(`pay_${number}`),
    });
    const session = { id: order.sessionId, agentId: agent.id, status, expiresAt: shop().clock.now() };
    await shop().write(async ({ sessions, orders, profileAgents }) => {
      await profileAgents.see(agent, shop().clock.now());
      await sessions.insert(session as TransitionedSession);
      if (status === "completed") await orders.insert(order);
    });
    return agent.profile.host;
  }

  test("are remembered, however many there are: with an order, or a checkout that is not finished", async () => {
    const kept = [
      await begun(1, "completed"),
      await begun(2, "ready_for_payment"),
      await begun(3, "in_progress"),
      await begun(4, "requires_escalation"),
    ];
    for (const [index, status] of (["canceled", "expired"] as const).entries())
      await begun(5 + index, status);
    expect(await shop().write(({ profileAgents }) => profileAgents.forget(0, 100))).toBe(2);
    const hosts = (await shop().reads.profileAgents.hostsSeen(9)).map(({ host }) => host);
    expect(hosts.toSorted()).toEqual(kept.toSorted());
  });
});

onEveryEngine("payments of strangers", (shop) => {
  test("are counted for one and for all, until they turn out to be good or are over", async () => {
    const { write, later } = shop();
    const [one, other] = [asId<AgentId>("host claims one"), asId<AgentId>("host claims other")];
    const counted = (since: number) =>
      write(({ strangerPayments }) => strangerPayments.recent(one, later(since)));
    await write(async ({ strangerPayments }) => {
      await strangerPayments.put(asId<AttemptId>("pay_1"), one, later(1));
      await strangerPayments.put(asId<AttemptId>("pay_2"), one, later(2));
      await strangerPayments.put(asId<AttemptId>("pay_3"), other, later(3));
    });
    expect(await counted(0)).toEqual({ ofAgent: 2, together: 3 });
    await write(({ strangerPayments }) => strangerPayments.remove(asId<AttemptId>("pay_2")));
    expect(await counted(0)).toEqual({ ofAgent: 1, together: 2 });
    expect(await counted(1)).toEqual({ ofAgent: 0, together: 1 });
    expect(await counted(0)).toEqual({ ofAgent: 0, together: 1 });
  });
});
