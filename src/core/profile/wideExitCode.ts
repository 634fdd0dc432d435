/**
 * A guest of SP1 ends with a register of 64 bits; what the executor gives and what is proved is its low half, while a report
 * says all of it. `proved`: null where that half is not known.
 */
export function wideExitCode(said: string, proved: number | null): string {
  const low = proved === null ? "" : `, ${String(proved)}`;
  return `the guest ended with ${said}, of which SP1 proves the low 32 bits${low}`;
}
