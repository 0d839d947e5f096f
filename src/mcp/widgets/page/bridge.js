/*
 * How a widget speaks with the application that shows it: as much of MCP Apps 2026-01-26 as the widgets use (JSON-RPC
 * over postMessage), and what ChatGPT hands its widgets in window.openai where there is no other host.
 */
/** @import { AskHost, HeardOfHost, HostContext, WidgetResult, ToldToHost, WaitingQuestion } from "./host-messages.ts" */

window.host = (() => {
  /** @type {Map<string | number | undefined, WaitingQuestion>} */
  const waiting = new Map();
  /** @type {((result: WidgetResult) => void)[]} */
  const listeners = [];
  const chatgpt = window.openai;
  /** @type {WidgetResult | undefined} */
  let last;
  /** @type {string | undefined} */
  let locale;
  let lastId = 0;
  const post = (/** @type {object} */ message) => parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const tell = (/** @type {ToldToHost} */ message) => post(message);
  /** @type {AskHost} */
  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      post({ id, method, params });
    });
  const show = (/** @type {WidgetResult} */ result) => {
    last = result;
    for (const listener of listeners) listener(result);
  };
  const dress = (/** @type {HostContext} */ { theme, styles, locale: named }) => {
    const { style } = document.documentElement;
    if (theme) style.colorScheme = theme;
    for (const [name, value] of Object.entries(styles?.variables ?? {}))
      if (value) style.setProperty(name, value);
    if (!named || named === locale) return;
    locale = named;
    if (last) show(last);
  };
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || data?.jsonrpc !== "2.0") return;
    /** @type {HeardOfHost} */
    const heard = data;
    switch (heard.method) {
      case undefined: {
        const question = waiting.get(heard.id);
        waiting.delete(heard.id);
        if (heard.error) question?.reject(new Error(heard.error.message));
        else question?.resolve(heard.result);
        return;
      }
      case "ui/notifications/tool-result":
        return show(heard.params);
      case "ui/notifications/host-context-changed":
        return dress(heard.params);
      case "ping":
      case "ui/resource-teardown":
        return post({ id: heard.id, result: {} });
      default:
        if (data.id !== undefined)
          post({ id: data.id, error: { code: -32601, message: `The widget has no ${data.method}` } });
    }
  });
  const measure = () => {
    const { width, height } = document.body.getBoundingClientRect();
    const params = { width: Math.ceil(width), height: Math.ceil(height) };
    tell({ method: "ui/notifications/size-changed", params });
  };
  if (chatgpt) {
    const take = () => {
      const { theme, locale, toolOutput, toolResponseMetadata } = chatgpt;
      dress({ theme, locale });
      if (toolOutput) show({ structuredContent: toolOutput, _meta: toolResponseMetadata ?? {} });
    };
    addEventListener("openai:set_globals", take);
    queueMicrotask(take);
  } else {
    const appInfo = { name: "checkstand", version: "1" };
    ask("ui/initialize", { protocolVersion: "2026-01-26", appInfo, appCapabilities: {} }).then(
      ({ hostContext }) => {
        dress(hostContext ?? {});
        tell({ method: "ui/notifications/initialized" });
        new ResizeObserver(measure).observe(document.body);
      },
    );
  }
  return {
    locales: () => (locale ? [locale, ...navigator.languages] : navigator.languages),
    shown(listener) {
      listeners.push(listener);
      if (last) listener(last);
    },
    call: (name, input) =>
      chatgpt ? chatgpt.callTool(name, input) : ask("tools/call", { name, arguments: input }),
    open: (url) => (chatgpt ? chatgpt.openExternal({ href: url }) : ask("ui/open-link", { url })),
    told: (text) =>
      chatgpt
        ? undefined
        : ask("ui/update-model-context", { content: [{ type: "text", text }] }).catch(() => {}),
  };
})();
