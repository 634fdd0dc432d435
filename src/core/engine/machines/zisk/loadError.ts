/** Thrown while code is lowered; the loader makes a CycleLensError of it that names the file's fault. */
export class UnloadableCode extends Error {
  override readonly name = "UnloadableCode";
  constructor(
    readonly what: string,
    readonly pc: number,
  ) {
    super(`${what} at 0x${pc.toString(16)}`);
  }
}
