// Bun gives the text of a file imported `with { type: "text" }`, and embeds it in the executable.
declare module "*/page/bridge.js" {
  const text: string;
  export default text;
}
declare module "*/page/views.js" {
  const text: string;
  export default text;
}
