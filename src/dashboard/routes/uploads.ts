import { type Static, Type } from "@sinclair/typebox";
import { describeRefusal } from "../../catalog/import/refusal.ts";
import type { ImportReport } from "../../catalog/import/report.ts";
import { type CatalogUpload, LARGEST_UPLOAD, uploadFormats } from "../../catalog/import/uploads.ts";
import { closed, maybe, oneOfWords } from "../../operations/fields.ts";
import { type AdminRoute, mutation, query, refuseCall, upload } from "../route.ts";
import type { AdminServices } from "../services.ts";

const Counts = closed({
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  refused: Type.Integer(),
  left_out: Type.Integer(),
  gone: Type.Integer({ description: "No longer in the file: withdrawn where `sync` was asked for." }),
});

const UploadAnswer = closed({
  id: Type.String(),
  name: Type.String(),
  sync: Type.Boolean(),
  state: oneOfWords(
    ["checking", "checked", "writing", "written", "refused", "failed"],
    "checked: nothing is changed before it is imported.",
  ),
  products: maybe(Counts),
  changes: maybe(
    Type.Array(
      closed({
        id: Type.String(),
        title: Type.String(),
        is_new: Type.Boolean(),
        fields: Type.Array(closed({ field: Type.String(), before: Type.String(), after: Type.String() })),
      }),
      { description: "What would change, product by product, a hundred at most." },
    ),
  ),
  remarks: Type.Array(Type.String(), { description: "What was refused or left out, and why." }),
  reason: maybe(Type.String({ description: "Why it came to nothing." })),
});

const tag = "Products";
const gone = refuseCall(
  404,
  "unknown_upload",
  "There is no such upload. One waits for an hour, and a start of the server forgets it: send the file again.",
);

/** Catalogues from a file: sent, looked at, and imported once somebody has seen what would change. */
export function uploadApiRoutes({ uploads }: AdminServices): readonly AdminRoute[] {
  return [
    upload("/uploads", {
      tag,
      summary: "Send a catalogue, and see what it would change",
      description:
        "The body is the file: what Shopify or WooCommerce exports, a feed of Google Merchant, or JSON lines. It is checked, and nothing is changed: look at the upload until it is `checked`, then import it.",
      query: {
        name: { description: "The file's name.", schema: { type: "string" } },
        format: {
          description: "What wrote it; `auto` finds out.",
          schema: { type: "string", enum: uploadFormats, default: "auto" },
        },
        sync: {
          description: "`true`: products that it no longer lists are withdrawn.",
          schema: { type: "string", enum: ["true", "false"], default: "false" },
        },
      },
      file: { most: LARGEST_UPLOAD },
      answer: UploadAnswer,
      async handle({ query }, bytes) {
        if (bytes.byteLength === 0) return refuseCall(422, "no_file", "Send the file as the body.");
        const id = uploads.begin({
          name: query.text("name") ?? "catalogue",
          bytes,
          format: query.oneOf("format", uploadFormats) ?? "auto",
          sync: query.oneOf("sync", ["true", "false"]) === "true",
        });
        const begun = uploads.find(id);
        return begun ? encodeUpload(begun) : gone;
      },
    }),
    query("/uploads/:upload", {
      tag,
      summary: "See how far an upload is, and what it would change",
      description: "Kept for an hour, until the server is started again.",
      answer: UploadAnswer,
      async handle({ params }) {
        const found = uploads.find(params["upload"] ?? "");
        return found ? encodeUpload(found) : gone;
      },
    }),
    mutation("/uploads/:upload/import", {
      tag,
      summary: "Import an upload that is checked",
      description: "What was changed or made here stays as it is. Look at the upload until it is `written`.",
      body: closed({}),
      answer: UploadAnswer,
      async handle({ params, actor }) {
        const id = params["upload"] ?? "";
        const isBegun = await uploads.write(id, actor);
        const found = uploads.find(id);
        if (!found) return gone;
        return isBegun || found.state.kind === "writing" || found.state.kind === "written"
          ? encodeUpload(found)
          : refuseCall(
              409,
              "not_checked",
              `The upload is ${found.state.kind}: only one that is checked is imported.`,
            );
      },
    }),
  ];
}

function encodeUpload({ id, name, sync, state }: CatalogUpload): Static<typeof UploadAnswer> {
  const report = "report" in state ? state.report : undefined;
  return {
    id,
    name,
    sync,
    state: state.kind,
    products: report && countsOf(report),
    changes:
      state.kind === "checked"
        ? state.changes.map(({ id: product, title, isNew, changed }) => ({
            id: product,
            title,
            is_new: isNew,
            fields: changed.map((each) => ({ ...each })),
          }))
        : undefined,
    remarks: [
      ...(report ? [...report.refused, ...report.leftOut] : []),
      ...(state.kind === "refused" ? state.refusals : []),
    ].map(describeRefusal),
    reason: "reason" in state ? state.reason : undefined,
  };
}

function countsOf({ products, gone: missing }: ImportReport): Static<typeof Counts> {
  const { added, changed, unchanged, refused, leftOut } = products;
  return { added, changed, unchanged, refused, left_out: leftOut, gone: missing.length };
}
