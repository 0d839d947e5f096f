import { Type } from "@sinclair/typebox";
import { closed } from "./fields.ts";
import { merchantRequest } from "./merchant-request.ts";

/** Asks for a buyer to be taken out. */
export const eraseBuyerRequest = merchantRequest({
  name: "erase",
  summary: "Take a buyer out of everything that is kept, for good",
  description:
    "Orders stay, without the person. The database file keeps the old text in parts it no longer uses until `checkstand buyers erase` or a restore from a backup writes it anew; backups made before, the payment provider and the agent keep what they have.",
  fields: closed({
    email: Type.String({ minLength: 3, maxLength: 320, description: "The buyer's e-mail address." }),
    even_if_open: Type.Optional(
      Type.Boolean({
        description: "Also while orders are not delivered: nobody will know where to send them.",
      }),
    ),
  }),
  read: ({ email, even_if_open: evenIfOpen = false }) => ({ email, evenIfOpen }),
});
