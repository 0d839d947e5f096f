/**
 * How a widget speaks with the application that shows it: as much of MCP Apps 2026-01-26 as the widgets use (JSON-RPC
 * over `postMessage`), and what ChatGPT hands its widgets in `window.openai` where there is no other host.
 *
 * Gives the widget `host.shown(listener)`, told each result of a tool; `host.call(tool, arguments)`, which gives the
 * tool's result; `host.open(url)`; and `host.told(text)`, which lets the model know what the buyer did here.
 */
export const bridgeScript = `
const host = (() => {
  const waiting = new Map();
  const listeners = [];
  const chatgpt = window.openai;
  let last;
  let lastId = 0;
  const post = (message) => parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const tell = (method, params) => post({ method, params });
  const ask = (method, params) => new Promise((resolve, reject) => {
    const id = ++lastId;
    waiting.set(id, { resolve, reject });
    post({ id, method, params });
  });
  const show = (result) => {
    last = result;
    for (const listener of listeners) listener(result);
  };
  const dress = ({ theme, styles } = {}) => {
    const { style } = document.documentElement;
    if (theme) style.colorScheme = theme;
    for (const [name, value] of Object.entries(styles?.variables ?? {})) if (value) style.setProperty(name, value);
  };
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || data?.jsonrpc !== "2.0") return;
    const { id, method, params } = data;
    if (method === undefined) {
      const question = waiting.get(id);
      waiting.delete(id);
      if (data.error) question?.reject(new Error(data.error.message));
      else question?.resolve(data.result);
    } else if (method === "ui/notifications/tool-result") show(params);
    else if (method === "ui/notifications/host-context-changed") dress(params);
    else if (id !== undefined) {
      if (method === "ping" || method === "ui/resource-teardown") post({ id, result: {} });
      else post({ id, error: { code: -32601, message: "The widget has no " + method } });
    }
  });
  const measure = () => {
    const { width, height } = document.body.getBoundingClientRect();
    tell("ui/notifications/size-changed", { width: Math.ceil(width), height: Math.ceil(height) });
  };
  if (chatgpt) {
    const take = () => {
      dress({ theme: chatgpt.theme });
      if (chatgpt.toolOutput) show({ structuredContent: chatgpt.toolOutput });
    };
    addEventListener("openai:set_globals", take);
    queueMicrotask(take);
  } else {
    const about = { protocolVersion: "2026-01-26", appInfo: { name: "checkstand", version: "1" }, appCapabilities: {} };
    ask("ui/initialize", about).then(({ hostContext }) => {
      dress(hostContext);
      tell("ui/notifications/initialized", {});
      new ResizeObserver(measure).observe(document.body);
    });
  }
  return {
    shown(listener) {
      listeners.push(listener);
      if (last) listener(last);
    },
    call: (name, input) => chatgpt ? chatgpt.callTool(name, input) : ask("tools/call", { name, arguments: input }),
    open: (url) => chatgpt ? chatgpt.openExternal({ href: url }) : ask("ui/open-link", { url }),
    told: (text) => chatgpt ? undefined : ask("ui/update-model-context", { content: [{ type: "text", text }] }).catch(() => {}),
  };
})();
`;
