import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

/*
 * An application that shows widgets, as MCP Apps has it: a sandboxed frame under the policy that the resource asks for,
 * and ext-apps' own bridge, which refuses every message that is none. Tools are called, and links opened, by the test.
 */

const hostInfo = { name: "test host", version: "1" };
const capabilities = { openLinks: {}, serverTools: {}, updateModelContext: { text: {} } };

let bridge;

window.showWidget = async ({ resource, result, theme, locale }) => {
  const { resourceDomains = [], connectDomains = [] } = resource._meta.ui.csp;
  const policy = [
    "default-src 'none'",
    "script-src 'unsafe-inline'",
    "style-src 'unsafe-inline'",
    `img-src data: ${resourceDomains.join(" ")}`,
    `connect-src ${connectDomains.join(" ") || "'none'"}`,
  ].join("; ");
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.style.cssText = "border: 0; width: 100%; display: block; height: 0";
  document.documentElement.style.colorScheme = theme;
  document.body.replaceChildren(frame);
  bridge = new AppBridge(null, hostInfo, capabilities, { hostContext: { theme, locale } });
  bridge.oncalltool = (params) => window.callTool(params);
  bridge.onopenlink = async ({ url }) => {
    await window.openLink(url);
    return {};
  };
  bridge.onupdatemodelcontext = async ({ content }) => {
    await window.tellModel(content[0].text);
    return {};
  };
  bridge.onsizechange = ({ height }) => {
    frame.style.height = `${height}px`;
  };
  const initialized = new Promise((resolve) => {
    bridge.oninitialized = resolve;
  });
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.srcdoc = resource.text.replace(
    "<head>",
    `<head><meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
  await initialized;
  await bridge.sendToolInput({ arguments: {} });
  await bridge.sendToolResult(result);
};

window.speak = (locale) => bridge.sendHostContextChange({ locale });
