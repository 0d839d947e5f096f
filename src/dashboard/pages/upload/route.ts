import { Elysia } from "elysia";
import { LARGEST_UPLOAD, uploadFormats } from "../../../catalog/import/uploads.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame } from "../page-frame.ts";
import { plainDashboardPage } from "../plain-page.ts";
import { uploadPage, uploadStatePage } from "./view.ts";

/** `/admin/products/upload`: a catalogue from a file, looked at before anything is changed. */
export function uploadRoutes(frame: PageFrame, { uploads }: Pick<AdminServices, "uploads">) {
  const { asSignedIn, show, receive, receiveFile, done } = frame;
  return new Elysia({ normalize: false })
    .get("/admin/products/upload", ({ request }) =>
      asSignedIn(request, async (who) => show(who, uploadPage(who.view, LARGEST_UPLOAD))),
    )
    .post(
      "/admin/products/upload",
      ({ request }) =>
        receiveFile(request, LARGEST_UPLOAD, async ({ form, file, ...who }) => {
          if (file === undefined || file.bytes.byteLength === 0) {
            return show(who, uploadPage(who.view, LARGEST_UPLOAD, "Choose a file first."), { status: 422 });
          }
          const format = uploadFormats.find((name) => name === form.get("format")) ?? "auto";
          const id = uploads.begin({ ...file, format, sync: form.has("sync") });
          return done(who, `/products/upload/${id}`);
        }),
      { parse: "none" },
    )
    .get("/admin/products/upload/:upload", ({ request, params }) =>
      asSignedIn(request, async (who) => {
        const upload = uploads.find(params.upload);
        return upload ? show(who, uploadStatePage(who.view, upload)) : show(who, forgotten, { status: 404 });
      }),
    )
    .post(
      "/admin/products/upload/:upload/import",
      ({ request, params }: { request: Request; params: { upload: string } }) =>
        receive(request, async (sent) => {
          if (!uploads.find(params.upload)) return show(sent, forgotten, { status: 404 });
          await uploads.write(params.upload, sent.actor);
          return done(sent, `/products/upload/${params.upload}`);
        }),
      { parse: "none" },
    );
}

const forgotten = plainDashboardPage(
  "That upload is gone",
  "Nothing was changed by it. An upload waits for an hour, and a start of the server forgets it: upload the file again.",
);
