/**
 * What the page does better with scripts: a change of quantity, country or delivery is sent at once and the page's
 * content exchanged, without a reload and with the focus where it was. Without scripts the buttons do the same.
 */
export const checkoutScript = `
(() => {
  "use strict";
  const hide = () => document.querySelectorAll("[data-without-script]").forEach((each) => { each.hidden = true; });
  let running;
  async function send(form, action) {
    running?.abort();
    const mine = running = new AbortController();
    const fields = new URLSearchParams(new FormData(form));
    fields.set("action", action);
    const main = document.querySelector("main");
    main.classList.add("busy");
    try {
      const answer = await fetch(location.href, { method: "POST", body: fields, signal: mine.signal });
      const text = await answer.text();
      if (mine.signal.aborted) return;
      const next = new DOMParser().parseFromString(text, "text/html").querySelector("main");
      if (!next) return location.reload();
      const { id, name, value } = document.activeElement ?? {};
      // What was typed while the answer was on its way is newer than the answer.
      const typed = [...form.elements].filter((each) => each.id && each.name && each.value !== fields.get(each.name));
      main.replaceWith(document.adoptNode(next));
      for (const { id: key, value: kept } of typed) {
        const field = document.getElementById(key);
        if (!field) continue;
        field.value = kept;
        // A browser tells of no change where a script put the value: it is sent when the buyer leaves the field.
        field.dataset.unsent = "yes";
      }
      hide();
      const again = (id && document.getElementById(id)) || (name && [...document.getElementsByName(name)].find((each) => each.type !== "radio" || each.value === value));
      again?.focus({ preventScroll: true });
      const left = document.querySelector("[data-unsent]:not(:focus)");
      if (left) leave(left);
    } catch {
      // Without an answer the buttons still do it.
    } finally {
      document.querySelector("main").classList.remove("busy");
    }
  }
  function leave(field) {
    const form = field.closest("form.checkout");
    document.querySelectorAll("[data-unsent]").forEach((each) => { delete each.dataset.unsent; });
    if (form) send(form, "update");
  }
  document.addEventListener("focusout", ({ target }) => {
    if (target.dataset?.unsent) leave(target);
  });
  document.addEventListener("change", ({ target }) => {
    const form = target.closest("form.checkout");
    if (form && (target.matches("[data-save], [data-refresh]") || target.closest("fieldset"))) send(form, "update");
  });
  document.addEventListener("submit", (event) => {
    const { submitter, target } = event;
    if (!target.matches("form.checkout")) return;
    if (submitter?.value === "pay") {
      if (target.dataset.sent) event.preventDefault();
      target.dataset.sent = "yes";
    }
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  hide();
})();
`;

/** What the page of a payment that is being confirmed does with scripts: it looks again until there is something new. */
export const confirmingScript = `
(() => {
  "use strict";
  const title = document.title;
  const look = async () => {
    try {
      const answer = await fetch(location.href);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.redirected || next.title !== title) location.replace(answer.url);
      else setTimeout(look, 4000);
    } catch {
      setTimeout(look, 8000);
    }
  };
  setTimeout(look, 2500);
})();
`;
