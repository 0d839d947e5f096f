import type { ShopProcess } from "../../e2e/shop-process.ts";
import type { StripeStandIn } from "../../stripe/stand-in.ts";

/** Where a shop is killed: at what request to Stripe, before or after that has worked, or when its answer has left. */
export interface DeathPoint {
  readonly at: string;
  readonly when: "before" | "after" | "answered";
}

/** Has the stand-in kill a shop once, by SIGKILL. Gives what settles when it is dead, and fails where it was never there. */
export function killAt(
  standIn: StripeStandIn,
  { at, when }: DeathPoint,
  shop: Pick<ShopProcess, "signal" | "ended">,
): () => Promise<void> {
  let killed: Promise<unknown> | undefined;
  const kill = () => {
    shop.signal("SIGKILL");
    return shop.ended;
  };
  // Whatever the shop would have heard, it is dead by then.
  const once = async (isPoint: boolean) => {
    if (!isPoint || killed) return;
    killed = when === "answered" ? Bun.sleep(1).then(kill) : kill();
    if (when !== "answered") await killed;
  };
  standIn.before = (route) => once(when === "before" && route === at);
  standIn.after = (route) => once(when !== "before" && route === at);
  return async () => {
    if (!killed) throw new Error(`the shop was not killed ${when} ${at}`);
    await killed;
    standIn.before = () => {};
    standIn.after = () => {};
  };
}
