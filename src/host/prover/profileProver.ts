import { l10n, window, workspace } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { FinishRunResult } from "../../protocol/requests";
import { findTool } from "../../toolchains/findTool";
import { readHostTargets, targetsArgs, type HostTarget } from "../../toolchains/hostTargets";
import {
  dhatFeatures,
  proverArguments,
  proverTools,
  traceLengths,
  type ProverToolId,
  type TraceLengthUse,
} from "../../toolchains/proverTools";
import type { Handlers } from "../commands";
import type { ProverRequest } from "../run/memory";
import type { RunFlow } from "../run/runFlowParts";
import { requireTrust } from "../run/trust";
import { joinWords, splitWords } from "../sp1/words";
import { askCargo, requireCargo } from "./askCargo";
import { noDhat, proverRun } from "./proverRun";

/** Manifests that are asked about; a workspace's members are asked for once, with its root. */
const maxManifests = 20;

/** `profileProver({ target, tool, features, arguments })` takes what the dialogs would ask for. */
export function proverHandlers(flow: RunFlow): Pick<Handlers, "cyclelens.profileProver"> {
  return { "cyclelens.profileProver": (...args) => profileProver(flow, args) };
}

async function profileProver(
  flow: RunFlow,
  [first]: readonly unknown[],
): Promise<FinishRunResult | undefined> {
  requireTrust();
  const given = (typeof first === "object" && first !== null ? first : {}) as Record<string, unknown>;
  const cargo = await requireCargo();
  const targets = await findTargets(cargo);
  const target = await chooseTarget(targets, given["target"]);
  const tool = target && (await chooseTool(target, given["tool"]));
  if (!tool) return undefined;
  const features = await chooseFeatures(target, tool, given["features"]);
  const key = `proverArguments:${target.manifestPath}#${target.name}`;
  const state = flow.services.context.workspaceState;
  const words = isStrings(given["arguments"])
    ? given["arguments"]
    : features && (await askArguments(target, features, state.get<unknown>(key)));
  if (!features || !words) return undefined;
  await state.update(key, words);
  const parallel = words.includes("--parallel") && target.features.includes("parallel") ? ["parallel"] : [];
  const request: ProverRequest = {
    manifestPath: target.manifestPath,
    target: target.name,
    tool,
    features: [...new Set([...features, ...parallel])],
    arguments: words,
  };
  return flow.session.run(proverRun(flow, cargo, target, request));
}

/** *Re-run Last Profile* of a prover. */
export async function rerunProver(flow: RunFlow, request: ProverRequest): Promise<FinishRunResult> {
  const cargo = await requireCargo();
  const targets = readHostTargets(await askCargo(cargo, targetsArgs(request.manifestPath)));
  const target = targets.find(({ name }) => name === request.target);
  if (!target)
    throw new CycleLensError(
      "not-found",
      l10n.t("{0} is no program of its package any more", request.target),
      l10n.t("choose another one with “Profile Prover”"),
    );
  return flow.session.run(proverRun(flow, cargo, target, request));
}

async function findTargets(cargo: string): Promise<readonly HostTarget[]> {
  const files = await workspace.findFiles("**/Cargo.toml", "**/{target,node_modules,vendor}/**", 500);
  const manifests = files.map(({ fsPath }) => fsPath).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const targets = new Map<string, HostTarget>();
  const covered = new Set<string>();
  let asked = 0;
  for (const manifest of manifests) {
    if (covered.has(manifest) || asked++ >= maxManifests) continue;
    const answer = await askCargo(cargo, targetsArgs(manifest)).catch(() => "");
    for (const target of readHostTargets(answer)) {
      covered.add(target.manifestPath);
      targets.set(`${target.manifestPath}#${target.kind}#${target.name}`, target);
    }
  }
  if (targets.size > 0) return [...targets.values()];
  throw new CycleLensError(
    "not-found",
    l10n.t("no program was found in this workspace"),
    l10n.t("open the folder of a Rust package with a binary or a bench"),
  );
}

async function chooseTarget(targets: readonly HostTarget[], given: unknown): Promise<HostTarget | undefined> {
  if (typeof given === "string") {
    const meant = targets.find(({ name }) => name === given);
    if (meant) return meant;
    throw new CycleLensError(
      "not-found",
      l10n.t("there is no program {0} in this workspace", given),
      l10n.t("choose one of: {0}", targets.map(({ name }) => name).join(", ")),
    );
  }
  if (targets.length === 1) return targets[0];
  const items = targets.map((target) => ({
    label: target.name,
    description: `${target.kind} · ${target.package}`,
    detail: workspace.asRelativePath(target.sourcePath),
    target,
  }));
  const options = { placeHolder: l10n.t("Which program is profiled?"), matchOnDescription: true };
  return (await window.showQuickPick(items, options))?.target;
}

async function chooseTool(target: HostTarget, given: unknown): Promise<ProverToolId | undefined> {
  if (typeof given === "string" && Object.hasOwn(proverTools, given)) return given as ProverToolId;
  const words: Readonly<Record<ProverToolId, readonly [string, string]>> = {
    dhat: [
      l10n.t("Heap: dhat"),
      l10n.t("bytes and blocks by the line that allocates: in all, at the peak, at the end"),
    ],
    samply: [
      l10n.t("Time: samply"),
      l10n.t("where the processor is, by sampling; keeps the profile as a file"),
    ],
    flamegraph: [l10n.t("Time: flamegraph"), l10n.t("the same through perf, as cargo flamegraph does")],
    hyperfine: [
      l10n.t("Duration: hyperfine"),
      l10n.t("mean and deviation of several runs, to compare before and after"),
    ],
  };
  const items = await Promise.all(
    (Object.keys(proverTools) as ProverToolId[]).map(async (tool) => ({
      label: words[tool][0],
      description: await stateOf(tool, target),
      detail: words[tool][1],
      tool,
    })),
  );
  return (await window.showQuickPick(items, { placeHolder: l10n.t("What of {0}?", target.name) }))?.tool;
}

async function stateOf(tool: ProverToolId, target: HostTarget): Promise<string> {
  const { program } = proverTools[tool];
  if (program !== null) return (await findTool(program)) === null ? l10n.t("not installed") : "";
  const [feature] = dhatFeatures(target.features);
  return feature === undefined
    ? l10n.t("no feature of the package names dhat")
    : l10n.t("feature {0}", feature);
}

/** What the tool needs is added; a package without it is told how. */
async function chooseFeatures(
  target: HostTarget,
  tool: ProverToolId,
  given: unknown,
): Promise<readonly string[] | undefined> {
  if (isStrings(given)) return given;
  if (tool !== "dhat") return [];
  const candidates = dhatFeatures(target.features);
  if (candidates.length === 0) throw noDhat(target);
  if (candidates.length === 1) return [candidates[0]!];
  const picked = await window.showQuickPick([...candidates], {
    placeHolder: l10n.t("Which feature switches dhat on?"),
  });
  return picked === undefined ? undefined : [picked];
}

async function askArguments(
  target: HostTarget,
  features: readonly string[],
  before: unknown,
): Promise<readonly string[] | undefined> {
  const uses: Readonly<Record<TraceLengthUse, string>> = {
    quick: l10n.t("quick tests"),
    development: l10n.t("profiling during development"),
    standard: l10n.t("the usual benchmark"),
    production: l10n.t("loads like in production"),
    stress: l10n.t("stress tests"),
  };
  const known = isStrings(before) ? before : null;
  const again =
    known === null
      ? []
      : [{ label: l10n.t("$(history) As before"), description: joinWords(known), words: () => known }];
  const none = { label: l10n.t("$(circle-slash) No arguments"), description: "", words: () => [] };
  const own = {
    label: l10n.t("$(edit) Own arguments…"),
    description: "",
    words: async () => {
      const text = await window.showInputBox({
        title: l10n.t("Arguments of {0}", target.name),
        value: joinWords(known ?? []),
        ignoreFocusOut: true,
      });
      return text === undefined ? undefined : splitWords(text);
    },
  };
  const lengths = traceLengths.map(({ exponent, use }) => ({
    label: `--trace-length ${exponent}`,
    description: l10n.t("{0} rows: {1}", (2 ** exponent).toLocaleString(), uses[use]),
    words: () => askMore(target, features, exponent),
  }));
  const pick = await window.showQuickPick([...again, none, ...lengths, own], {
    placeHolder: l10n.t("How large a proof? “--trace-length” is for provers that take it."),
    matchOnDescription: true,
  });
  return pick?.words();
}

/** Iterations, and threads where the package can. */
async function askMore(
  target: HostTarget,
  features: readonly string[],
  traceLength: number,
): Promise<readonly string[] | undefined> {
  const parallel = { label: "--parallel", description: l10n.t("with the feature parallel"), value: 0 };
  const items = [
    ...[5, 10].map((value) => ({
      label: `--iterations ${value}`,
      description: l10n.t("more samples"),
      value,
    })),
    ...(target.features.includes("parallel") ? [{ ...parallel, picked: features.includes("parallel") }] : []),
  ];
  const picked = await window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: l10n.t("Anything more? Enter without a choice: one proof."),
  });
  if (!picked) return undefined;
  const iterations = Math.max(0, ...picked.map(({ value }) => value));
  return proverArguments({
    traceLength,
    iterations: iterations === 0 ? null : iterations,
    parallel: picked.some(({ value }) => value === 0),
    more: [],
  });
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
