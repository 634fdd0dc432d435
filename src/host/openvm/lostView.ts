import { CycleLensError } from "../../core/errors";

/**
 * Reads a view again that the server no longer has, as after a restart: once for each. Where that fails as well it would
 * fail for ever; what is wrong is then on screen, and only the user, or the file, asks again.
 */
export class LostView<View extends object> {
  #tried: View | null = null;

  /** @param reload starts to read the file again, unless that is under way. */
  constructor(private readonly reload: () => void) {}

  /** Rejects as `ask` does; `shown` is what is asked about. */
  async ask<T>(shown: View | null, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (shown !== null && shown !== this.#tried && !CycleLensError.is(error, "cancelled")) {
        this.#tried = shown;
        this.reload();
      }
      throw error;
    }
  }
}
