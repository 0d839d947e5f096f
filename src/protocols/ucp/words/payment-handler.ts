import type { Credential } from "../../../payments/credential.ts";

/** A payment handler as profiles and answers declare it, under its name and beside its id. */
export interface HandlerDeclaration {
  /** Of the handler's own specification. */
  readonly version: string;
  readonly spec?: string | undefined;
  readonly schema?: string | undefined;
  readonly available_instruments: readonly { readonly type: string }[];
  readonly config?: object | undefined;
}

/** A way of paying that agents of UCP may choose here. */
export interface PaymentHandler {
  /** `com.google.pay` */
  readonly name: string;
  /** How instruments name it. */
  readonly id: string;
  /** As it stands in a version of UCP. */
  readonly declaredIn: (version: string) => HandlerDeclaration;
  /** What the credentials of its instruments are of, by their own word; absent: nothing is asked of that. */
  readonly credentialType?: string | undefined;
  /** What an instrument's token is to be charged as; `undefined` where the handler makes no such token. */
  readonly credentialOf: (token: string) => Credential | undefined;
  /** A token for examples. */
  readonly exampleToken: string;
}
