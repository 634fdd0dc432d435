import type { CancellationToken, Connection } from "vscode-languageserver/node";
import { CycleLensError } from "../core/errors";
import { usableMetric } from "../core/analysis/metrics";
import {
  callTreeChildren,
  closeProfile,
  disassembly,
  exportProfile,
  findGuests,
  finishRun,
  functionInfo,
  hotFunctions,
  lineCosts,
  listRuns,
  openProfile,
  progressNotification,
  resolveSource,
  setMetric,
  type LineCosts,
  type Progress,
  type Request,
} from "../protocol/requests";
import { compareActive, removeBaseline, runHistory, setBaseline } from "../protocol/compare";
import { findSp1Hosts } from "../toolchains/sp1Request";
import { abortSignal } from "./abort";
import { compareWith } from "./compare/compareActive";
import { comparedCosts } from "./compare/comparedCosts";
import { hotDeltasOf } from "./compare/listDeltas";
import { runHistoryOf } from "./compare/runHistory";
import { starRun, unstarRun } from "./compare/starRun";
import { callTreeDeltas } from "./compare/treeDeltas";
import { disassemblyOf } from "./disassemblyRequest";
import { documentLineCosts } from "./documentCosts";
import { comparisonExport, exportOf } from "./exports";
import { guarded } from "./failures";
import { registerFlame } from "./flame";
import { registerMetrics } from "./openvm/registerMetrics";
import type { LoadOptions } from "./loader";
import { finishFolder, openFiles } from "./openRuns";
import { callTreeOf, functionInfoOf, hotFunctionsOf } from "./queries";
import { resolveSourceOf } from "./resolveSource";
import type { Session } from "./session";
import { summaryOf } from "./summary";

const noCosts: LineCosts = { metric: "", level: "none", stale: false, rows: [], whole: null };

/** Registers every request of src/protocol/requests.ts, each exactly once. */
export function registerHandlers(session: Session): void {
  const { connection, store } = session;
  const on = handlerOf(connection);

  on(openProfile, async ({ files, elf }, token) => {
    requireStrings(files);
    const before = store.active;
    // With an ELF it is another profile: what that says is joined with the files.
    const known = files.length === 1 && elf === undefined ? store.reopen(files[0]!) : null;
    const opened = known ?? (await openFiles(session, files, elf, loading(token)));
    // What it was compared with when it was open before may be gone by now: it is asked for again.
    if (before !== opened) session.comparison = null;
    session.changed();
    return summaryOf(opened);
  });
  on(finishRun, async ({ folder }, token) => {
    const opened = await finishFolder(session, folder, loading(token));
    session.changed();
    return { folder: opened.folder!, summary: await summaryOf(opened) };
  });
  on(closeProfile, () => {
    store.close();
    session.comparison = null;
    session.disassembly.end();
    session.changed();
    return null;
  });
  on(setMetric, ({ metric }) => {
    const { active } = session;
    active.metric = usableMetric(active.profile, metric);
    session.changed();
    return null;
  });
  on(lineCosts, async ({ uri }) => {
    const view = await session.view(uri);
    return view && store.active
      ? comparedCosts(session, uri, documentLineCosts(store.active, view))
      : noCosts;
  });
  on(resolveSource, ({ file, line }) => resolveSourceOf(session, file, line));
  on(hotFunctions, (params) =>
    session.comparison ? hotDeltasOf(session.comparison, params) : hotFunctionsOf(session.active, params),
  );
  on(
    callTreeChildren,
    (params) =>
      (session.comparison && callTreeDeltas(session.comparison, params)) ??
      callTreeOf(session.active, params),
  );
  on(functionInfo, ({ func }) => functionInfoOf(session.active, func));
  on(disassembly, (params) => disassemblyOf(session, params));
  on(findGuests, ({ folders }) => session.runs.findGuests(folders));
  on(findSp1Hosts, ({ folders }) => session.runs.findSp1Hosts(folders));
  on(listRuns, ({ folders }) => session.runs.listRuns(folders));
  on(compareActive, (params, token) => compareWith(session, params, loading(token)));
  on(setBaseline, ({ folder }) => starRun(folder));
  on(runHistory, (params, token) => runHistoryOf(session, params, loading(token)));
  on(removeBaseline, ({ folder }) => unstarRun(folder));
  on(exportProfile, ({ format, view, comparison }) =>
    comparison === undefined
      ? exportOf(session.active, format, view)
      : comparisonExport(session.comparison, comparison, format, view),
  );
  registerMetrics(on, loading, () => session.folders);
  registerFlame(
    {
      onRequest: (method, handler) =>
        connection.onRequest(method, guarded(handler as (params: unknown) => unknown, log)),
    },
    () => store.active && { ...store.active, comparison: session.comparison },
  );

  function loading(token: CancellationToken): LoadOptions {
    const progress = (now: Progress): void => {
      if (session.abilities.progress) void connection.sendNotification(progressNotification, now);
    };
    return { signal: abortSignal(token), progress };
  }

  function log(error: unknown): void {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  function handlerOf(to: Connection) {
    return <P, R>(
      what: Request<P, R>,
      answer: (params: P, token: CancellationToken) => R | Promise<R>,
    ): void => {
      to.onRequest(what.method, guarded(answer, log));
    };
  }
}

function requireStrings(files: unknown): asserts files is readonly string[] {
  if (!Array.isArray(files) || files.length === 0 || !files.every((file) => typeof file === "string"))
    throw new CycleLensError("usage", "no file was given", "name at least one file of the run");
}
