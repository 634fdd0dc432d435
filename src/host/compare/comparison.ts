import { commands, EventEmitter, l10n, type Disposable, type Memento } from "vscode";
import { compareActive, isAgainst, type Against, type ComparisonSummary } from "../../protocol/compare";
import { CycleLensError, type ErrorKind } from "../../core/errors";
import { setContext } from "../contextKeys";
import { failureText, isCancelled, showActions } from "../failure";
import type { Services } from "../services";

/** Where a workspace remembers what its profiles are compared with. */
const key = "cyclelens.compare.against";

/**
 * What the active profile is compared with. A guest with a baseline is compared with it by itself until the user
 * clears that; the choice is remembered for the workspace.
 */
export class Comparison implements Disposable {
  readonly #changed = new EventEmitter<ComparisonSummary | null>();
  /** Fires when another comparison holds, or none; figures are to be asked for anew. */
  readonly onDidChange = this.#changed.event;
  readonly #subscription: Disposable;
  #current: ComparisonSummary | null = null;
  #against: Against;
  /** The profile that was asked about last. */
  #asked: string | null = null;
  readonly #told = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly services: Pick<Services, "profiles" | "log">,
    private readonly memory: Memento,
  ) {
    const remembered = memory.get<unknown>(key);
    this.#against = isAgainst(remembered) ? remembered : { kind: "baseline" };
    this.#subscription = services.profiles.onDidChangeActive((active) => {
      if (active?.id === this.#asked) return;
      this.#asked = active?.id ?? null;
      // Figures of before must not stand beside those of another profile.
      this.#set(null);
      if (active !== null) this.#ask(false).catch((error: unknown) => this.#failed(error));
    });
  }

  get current(): ComparisonSummary | null {
    return this.#current;
  }

  get against(): Against {
    return this.#against;
  }

  /** Compares from now on with something else. Rejects with what stands in the way; the choice is kept nevertheless. */
  async use(against: Against): Promise<ComparisonSummary | null> {
    this.#against = against;
    await this.memory.update(key, against);
    if (this.services.profiles.active === null) return null;
    return this.#ask(true);
  }

  /** Asks again where the baseline may be another now: starred elsewhere, or exported anew. What is the same stays. */
  again(): void {
    if (this.#against.kind !== "baseline" || this.services.profiles.active === null) return;
    this.#ask(false).catch((error: unknown) => this.#failed(error));
  }

  /** Resolves once no answer is awaited any more. */
  async settled(): Promise<ComparisonSummary | null> {
    await this.#turn;
    return this.#current;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #ask(byUser: boolean): Promise<ComparisonSummary | null> {
    const work = async (): Promise<ComparisonSummary | null> => {
      const { profiles, log } = this.services;
      const asked = profiles.active?.id ?? null;
      if (asked === null) return null;
      const params = { against: this.#against, asked: byUser && this.#against.kind === "files" };
      const { comparison, problem } = await profiles.request(compareActive, params);
      if (profiles.active?.id !== asked) return null;
      this.#asked = asked;
      this.#set(comparison);
      if (problem && (byUser || !problem.isOther))
        throw new CycleLensError(problem.kind as ErrorKind, problem.message, problem.hint);
      if (problem) log.info(`nothing is compared: ${problem.message}`);
      return comparison;
    };
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #set(comparison: ComparisonSummary | null): void {
    if (this.#current?.id === comparison?.id) return;
    this.#current = comparison;
    setContext("cyclelens.comparing", comparison !== null);
    this.#changed.fire(comparison);
  }

  /** A profile that was opened for itself is shown without its comparison. A base that cannot be read any more is told once. */
  #failed(error: unknown): void {
    if (isCancelled(error)) return;
    const text = failureText(error);
    this.services.log.warn(`nothing is compared: ${text}`);
    if (this.#told.has(text)) return;
    this.#told.add(text);
    void showActions("warning", text, [
      { title: l10n.t("Compare With…"), run: () => commands.executeCommand("cyclelens.compareWith") },
      { title: l10n.t("Clear Comparison"), run: () => this.use({ kind: "off" }) },
    ]);
  }
}
