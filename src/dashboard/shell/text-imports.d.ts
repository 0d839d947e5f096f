// Bun gives the text of a file imported `with { type: "text" }`, and embeds it in the executable.
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*/dashboard.js" {
  const text: string;
  export default text;
}
declare module "htmx.org/dist/htmx.min.js" {
  const text: string;
  export default text;
}
