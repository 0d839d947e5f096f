/** What 3D Secure needs to know of the merchant's acquirer (`AuthenticationMetadata` in the schemas). */
export interface AuthenticationMetadata {
  readonly acquirer: {
    readonly bin: string;
    readonly country: string;
    readonly merchantId: string;
    readonly merchantName: string;
    readonly requestorId?: string | undefined;
  };
  readonly directoryServer: "american_express" | "mastercard" | "visa";
  readonly flowPreference?: "challenge" | "frictionless" | undefined;
}

/** What came out of the agent's 3D Secure run; `outcome` in the widest vocabulary (2026-01-30). */
export interface AuthenticationResult {
  readonly outcome:
    | "abandoned"
    | "attempt_acknowledged"
    | "authenticated"
    | "canceled"
    | "denied"
    | "informational"
    | "internal_error"
    | "not_supported"
    | "processing_error"
    | "rejected";
  readonly details?:
    | {
        readonly three_ds_cryptogram: string;
        readonly electronic_commerce_indicator: string;
        readonly transaction_id: string;
        readonly version: string;
      }
    | undefined;
}
