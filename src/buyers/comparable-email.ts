/** An e-mail address as it is compared: two spellings that differ in letter case only are the same buyer's. */
export function comparableEmail(email: string): string {
  return email.trim().toLowerCase();
}
