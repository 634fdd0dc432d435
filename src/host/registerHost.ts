import { commands as vscodeCommands, Disposable, workspace } from "vscode";
import { registerAgents } from "./agents/registerAgents";
import { registerCommands } from "./commands";
import { registerCompare } from "./compare/commands";
import { setContext } from "./contextKeys";
import { showInTreeCommand } from "./contributions";
import { showFailure } from "./failure";
import { checkToolchains } from "./doctor";
import { openProfileCommand } from "./openProfile";
import { joinElf, offerElf } from "./joinElf";
import { registerProfileEditors } from "./profileEditor";
import { openvmRunHandlers } from "./openvmRun/openvmRunHandlers";
import { proverHandlers } from "./prover/profileProver";
import { BuildProblems } from "./run/buildProblems";
import { lookForToolchain } from "./run/checks";
import { registerGuestFile } from "./run/guestFile";
import { Guests } from "./run/guests";
import { RunMemory } from "./run/memory";
import { runFlowHandlers } from "./run/runFlow";
import { RunSession } from "./run/session";
import { registerTaskProvider } from "./run/taskProvider";
import type { Services } from "./services";
import { sp1Handlers } from "./sp1/sp1Flow";
import { StatusBar } from "./statusBar";
import { applyMetricSetting, switchMetric } from "./switchMetric";
import { CallTree } from "./trees/callTree";
import { HotTree } from "./trees/hotTree";
import { itemHandlers } from "./trees/itemCommands";
import { registerLibraryDecorations } from "./trees/libraryDecorations";
import { runHandlers } from "./trees/runCommands";
import { RunsTree } from "./trees/runsTree";
import { viewIn } from "./viewIn";

/** Views, status bar and commands of this room. */
export function registerHost(services: Services): Disposable {
  const { profiles } = services;
  const guests = new Guests(services);
  const runs = new RunsTree(services, guests);
  const hot = new HotTree(services);
  const calls = new CallTree(services);
  const status = new StatusBar(services);
  const memory = new RunMemory(services.context.workspaceState);
  const problems = new BuildProblems();
  const session = new RunSession(services, status, memory);
  const flow = { services, guests, memory, session, problems };
  const compare = registerCompare(services, {
    refreshRuns: () => runs.refresh(),
    sortByChange: (on) => {
      hot.sortByChange(on);
      calls.sortByChange(on);
    },
  });
  setContext("cyclelens.canRerun", memory.lastRun !== null);
  const commands = registerCommands(services, {
    ...itemHandlers(services),
    ...runHandlers(services, runs),
    ...runFlowHandlers(flow),
    ...sp1Handlers(flow),
    ...proverHandlers(flow),
    ...openvmRunHandlers(flow),
    "cyclelens.joinElf": (...args) => joinElf(services, guests, args),
    "cyclelens.viewIn": (...args) => viewIn(services, args),
    "cyclelens.doctor": () => checkToolchains(),
    "cyclelens.openProfile": (...args) => openProfileCommand(services, args),
    "cyclelens.switchMetric": (metric) => switchMetric(services, metric),
    "cyclelens.clear": () => profiles.close(),
    "cyclelens.hot.filter": (text) => hot.filter(typeof text === "string" ? text : undefined),
    "cyclelens.hot.groupByCrate": () => hot.group(true),
    "cyclelens.hot.ungroup": () => hot.group(false),
    "cyclelens.callTree.topDown": () => calls.turn("top-down"),
    "cyclelens.callTree.bottomUp": () => calls.turn("bottom-up"),
  });
  // Asked once for each profile that is opened, not at each switch of the metric.
  let offered = "";
  const active = profiles.onDidChangeActive((profile) => {
    setContext("cyclelens.hasProfile", profile !== null);
    setContext("cyclelens.hasCallTree", profile?.hasCallTree ?? false);
    setContext("cyclelens.endedEarly", profile !== null && profile.outcome.status !== "ok");
    if (profile !== null && profile.id !== offered) {
      offered = profile.id;
      void offerElf(services, guests, profile);
    }
  });
  const metric = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("cyclelens.metric"))
      applyMetricSetting(services).catch((error: unknown) => showFailure(services, error));
  });
  // For the flame graph: no entry of the palette.
  const show = vscodeCommands.registerCommand(showInTreeCommand, async (func: unknown) => {
    if (typeof func !== "number") return;
    await hot.show(func);
    await calls.show(func);
  });
  // What the welcome texts depend on is looked for once the view is seen.
  const seen = runs.view.onDidChangeVisibility(({ visible }) => {
    if (visible) lookForToolchain().catch((error: unknown) => showFailure(services, error));
  });
  return Disposable.from(
    registerLibraryDecorations(),
    registerGuestFile(guests),
    registerProfileEditors(services),
    registerTaskProvider(services, guests, memory),
    registerAgents(services, flow),
    ...[guests, runs, hot, calls, status, problems, session, commands, compare, active, seen, metric, show],
  );
}
