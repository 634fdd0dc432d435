import type { Disposable } from "vscode";
import type { Services } from "../services";

/** The history of a guest's runs. */
export class History implements Disposable {
  constructor(private readonly services: Services) {}

  async show(target: unknown): Promise<void> {
    void [this.services, target];
  }

  dispose(): void {
    // Nothing is held yet.
  }
}
