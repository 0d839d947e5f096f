/** The companies whose live rates can be asked for, as shop.toml names them. */
export const carrierApiNames = ["shippo", "easypost"] as const;

export type CarrierApiName = (typeof carrierApiNames)[number];
