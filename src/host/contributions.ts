/**
 * Every id that package.json contributes, typed. A test walks both ways, so that neither side can
 * name what the other does not have; `registerCommands` is exhaustive over its part of the table.
 */

/** Commands that this room registers (docs/ui.md; the ids are contract). */
export const hostCommands = [
  "cyclelens.profileZisk",
  "cyclelens.profileSp1",
  "cyclelens.profileElf",
  "cyclelens.chooseInput",
  "cyclelens.chooseSp1Host",
  "cyclelens.createSp1Host",
  "cyclelens.profileProver",
  "cyclelens.runOpenvmBenchmark",
  "cyclelens.cargoOpenvm",
  "cyclelens.joinElf",
  "cyclelens.viewIn",
  "cyclelens.openProfile",
  "cyclelens.rerun",
  "cyclelens.stop",
  "cyclelens.switchMetric",
  "cyclelens.clear",
  "cyclelens.ziskSetup",
  "cyclelens.verifyEngine",
  "cyclelens.doctor",
  "cyclelens.runs.refresh",
  "cyclelens.runs.open",
  "cyclelens.runs.showFlameGraph",
  "cyclelens.runs.revealFolder",
  "cyclelens.runs.delete",
  "cyclelens.hot.filter",
  "cyclelens.hot.groupByCrate",
  "cyclelens.hot.ungroup",
  "cyclelens.callTree.topDown",
  "cyclelens.callTree.bottomUp",
  "cyclelens.item.reveal",
  "cyclelens.item.showFlameGraph",
  "cyclelens.item.showDisassembly",
  "cyclelens.item.copyName",
  "cyclelens.item.copyStack",
] as const;
export type HostCommand = (typeof hostCommands)[number];

/** Commands of Patch Coverage, registered by src/host/coverage. */
export const coverageCommands = [
  "cyclelens.showMatrix",
  "cyclelens.refreshCoverage",
  "cyclelens.coverage.filter",
  "cyclelens.coverage.copyMarkdown",
  "cyclelens.coverage.reveal",
  "cyclelens.coverage.fix",
  "cyclelens.coverage.copyText",
  "cyclelens.coverage.runUpdate",
] as const;
export type CoverageCommand = (typeof coverageCommands)[number];

/** Commands around comparisons, registered by src/host/compare. */
export const compareCommands = [
  "cyclelens.setBaseline",
  "cyclelens.compareWith",
  "cyclelens.clearComparison",
  "cyclelens.showHistory",
  "cyclelens.runs.removeBaseline",
  "cyclelens.compare.sortByChange",
  "cyclelens.compare.sortByCost",
] as const;
export type CompareCommand = (typeof compareCommands)[number];

/** Commands that a feature registers beside its own code. */
export const featureCommands = [
  "cyclelens.toggleDecorations",
  "cyclelens.showFlameGraph",
  "cyclelens.showDisassembly",
  "cyclelens.openMetrics",
] as const;
/** Not contributed: the flame graph selects a function (its row) in Hot Functions with it. */
export const showInTreeCommand = "cyclelens.showInTree";

export const views = {
  runs: "cyclelens.runs",
  hot: "cyclelens.hot",
  callTree: "cyclelens.callTree",
  coverage: "cyclelens.coverage",
} as const;
export const viewContainer = "cyclelens";

export const profileEditors = ["cyclelens.profile", "cyclelens.profileOption"] as const;
/** Of files whose name says metrics, and of any that a user asks it for. */
export const metricsEditors = ["cyclelens.metrics", "cyclelens.metricsOption"] as const;
export const customEditors = [...profileEditors, ...metricsEditors] as const;
/** Our MCP server in the editor's list; the tools of the table are contributed under their names with a prefix. */
export const mcpProvider = "cyclelens.mcp";
export const taskType = "cyclelens";
export const problemMatcher = "cyclelens-cargo";
export const heatColors = ["heat1", "heat2", "heat3", "heat4", "heat5"].map((id) => `cyclelens.${id}`);
/** Of what changed between two runs. */
export const changeColors = { worse: "cyclelens.worse", better: "cyclelens.better" } as const;

/** Context keys that `when` and `enablement` clauses use. */
export interface Contexts {
  readonly "cyclelens.hasProfile": boolean;
  readonly "cyclelens.hasCallTree": boolean;
  /** The open profile is of a run that did not end well. */
  readonly "cyclelens.endedEarly": boolean;
  readonly "cyclelens.running": boolean;
  readonly "cyclelens.canRerun": boolean;
  readonly "cyclelens.toolchain": "unknown" | "missing" | "found";
  readonly "cyclelens.guests": "unknown" | "none" | "found";
  /** Which machines the found guests are for. */
  readonly "cyclelens.guestMachines": "unknown" | "zisk" | "sp1" | "both";
  readonly "cyclelens.inGuestFile": boolean;
  readonly "cyclelens.inSp1GuestFile": boolean;
  readonly "cyclelens.hotGrouped": boolean;
  readonly "cyclelens.hotFiltered": boolean;
  readonly "cyclelens.callTreeBottomUp": boolean;
  readonly "cyclelens.coverageGuests": "unknown" | "none" | "found";
  readonly "cyclelens.coverageFiltered": boolean;
  readonly "cyclelens.comparing": boolean;
  readonly "cyclelens.sortedByChange": boolean;
}
/** What each context key is before anything has happened. */
export const contexts: Contexts = {
  "cyclelens.hasProfile": false,
  "cyclelens.hasCallTree": false,
  "cyclelens.endedEarly": false,
  "cyclelens.running": false,
  "cyclelens.canRerun": false,
  "cyclelens.toolchain": "unknown",
  "cyclelens.guests": "unknown",
  "cyclelens.guestMachines": "unknown",
  "cyclelens.inGuestFile": false,
  "cyclelens.inSp1GuestFile": false,
  "cyclelens.hotGrouped": false,
  "cyclelens.hotFiltered": false,
  "cyclelens.callTreeBottomUp": false,
  "cyclelens.coverageGuests": "unknown",
  "cyclelens.coverageFiltered": false,
  "cyclelens.comparing": false,
  "cyclelens.sortedByChange": false,
};

/** Settings below `cyclelens.`, with the type a reader gets. */
export interface Settings {
  readonly metric: "auto" | "cost" | "steps" | "cycles" | "bytes";
  readonly "decorations.enabled": boolean;
  /** Percent of the whole run. */
  readonly "decorations.threshold": number;
  readonly "decorations.format": "full" | "percent" | "count";
  readonly "lenses.enabled": boolean;
  readonly sourceMap: Readonly<Record<string, string>>;
  readonly "zisk.engine": "auto" | "embedded" | "external";
  readonly "sp1.engine": "auto" | "embedded" | "external";
  /** Million steps. */
  readonly "engine.inlinedUpTo": number;
  readonly "zisk.ziskemuPath": string;
  readonly "zisk.cargoZiskPath": string;
  readonly "zisk.buildCommand": readonly string[] | null;
  readonly "zisk.extraArguments": readonly string[];
  readonly "zisk.mode": "full" | "quick";
  readonly "zisk.inputFraming": "auto" | "raw" | "zisk";
  readonly "sp1.hostPackage": string;
  readonly "sp1.hostBin": string;
  readonly "sp1.features": readonly string[];
  readonly "sp1.arguments": readonly string[] | null;
  readonly "sp1.env": Readonly<Record<string, string>>;
  readonly "sp1.workingDirectory": string;
  readonly "sp1.buildCommand": readonly string[] | null;
  readonly "sp1.elf": string;
  readonly "sp1.sampleRate": "auto" | number;
  /** Of a trace on disk and of the host's samples in memory, each. */
  readonly "sp1.traceBudgetMb": number;
  readonly "runs.maxSizeMb": number;
  readonly "coverage.severity": "error" | "warning" | "information" | "hint" | "off";
  readonly "coverage.rulesFile": string;
}
/** The same defaults as in package.json. */
export const settings: Settings = {
  metric: "auto",
  "decorations.enabled": true,
  "decorations.threshold": 0.5,
  "decorations.format": "full",
  "lenses.enabled": true,
  sourceMap: {},
  "zisk.engine": "auto",
  "sp1.engine": "auto",
  "engine.inlinedUpTo": 25,
  "zisk.ziskemuPath": "",
  "zisk.cargoZiskPath": "",
  "zisk.buildCommand": null,
  "zisk.extraArguments": [],
  "zisk.mode": "full",
  "zisk.inputFraming": "auto",
  "sp1.hostPackage": "",
  "sp1.hostBin": "",
  "sp1.features": [],
  "sp1.arguments": null,
  "sp1.env": {},
  "sp1.workingDirectory": "",
  "sp1.buildCommand": null,
  "sp1.elf": "",
  "sp1.sampleRate": "auto",
  "sp1.traceBudgetMb": 1024,
  "runs.maxSizeMb": 2048,
  "coverage.severity": "warning",
  "coverage.rulesFile": "",
};

/** Settings that could start or steer a process: never taken from an untrusted workspace. */
export const restrictedSettings = [
  "zisk.engine",
  "sp1.engine",
  "engine.inlinedUpTo",
  "zisk.ziskemuPath",
  "zisk.cargoZiskPath",
  "zisk.buildCommand",
  "zisk.extraArguments",
  "zisk.mode",
  "zisk.inputFraming",
  "sp1.hostPackage",
  "sp1.hostBin",
  "sp1.features",
  "sp1.arguments",
  "sp1.env",
  "sp1.workingDirectory",
  "sp1.buildCommand",
  "sp1.elf",
  "sp1.sampleRate",
  "sourceMap",
  "coverage.rulesFile",
] as const satisfies readonly (keyof Settings)[];
