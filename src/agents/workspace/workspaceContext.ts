import { realpath } from "node:fs/promises";
import path from "node:path";
import { resolveCoverage } from "../../core/coverage/coverage";
import { CycleLensError } from "../../core/errors";
import { listAll, listRuns, type RunRow } from "../../runs/list";
import { isRunId } from "../../runs/names";
import { goneBaseline, pickRow } from "../../runs/pickRun";
import { readCoverageFiles, type CoverageFiles } from "../../toolchains/coverageInputs";
import { resolveTexts } from "../../toolchains/resolveFolder";
import type {
  AgentContext,
  AgentCoverage,
  AgentProfile,
  AgentRun,
  AgentSource,
  GuestRunPlan,
  GuestRunRequest,
} from "../context";
import { dataText } from "../data";
import type { ToolCall } from "../tool";
import type { Folders } from "./folders";
import { functionSource } from "./functionSource";
import { bundledProgram, readyGuest, runGuest, type ReadyGuest } from "./guestRun";
import { openPath, type OpenedForAgent } from "./openProfile";
import { KnownGuests } from "./knownGuests";
import { ProfileCache } from "./profileCache";
import { realPathOf } from "./realPath";

export interface WorkspaceOptions {
  /** Prefixes in a profile → folders, as the user's setting has them. */
  readonly sourceMap?: Readonly<Record<string, string>>;
  /** Runs a guest and keeps the run; gives its id. By default the command line beside the running bundle. */
  readonly runGuest?: (ready: ReadyGuest, call: ToolCall) => Promise<string>;
}

/** The tools' context over the files of some folders. */
export class WorkspaceContext implements AgentContext {
  /** One answer sees one state of the runs: its `last~1` and `last` are neighbours, whatever ends between them. */
  private readonly lists = new WeakMap<ToolCall, Map<string, Promise<readonly RunRow[]>>>();

  constructor(
    readonly folders: Folders,
    private readonly options: WorkspaceOptions = {},
    private readonly cache = new ProfileCache<OpenedForAgent>(),
    private readonly known = new KnownGuests(folders),
  ) {}

  /** The same workspace and profiles in memory, with another way to run guests. */
  with(options: WorkspaceOptions): WorkspaceContext {
    return new WorkspaceContext(this.folders, { ...this.options, ...options }, this.cache, this.known);
  }

  async runs(): Promise<readonly AgentRun[]> {
    const rows = (await Promise.all((await this.known.roots()).map((root) => this.runsOf(root)))).flat();
    return rows.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
  }

  async open(ref: string, call: ToolCall): Promise<OpenedForAgent> {
    const found = await this.find(ref, call);
    const around = {
      folders: this.folders,
      cache: this.cache,
      guests: () => this.known.guests(),
      sourceMap: this.options.sourceMap ?? {},
    };
    return openPath(found.path, found.ref, around, call);
  }

  async source(profile: AgentProfile, rows: readonly number[], metric: string): Promise<AgentSource> {
    return functionSource(profile as OpenedForAgent, rows, metric, this.folders);
  }

  async coverage(
    folder: string | null,
    run: AgentProfile | null,
    call: ToolCall,
  ): Promise<readonly AgentCoverage[]> {
    const asked = folder === null ? this.folders.roots : [await this.folders.resolve(folder)];
    const answers: AgentCoverage[] = [];
    for (const one of asked) {
      call.progress(`reading manifests of ${path.basename(one)}`, answers.length, asked.length);
      const read = await this.within(await readCoverageFiles(one, { signal: call.signal }));
      const evidence = run === null ? {} : { profile: { guest: null, profile: run.profile } };
      answers.push({
        folder: this.folders.shown(one),
        coverage: resolveTexts(read, resolveCoverage, evidence),
      });
    }
    return answers;
  }

  async plan(wanted: GuestRunRequest): Promise<GuestRunPlan> {
    const ready = await this.ready(wanted);
    const input = ready.record === null ? "without input" : `with ${ready.record.sizeBytes} bytes of input`;
    return {
      question:
        `Run the ${ready.machine === "sp1" ? "SP1" : "ZisK"} guest ${dataText(this.folders.shown(ready.elf), 200)} ${input} in CycleLens's ` +
        `embedded engine, and keep the run in ${dataText(this.folders.shown(ready.root), 200)}/.cyclelens/runs?`,
      run: async (call) => {
        const run = this.options.runGuest ?? ((what, how) => runGuest(what, bundledProgram(), how));
        const id = await run(ready, call);
        this.lists.delete(call);
        return this.open(id, call);
      },
    };
  }

  /** Reads and checks what would be run. Throws `not-found`, `bad-input`, `unsupported`, `usage`, `too-large`. */
  async ready(wanted: GuestRunRequest): Promise<ReadyGuest> {
    return readyGuest(wanted, this.folders, await this.known.guests());
  }

  private async runsOf(root: string): Promise<readonly AgentRun[]> {
    const { runs, broken } = await listAll(root);
    const shown = this.folders.shown(root);
    return [
      ...runs.map(({ run, sizeBytes, baselines }) => ({
        id: run.id,
        root: shown,
        guest: run.guest.name,
        machine: run.machine,
        engine: [run.engine.name, run.engine.version].filter(Boolean).join(" "),
        startedAt: run.startedAt,
        durationMs: run.durationMs,
        outcome: run.outcome.status,
        commit: run.git?.commit ?? null,
        dirty: run.git?.dirty ?? null,
        sizeBytes,
        baselines,
        totals: run.totals,
      })),
      ...broken.map(({ id, sizeBytes }) => ({
        ...{ id, root: shown, guest: "", machine: "", engine: "", startedAt: id.slice(0, 10) },
        ...{
          durationMs: null,
          outcome: "corrupt",
          commit: null,
          dirty: null,
          sizeBytes,
          baselines: [],
          totals: {},
        },
      })),
    ];
  }

  /** A run or a file by what the caller calls it; `ref` is how it is called from then on. */
  private async find(ref: string, call: ToolCall): Promise<{ readonly path: string; readonly ref: string }> {
    const roots = /^last(?:~\d+)?$/.test(ref) ? await this.newestRoot(call) : await this.known.roots();
    const found = new Map<string, string>();
    for (const root of roots) {
      const picked = await pickRow(root, ref, await this.listOf(root, call));
      const real = picked === null ? null : realPathOf(picked.folder);
      if (picked !== null && real !== null && this.folders.has(real)) found.set(real, picked.run.id);
    }
    const [one, ...others] = found;
    if (one && others.length === 0) return { path: one[0], ref: one[1] };
    if (one)
      throw new CycleLensError(
        "usage",
        `${dataText(ref)} is in ${found.size} folders`,
        `give one of these paths: ${[...found.keys()].map((real) => this.folders.shown(real)).join(", ")}`,
      );
    for (const root of roots) {
      const gone = await goneBaseline(root, ref);
      if (gone) throw new CycleLensError("not-found", gone.message, "give another run of list_runs");
    }
    if (isRunId(ref)) throw notFound(ref);
    const real = await this.folders.resolve(ref).catch((error: unknown) => {
      throw CycleLensError.is(error, "not-found") ? notFound(ref) : error;
    });
    return { path: real, ref: this.folders.shown(real) };
  }

  /** The root of the newest run. Throws `not-found` where there is none. */
  private async newestRoot(call: ToolCall): Promise<readonly string[]> {
    let newest: { readonly root: string; readonly startedAt: string } | null = null;
    for (const root of await this.known.roots()) {
      const [first] = await this.listOf(root, call);
      if (first && (newest === null || first.run.startedAt > newest.startedAt))
        newest = { root, startedAt: first.run.startedAt };
    }
    if (newest) return [newest.root];
    throw new CycleLensError(
      "not-found",
      "there are no runs in the workspace folders yet",
      "make one with profile_guest, or open a folder that has runs",
    );
  }

  private listOf(root: string, call: ToolCall): Promise<readonly RunRow[]> {
    let lists = this.lists.get(call);
    if (!lists) this.lists.set(call, (lists = new Map()));
    let list = lists.get(root);
    if (!list) lists.set(root, (list = listRuns(root)));
    return list;
  }

  /** Manifests above the workspace folders, or linked from elsewhere, are not the agent's to see. */
  private async within(read: CoverageFiles): Promise<CoverageFiles> {
    const files: [string, CoverageFiles["files"] extends ReadonlyMap<string, infer T> ? T : never][] = [];
    for (const [key, text] of read.files) {
      const real = await realpath(path.resolve(read.folder, key)).catch(() => null);
      if (real !== null && this.folders.has(real)) files.push([key, text]);
    }
    return { ...read, files: new Map(files) };
  }
}

function notFound(ref: string): CycleLensError {
  return new CycleLensError(
    "not-found",
    `there is no run, baseline or file ${dataText(ref, 200)}`,
    "see what there is with list_runs, or give a path in the workspace",
  );
}
