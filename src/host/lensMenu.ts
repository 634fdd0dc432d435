import { commands, l10n, window, type QuickPickItem } from "vscode";
import { CycleLensError } from "../core/errors";
import { shortName } from "../core/profile/names";
import { formatCount, formatPercent } from "../core/report/figures";
import { formatAmount } from "../core/report/metricFigures";
import { functionInfo, type FunctionInfo, type NamedCost } from "../protocol/requests";
import { metricIn } from "./metricIn";
import type { Services } from "./services";

/** What a lens passes on: the rows of the profile that are instances of its `fn`. */
interface LensTarget {
  readonly profile: string;
  readonly name: string;
  readonly funcs: readonly number[];
}

interface Choice extends QuickPickItem {
  readonly run: () => unknown;
}

/** Click on a lens: flame graph here, callers, callees, instances, disassembly. */
export async function lensMenu(services: Services, target: unknown): Promise<void> {
  const { name, func } = await checkedTarget(services, target);
  if (func === null) return;
  const info = await infoOf(services, func);
  const { profiles } = services;
  const choices: Choice[] = [];
  if (profiles.active?.hasCallTree !== false) {
    choices.push({
      label: `$(flame) ${l10n.t("Flame graph here")}`,
      run: () => commands.executeCommand("cyclelens.showFlameGraph", { func, name: info.name }),
    });
  }
  const list = (icon: string, label: string, title: string, sides: readonly NamedCost[]): void => {
    if (sides.length === 0) return;
    choices.push({
      label: `$(${icon}) ${label}`,
      description: String(sides.length),
      run: () => pickFunction(services, title, sides),
    });
  };
  list("call-incoming", l10n.t("Callers"), l10n.t("Callers of {0}", name), info.callers);
  list("call-outgoing", l10n.t("Callees"), l10n.t("Callees of {0}", name), info.callees);
  if (info.instances.length > 1)
    list("files", l10n.t("Instances"), l10n.t("Instances of {0}", name), info.instances);
  choices.push({
    label: `$(file-binary) ${l10n.t("Annotated disassembly")}`,
    run: () => commands.executeCommand("cyclelens.showDisassembly", { func, name: info.name }),
  });
  const picked = await window.showQuickPick(choices, {
    title: shortName(info.name),
    placeHolder: l10n.t("What to show"),
  });
  await picked?.run();
}

/** Link in a hover: opens the source of a function of the active profile. */
export async function revealFunction(services: Services, target: unknown): Promise<void> {
  const { func, profile } = (typeof target === "object" && target !== null ? target : {}) as {
    func?: unknown;
    profile?: unknown;
  };
  if (typeof func !== "number" || profile !== services.profiles.active?.id) throw notOpen();
  await revealInfo(services, await infoOf(services, func));
}

async function pickFunction(services: Services, title: string, sides: readonly NamedCost[]): Promise<void> {
  const { active } = services.profiles;
  const metric = metricIn(active, active?.metric ?? "");
  const items = sides.map((side) => ({
    label: shortName(side.name),
    description: [
      formatPercent(side.share),
      formatAmount(side.cost, metric),
      side.calls === null ? "" : l10n.t("{0} calls", formatCount(side.calls)),
    ]
      .filter((text) => text !== "" && text !== "–")
      .join("  "),
    detail: side.name,
    side,
  }));
  const picked = await window.showQuickPick(items, { title, matchOnDetail: true });
  if (picked) await revealInfo(services, picked.side);
}

async function revealInfo(
  services: Services,
  at: { readonly name: string; readonly file: string | null; readonly line: number },
): Promise<void> {
  if (at.file === null)
    throw new CycleLensError(
      "not-found",
      l10n.t("where {0} stands is not known", shortName(at.name)),
      l10n.t("build the guest with line tables: a run of CycleLens does so by itself"),
    );
  await services.reveal(at.file, at.line);
}

async function infoOf(services: Services, func: number): Promise<FunctionInfo> {
  const info = await services.profiles.request(functionInfo, { func });
  if (!info) throw notOpen();
  return info;
}

/** The hottest instance stands first; a `fn` that was inlined everywhere has none. */
async function checkedTarget(
  services: Services,
  target: unknown,
): Promise<{ name: string; func: number | null }> {
  const { profile, name, funcs } = (
    typeof target === "object" && target !== null ? target : {}
  ) as Partial<LensTarget>;
  if (typeof name !== "string" || !Array.isArray(funcs) || profile !== services.profiles.active?.id)
    throw notOpen();
  const [func] = funcs;
  if (typeof func === "number") return { name, func };
  await window.showInformationMessage(
    l10n.t("{0} was inlined into its callers: it has no instructions of its own.", name),
  );
  return { name, func: null };
}

function notOpen(): CycleLensError {
  return new CycleLensError(
    "not-found",
    l10n.t("this profile is no longer open"),
    l10n.t("open it again from the runs view"),
  );
}
