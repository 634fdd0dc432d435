import { EventEmitter, workspace, type Disposable } from "vscode";
import { coverageOf, type CoverageAnswer } from "../../protocol/coverage";
import { setContext } from "../contextKeys";
import { failureText, isCancelled } from "../failure";
import type { Services } from "../services";
import { localFolders } from "../workspaceFolders";
import { guestViews, type GuestView } from "./guestViews";

/** The server's last answer. Nothing is asked before something that shows it wants it. */
export class CoverageStore implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #wanted = new Set<() => boolean>();
  readonly #subscriptions: Disposable[];
  #answer: CoverageAnswer | null = null;
  #views: readonly GuestView[] = [];
  #problem: string | null = null;
  #asking: Promise<void> | null = null;
  #stale = true;
  /** Counts what was shown: another profile changes costs without a new answer of the server. */
  #revision = 0;

  constructor(private readonly services: Services) {
    const forget = (): void => this.#outdated();
    this.#subscriptions = [
      services.profiles.onDidChangeCoverage(forget),
      services.profiles.onDidChangeActive(forget),
      workspace.onDidChangeWorkspaceFolders(forget),
    ];
  }

  get answer(): CoverageAnswer | null {
    return this.#answer;
  }
  get guests(): readonly GuestView[] {
    return this.#views;
  }
  /** Why there is no newer answer; the last good one stays. */
  get problem(): string | null {
    return this.#problem;
  }
  get revision(): number {
    return this.#revision;
  }
  get metric(): string {
    return this.services.profiles.active?.metric ?? "";
  }

  /** Keeps the answer fresh while `isSeen` says that somebody looks. */
  keepFor(isSeen: () => boolean): Disposable {
    this.#wanted.add(isSeen);
    return { dispose: () => this.#wanted.delete(isSeen) };
  }

  /** Asks the server unless what is here is fresh; never rejects. */
  async ask(refresh = false): Promise<void> {
    if (!this.#stale && !refresh) return;
    if (this.#asking && !refresh) return this.#asking;
    const asking = this.#ask(refresh);
    this.#asking = asking;
    try {
      await asking;
    } finally {
      if (this.#asking === asking) this.#asking = null;
    }
  }

  async #ask(refresh: boolean): Promise<void> {
    this.#stale = false;
    const folders = localFolders();
    try {
      const answer =
        folders.length === 0
          ? { revision: 0, folders: [] }
          : await this.services.profiles.request(coverageOf, { folders, ...(refresh ? { refresh } : {}) });
      this.#answer = answer;
      this.#views = guestViews(answer.folders);
      this.#problem = null;
      setContext("cyclelens.coverageGuests", this.#views.length === 0 ? "none" : "found");
    } catch (error) {
      this.#stale = true;
      if (isCancelled(error)) return;
      this.services.log.error(error instanceof Error ? error : String(error));
      this.#problem = failureText(error);
    }
    this.#revision++;
    this.#changed.fire();
  }

  #outdated(): void {
    this.#stale = true;
    if ([...this.#wanted].some((isSeen) => isSeen())) void this.#again();
  }

  /** After the question under way, which may have been answered from before the change. */
  async #again(): Promise<void> {
    await this.#asking;
    await this.ask();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
