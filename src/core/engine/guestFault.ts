/** What a guest did that ends its run: thrown inside the engine only, it becomes the run's outcome. */
export class GuestFault extends Error {
  override readonly name = "GuestFault";
  constructor(
    message: string,
    /** As the machine's own tool ends. */
    readonly exitCode: number,
  ) {
    super(message);
  }
}
