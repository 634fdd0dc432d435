/** Bytes up to the end of what the guest wanted, and bytes that there were; as printed, any number of digits. */
export interface MissingInput {
  readonly wanted: string;
  readonly given: string;
}

const forms = [
  // The embedded engine's words.
  /the guest wants (?<wanted>\d+) bytes of input and there are (?<given>\d+)/,
  // ziskemu's panic.
  /FCALL_INPUT_READY_ID .{0,200}requiring (?<wanted>\d+) bytes, but only (?<given>\d+) bytes available/,
] as const;

/** Reads from an outcome's message that the guest ran out of input; null where it says something else. */
export function missingInput(message: string | null): MissingInput | null {
  for (const form of forms) {
    const { wanted, given } = form.exec(message ?? "")?.groups ?? {};
    if (wanted !== undefined && given !== undefined) return { wanted, given };
  }
  return null;
}
