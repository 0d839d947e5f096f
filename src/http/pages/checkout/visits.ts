import type { Agent } from "../../../agents/agent.ts";
import type { HostedPayments, HostedPress, HostedState } from "../../../checkout/hosted-payments.ts";
import type { CheckoutPageLinks } from "../../../checkout/page-link.ts";
import { revisionOf } from "../../../checkout/revision.ts";
import { type CheckoutSession, totalOf } from "../../../checkout/session.ts";
import { may } from "../../../checkout/transitions.ts";
import type { CheckoutView } from "../../../checkout/view.ts";
import { type Clock, DAY, HOUR } from "../../../clock.ts";
import { strangerAt } from "../../../discounts/code-guesses.ts";
import type { AgentId, SessionId } from "../../../ids.ts";
import {
  type CheckoutContext,
  type CheckoutServices,
  getCheckout,
  updateCheckout,
} from "../../../operations/checkout.ts";
import { outcomeOf } from "../../../operations/outcome.ts";
import type { Perform } from "../../../operations/perform.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { Outcome, Problem } from "../../../problem.ts";
import type { Shop } from "../../../shop.ts";
import type { LiveNodes } from "../../../storage.ts";
import type { Reply } from "../../respond.ts";
import { pageReply } from "../layout.ts";
import { changesOf } from "./changes.ts";
import { type CheckoutPageContent, checkoutPage } from "./checkout-page.ts";
import { languageOf } from "./language.ts";
import { PageLimits } from "./limits.ts";
import { type Presentation, presentationFor } from "./presentation.ts";
import { changesSince, readShownOrder, type ShownOrder } from "./shown-order.ts";
import {
  atProviderPage,
  confirmingPage,
  endedPage,
  standingPage,
  unknownCheckoutPage,
} from "./standing-pages.ts";
import {
  type FieldMistake,
  type FormMistakes,
  formOf,
  mistakesIn,
  quantityField,
  readTypedForm,
  type TypedForm,
} from "./typed-form.ts";

/** What the page of a checkout needs of the shop. */
export interface CheckoutVisitServices {
  readonly shop: Shop;
  readonly links: CheckoutPageLinks;
  readonly perform: Perform;
  readonly checkout: CheckoutServices;
  readonly hosted: HostedPayments;
  /** Whose a session is: the page acts for them. */
  readonly agentOf: (id: AgentId) => Agent;
  /** The countries that are delivered to. */
  readonly countries: readonly string[];
  /** Where paying may lead, as sources of a content security policy. */
  readonly payTargets: readonly string[];
  readonly clock: Clock;
  readonly nodes?: LiveNodes | undefined;
}

/** How long a session lives at least after an action on its page, ms: addresses are typed slowly, and paying takes time. */
const LIFETIME = 2 * HOUR;

/** How old a session may get by actions on its page, ms. */
const LONGEST_LIFE = DAY;

/** What a buyer does on the page of their checkout: what they are shown, and what comes of each button. */
export class CheckoutVisits {
  readonly #services: CheckoutVisitServices;
  readonly #limits: PageLimits;

  constructor(services: CheckoutVisitServices) {
    this.#services = services;
    this.#limits = new PageLimits(services.clock, services.nodes);
  }

  /** Answers whoever acts too often; `undefined` for everybody else. */
  slowDown(token: string, address: string, request: Request): Reply | undefined {
    const seconds = this.#limits.take(token, address);
    if (seconds === undefined) return undefined;
    const presentation = this.#present(undefined, request);
    const page = standingPage(presentation, {
      title: presentation.words.checkout,
      text: presentation.words.tooFast(seconds),
    });
    return {
      ...pageReply(this.#services.shop, page, 429),
      headers: { ...pageReply(this.#services.shop, page).headers, "retry-after": String(seconds) },
    };
  }

  /** The page as its session stands. */
  async show(token: string, request: Request): Promise<Reply> {
    const found = await this.#find(token);
    return found ? this.#standing(found.view, request) : this.#unknown(request);
  }

  /** A button was pressed. What was typed is kept, and nothing is charged that was not shown. */
  async act(token: string, fields: URLSearchParams, request: Request, address: string): Promise<Reply> {
    const found = await this.#find(token, strangerAt(address));
    if (!found) return this.#unknown(request);
    const { session } = found.view;
    if (isOver(session)) return this.#standing(found.view, request);
    const action = fields.get("action") ?? "continue";
    const form = readTypedForm(fields, session);
    const mistakes = mistakesIn(form, { ...this.#rulesFor(session), isComplete: action !== "update" });
    if (mistakes.size > 0) return this.#again(session, request, { form, mistakes });
    return action === "pay"
      ? this.#pay(found, form, fields, request)
      : this.#change(found, form, request, action);
  }

  /** The buyer comes from the provider's page, having paid or not: that they come proves nothing. */
  async returned(token: string, request: Request): Promise<Reply> {
    const id = this.#services.links.read(token);
    if (id === undefined) return this.#unknown(request);
    return this.#afterProvider(id, await this.#services.hosted.returned(id), request);
  }

  /** The buyer turned back on the provider's page. */
  async back(token: string, request: Request): Promise<Reply> {
    const id = this.#services.links.read(token);
    if (id === undefined) return this.#unknown(request);
    return this.#afterProvider(id, await this.#services.hosted.back(id), request);
  }

  async #afterProvider(id: SessionId, state: HostedState, request: Request): Promise<Reply> {
    switch (state.kind) {
      case "not_found":
        return this.#unknown(request);
      case "completed":
        return this.#standing(state.view, request);
      case "at_provider": {
        const presentation = this.#present(state.view.session, request);
        return this.#reply(atProviderPage(presentation, state.url, this.#services.links.backOf(id)));
      }
      case "pending":
      case "free":
        return goTo(this.#services.links.pageOf(id));
    }
  }

  async #find(token: string, stranger?: string): Promise<Found | undefined> {
    const { links, checkout, agentOf } = this.#services;
    const id = links.read(token);
    const session = id && (await checkout.reads.sessions.find(id));
    if (!session) return undefined;
    const context = {
      agent: agentOf(session.agentId),
      stranger,
      services: { ...checkout, terms: this.#termsFor(session) },
    };
    const outcome = await getCheckout.handler({ sessionId: session.id }, { ...context, services: checkout });
    return outcome.ok ? { view: outcome.value, context } : undefined;
  }

  /** The shop's terms, with the time a session gets by what happens on its page. */
  #termsFor({ createdAt, expiresAt }: CheckoutSession) {
    const {
      checkout: { terms },
      clock,
    } = this.#services;
    const now = clock.now();
    const renewed = Math.min(Math.max(LIFETIME, terms.sessionLifetimeMs), createdAt + LONGEST_LIFE - now);
    return { ...terms, sessionLifetimeMs: Math.max(renewed, expiresAt - now) };
  }

  /** Where a checkout stands decides which page there is. */
  async #standing(view: CheckoutView, request: Request): Promise<Reply> {
    const { session, order } = view;
    const { shop, links, checkout } = this.#services;
    const presentation = this.#present(session, request);
    switch (session.status) {
      case "completed":
        return order ? goTo(permalinkOf(order, shop)) : this.#unknown(request);
      case "requires_escalation": {
        const attempt = await checkout.reads.attempts.open(session.id);
        return this.#reply(
          atProviderPage(presentation, attempt?.hosted?.page?.url, links.backOf(session.id)),
        );
      }
      case "in_progress":
        return this.#reply(confirmingPage(presentation, links.pageOf(session.id)));
      case "canceled":
      case "expired":
        return this.#reply(endedPage(presentation, session), 410);
      case "not_ready_for_payment":
      case "ready_for_payment":
      case "authentication_required":
        return this.#again(session, request, {}, 200);
    }
  }

  /** Saves what was typed. A change sent by the page's script is answered with the page itself. */
  async #change(found: Found, form: TypedForm, request: Request, action: string): Promise<Reply> {
    const { session } = found.view;
    const outcome = await this.#save(found, form);
    if (!outcome.ok) return this.#refused(session, form, outcome.problem, request);
    if (action !== "update") return goTo(this.#services.links.pageOf(session.id));
    const saved = outcome.value.session;
    // What is not whole yet is not on the session: it stays as it was typed.
    return this.#again(saved, request, { form: keepTyped(form, saved) }, 200);
  }

  #save({ view: { session }, context }: Found, form: TypedForm): Promise<Outcome<CheckoutView>> {
    const command = changesOf(form, session, this.#rulesFor(session));
    return outcomeOf(this.#services.perform, updateCheckout, { sessionId: session.id, command }, context);
  }

  async #pay(found: Found, form: TypedForm, fields: URLSearchParams, request: Request): Promise<Reply> {
    const { session } = found.view;
    const shown = { revision: fields.get("revision") ?? "", total: fields.get("total") ?? "" };
    const shownOrder = readShownOrder(fields.get("shown"));
    const isUnseen = revisionOf(session) !== shown.revision || !shownOrder;
    const changes = changesOf(form, session, this.#rulesFor(session));
    const isAtProvider = !may(session.status, "begin_hosted_payment");
    if (isUnseen && !isAtProvider) return this.#changed(session, shownOrder, form, request);
    // What changes nothing is not saved: pressed in a second tab, it would close the provider's page of the first.
    const saved = Object.keys(changes).length === 0 ? undefined : await this.#save(found, form);
    if (saved && !saved.ok) return this.#refused(session, form, saved.problem, request);
    const current = saved?.value.session ?? session;
    if (shownOrder && differences(shownOrder, current).length > 0)
      return this.#changed(current, shownOrder, form, request);
    const payable = this.#isPayable(current);
    if (!payable && !isAtProvider) return this.#again(current, request, { form });
    const press = await this.#services.hosted.begin(session.id, {
      revision: revisionOf(current),
      total: totalOf(current),
    });
    return this.#pressed(press, { shownOrder, form, session: current }, request);
  }

  async #pressed(
    press: HostedPress,
    {
      shownOrder,
      form,
      session,
    }: { shownOrder: ShownOrder | undefined; form: TypedForm; session: CheckoutSession },
    request: Request,
  ): Promise<Reply> {
    switch (press.kind) {
      case "redirect":
        return goTo(press.url);
      case "not_found":
        return this.#unknown(request);
      case "completed":
        return this.#standing(press.view, request);
      case "pending":
        return goTo(this.#services.links.pageOf(session.id));
      case "changed":
        return this.#changed(press.view.session, shownOrder, form, request);
      case "refused":
        return this.#refused(press.view.session, form, press.problem, request);
    }
  }

  /** Says what is new, and charges nothing. */
  #changed(
    session: CheckoutSession,
    shown: ShownOrder | undefined,
    form: TypedForm,
    request: Request,
  ): Reply {
    const { words, money } = this.#present(session, request);
    const changes = shown ? changesSince(shown, session, words, money) : [words.changes.details];
    const alert = { title: words.changedTitle, lines: [...changes, words.changedNothingCharged] };
    // Quantities and delivery are shown as they are now; what was typed of the address stays.
    const { quantities, delivery } = formOf(session);
    return this.#again(session, request, { form: { ...form, quantities, delivery }, alert }, 409);
  }

  /** Nothing was changed, or nothing charged: says why, where it can be mended. */
  #refused(session: CheckoutSession, form: TypedForm, problem: Problem, request: Request): Reply {
    const { words } = this.#present(session, request);
    const said = (line: string, status = 409) =>
      this.#again(session, request, { form, alert: { lines: [line] } }, status);
    switch (problem.kind) {
      case "not_found":
        return this.#unknown(request);
      case "session_expired":
        return this.#reply(
          endedPage(this.#present(session, request), { ...session, status: "expired" }),
          410,
        );
      case "session_not_updatable":
      case "session_not_completable":
        return goTo(this.#services.links.pageOf(session.id));
      case "payment_in_progress":
      case "payment_outcome_unknown":
        return said(words.paymentBusy);
      case "payment_declined":
        return said(words.messages.declined, 402);
      case "out_of_stock":
        return said(words.messages.beingPaidForByOthers);
      case "session_not_ready":
        return this.#again(session, request, { form }, 409);
      case "invalid":
        return this.#again(session, request, { form, mistakes: mistakeOf(problem, session) });
      default:
        return said(words.troubled, 503);
    }
  }

  #again(
    session: CheckoutSession,
    request: Request,
    { form, mistakes = new Map(), alert }: Partial<Pick<CheckoutPageContent, "form" | "mistakes" | "alert">>,
    status = 422,
  ): Reply {
    const { countries, payTargets } = this.#services;
    const presentation = this.#present(session, request);
    const typed = form ?? formOf(session);
    const country = typed.address.country || this.#likelyCountry(presentation);
    return this.#reply(
      checkoutPage({
        session,
        revision: revisionOf(session),
        form: { ...typed, address: { ...typed.address, country } },
        mistakes,
        needsAddress: needsAddress(session),
        countries,
        isPayable: this.#isPayable(session),
        alert: alert ?? (mistakes.size > 0 ? { lines: [presentation.words.someMistakes] } : undefined),
        payTargets,
        presentation,
      }),
      status,
    );
  }

  #rulesFor(session: CheckoutSession) {
    return { needsAddress: needsAddress(session), countries: this.#services.countries };
  }

  #isPayable(session: CheckoutSession): boolean {
    const { email, address } = formOf(session);
    const isReady = session.status === "ready_for_payment" || session.status === "requires_escalation";
    return isReady && email !== "" && (!needsAddress(session) || address.lineOne !== "");
  }

  /** The only one there is, else where the buyer's language is at home, else the shop's own. */
  #likelyCountry({ locale, shop }: Presentation): string {
    const { countries } = this.#services;
    const [only] = countries;
    if (countries.length === 1 && only !== undefined) return only;
    const candidates = [new Intl.Locale(locale).region, shop.origin.country];
    return candidates.find((code) => code !== undefined && countries.includes(code)) ?? "";
  }

  #present(session: Pick<CheckoutSession, "locale"> | undefined, request: Request): Presentation {
    const { shop } = this.#services;
    const language = languageOf(session?.locale, request.headers.get("accept-language"));
    return presentationFor(shop, shop.currency, language);
  }

  #reply(page: Parameters<typeof pageReply>[1], status = 200): Reply {
    return pageReply(this.#services.shop, page, status);
  }

  #unknown(request: Request): Reply {
    return this.#reply(unknownCheckoutPage(this.#present(undefined, request)), 404);
  }
}

/** A session that was found, and on whose behalf its page acts. */
interface Found {
  readonly view: CheckoutView;
  readonly context: CheckoutContext;
}

function isOver({ status }: CheckoutSession): boolean {
  return status === "completed" || status === "canceled" || status === "expired";
}

/** Whether an address is asked for: for what is shipped, and where the shop's rules want one. */
function needsAddress({ lineItems, messages }: CheckoutSession): boolean {
  return (
    lineItems.some(({ requiresShipping }) => requiresShipping) ||
    messages.some(({ type, place }) => type === "error" && place?.at === "fulfillment_address")
  );
}

/** The session's form where something of it was saved, what was typed elsewhere. */
function keepTyped(form: TypedForm, saved: CheckoutSession): TypedForm {
  const known = formOf(saved);
  return { ...form, quantities: new Map(), code: known.code, delivery: known.delivery };
}

/** What differs between what was shown and what is to be paid for. */
function differences({ lines, amounts }: ShownOrder, session: CheckoutSession): readonly string[] {
  const now = session.lineItems.map(
    ({ variantId, quantity, unitPrice }) => `${variantId} ${quantity} ${unitPrice}`,
  );
  const before = lines.map(([id, , quantity, unitPrice]) => `${id} ${quantity} ${unitPrice}`);
  const total = amounts.find(([type]) => type === "total")?.[1];
  return [
    ...(total === totalOf(session) ? [] : ["total"]),
    ...(now.join("\n") === before.join("\n") ? [] : ["lines"]),
  ];
}

function mistakeOf(
  { place }: Extract<Problem, { kind: "invalid" }>,
  { lineItems }: CheckoutSession,
): FormMistakes {
  const line = place.at === "line_item" ? lineItems[place.index] : undefined;
  const mistake: readonly [string, FieldMistake] = line
    ? [quantityField(line.id), "quantity"]
    : ["delivery", "delivery"];
  return new Map([mistake]);
}

/** Sends a browser on by GET, whatever it sent. */
function goTo(location: string): Reply {
  return { status: 303, body: null, headers: { location } };
}
