import type { UpdateCommand } from "../../../checkout/command.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { detailsOf, type FormRules, formOf, type TypedForm } from "./typed-form.ts";

/** What a form without mistakes changes of its session; nothing of what stands there already. */
export function changesOf(
  form: TypedForm,
  session: CheckoutSession,
  rules: Pick<FormRules, "needsAddress">,
): UpdateCommand {
  const known = formOf(session);
  const details = detailsOf(form, rules);
  const knownDetails = detailsOf(known, rules);
  const isNewAddress = details !== undefined && !Bun.deepEquals(details, knownDetails);
  const isNewDelivery =
    form.delivery !== known.delivery && session.options.some(({ id }) => id === form.delivery);
  return {
    ...(form.email !== "" &&
      form.email !== known.email && { buyer: { ...session.buyer, email: form.email } }),
    ...(isNewAddress && { fulfillmentDetails: details }),
    ...(isNewDelivery && { selections: [{ optionId: form.delivery }] }),
    ...codesOf(form, session),
    ...itemsOf(form, session),
  };
}

/** Codes that hold stay; one that did not makes room for what is typed now. */
function codesOf(
  { code, removedCode }: TypedForm,
  session: CheckoutSession,
): Pick<UpdateCommand, "discountCodes"> {
  const rejected = new Set(session.rejectedDiscounts.map((each) => each.code));
  if (code !== "" && session.discountCodes.includes(code) && removedCode === undefined) return {};
  const held = session.discountCodes.filter((each) => !rejected.has(each) && each !== removedCode);
  const discountCodes = code === "" ? held : [...held, code];
  return Bun.deepEquals(discountCodes, session.discountCodes) ? {} : { discountCodes };
}

/** A quantity of 0 takes the line out, except the last one: an order of nothing is none. */
function itemsOf({ quantities }: TypedForm, { lineItems }: CheckoutSession): Pick<UpdateCommand, "items"> {
  const wanted = lineItems.map(({ id, variantId, quantity }) => ({
    id: variantId,
    quantity: Number(quantities.get(id) ?? quantity),
    before: quantity,
  }));
  const isChanged = wanted.some(({ quantity, before }) => quantity !== before);
  const left = wanted.filter(({ quantity }) => quantity > 0);
  if (!isChanged || left.length === 0) return {};
  return { items: left.map(({ id, quantity }, index) => ({ id, quantity, index })) };
}
