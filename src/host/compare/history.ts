import type { Disposable } from "vscode";
import { l10n, window } from "vscode";
import { runHistory } from "../../protocol/compare";
import type { HistoryChoice, ShownHistory } from "../../protocol/history";
import type { RunItem } from "../../protocol/requests";
import { failureText, isCancelled } from "../failure";
import { openFiles } from "../openProfile";
import { outcomeText } from "../outcomeText";
import type { Services } from "../services";
import { isRunElement } from "../trees/runsTree";
import { historyMetrics, historyPoints, mostPoints, wholeOfRun } from "./historyData";
import { HistoryPanel } from "./historyPanel";
import { allRuns, noRuns } from "./pickRun";

interface Subject {
  readonly guest: string;
  readonly machine: string;
}

/** The history of a guest's runs in a tab of its own: one tab, whatever guest is asked for. */
export class History implements Disposable {
  #panel: HistoryPanel | null = null;
  #subject: Subject | null = null;
  #runs: readonly RunItem[] = [];
  #metric = "";
  #name: string | null = null;
  #functions: readonly string[] = [];
  #turn = 0;
  readonly #subscription: Disposable;

  constructor(private readonly services: Services) {
    this.#subscription = services.profiles.onDidChangeActive(() => {
      if (this.#panel) void this.#refresh();
    });
  }

  /** `Show History of Runs`: of a guest or a run of the list, of the open run, else of the guest that is picked. */
  async show(target: unknown): Promise<void> {
    const runs = await allRuns(this.services);
    const subject = subjectOf(target) ?? this.#ofOpenRun(runs) ?? (await pickSubject(runs));
    if (!subject) return;
    if (this.#subject?.guest !== subject.guest || this.#subject.machine !== subject.machine)
      this.#name = null;
    this.#subject = subject;
    this.#panel ??= new HistoryPanel(this.services, {
      choose: (choice) => this.#choose(choice),
      open: (point) => this.#open(point),
      gone: () => {
        this.#panel = null;
      },
    });
    this.#panel.reveal(l10n.t("History: {0}", subject.guest));
    await this.#refresh();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  async #refresh(): Promise<void> {
    const turn = ++this.#turn;
    const subject = this.#subject;
    if (!subject) return;
    try {
      const all = (await allRuns(this.services)).filter(
        ({ guest, machine }) => guest === subject.guest && machine === subject.machine,
      );
      if (turn !== this.#turn) return;
      this.#runs = all.slice(0, mostPoints).reverse();
      const metrics = historyMetrics(this.#runs);
      if (!metrics.includes(this.#metric)) this.#metric = metrics[0] ?? "";
      // The whole at once; what is inside the profiles takes reading them.
      if (this.#name === null)
        this.#tell(
          metrics,
          this.#runs.map((run) => wholeOfRun(run, this.#metric)),
          all.length,
        );
      const { values, functions } = await this.services.profiles.request(runHistory, {
        runs: this.#runs.map(({ folder }) => folder),
        metric: this.#metric,
        name: this.#name,
      });
      if (turn !== this.#turn) return;
      this.#functions = functions;
      const whole = this.#runs.map((run) => wholeOfRun(run, this.#metric));
      this.#tell(metrics, this.#name === null ? whole : values, all.length);
    } catch (error) {
      if (!isCancelled(error) && turn === this.#turn) this.#panel?.tell(null, failureText(error));
    }
  }

  #tell(metrics: readonly string[], values: readonly (number | null)[], count: number): void {
    const history: ShownHistory = {
      guest: this.#subject?.guest ?? "",
      metrics,
      metric: this.#metric,
      functions: this.#functions,
      name: this.#name,
      points: historyPoints(this.#runs, values, this.services.profiles.active?.folder ?? null, outcomeText),
      most: count > mostPoints ? mostPoints : 0,
    };
    this.#panel?.tell(history, null);
  }

  #choose(choice: HistoryChoice): void {
    if (choice.kind === "metric") this.#metric = choice.metric;
    else this.#name = choice.name;
    void this.#refresh();
  }

  async #open(point: number): Promise<void> {
    const run = this.#runs[point];
    if (run) await openFiles(this.services, [run.folder]);
  }

  #ofOpenRun(runs: readonly RunItem[]): Subject | null {
    const folder = this.services.profiles.active?.folder ?? null;
    return runs.find((run) => run.folder === folder) ?? null;
  }
}

/** A guest of the list: its newest run says the machine. */
function subjectOf(target: unknown): Subject | null {
  if (isRunElement(target)) return target;
  const { runs } = (typeof target === "object" && target !== null ? target : {}) as {
    runs?: readonly RunItem[];
  };
  return Array.isArray(runs) ? ((runs as readonly RunItem[])[0] ?? null) : null;
}

async function pickSubject(runs: readonly RunItem[]): Promise<Subject | undefined> {
  const subjects = new Map(runs.map((run) => [`${run.guest} ${run.machine}`, run]));
  if (subjects.size === 0) throw noRuns();
  if (subjects.size === 1) return [...subjects.values()][0];
  const items = [...subjects.values()].map((run) => ({ label: run.guest, description: run.machine, run }));
  return (await window.showQuickPick(items, { title: l10n.t("History of which guest?") }))?.run;
}
