import path from "node:path";
import { l10n, Uri, window, workspace, type QuickPickItem } from "vscode";
import { joinWords, splitWords } from "./words";
import type { Guest } from "../../protocol/requests";
import { findSp1Hosts } from "../../toolchains/sp1Request";
import type { Sp1Host } from "../../toolchains/sp1Types";
import { CycleLensError } from "../../core/errors";
import { subjectKey } from "../run/memory";
import type { RunFlow } from "../run/runFlowParts";
import { trustedSetting } from "../settings";
import { localFolders } from "../workspaceFolders";
import { knownBin, knownFeatures, knownHost, type Sp1Choice, type Sp1ChoiceSettings } from "./choice";
import { sp1Failure } from "./problem";

/** A host with how it is built and called for a guest. */
export interface ChosenHost {
  readonly host: Sp1Host;
  readonly bin: string | null;
  readonly features: readonly string[];
  readonly arguments: readonly string[] | null;
}

/**
 * The host of a guest: settings first, then what is remembered, then the only possibility; the rest is
 * asked for and remembered. `given` comes before the settings. `ask`: everything is asked, with what is
 * known filled in. Undefined: cancelled.
 */
export async function chooseSp1Host(
  { services, memory }: RunFlow,
  guest: Guest,
  { ask = false, given = {} }: { readonly ask?: boolean; readonly given?: Partial<Sp1ChoiceSettings> } = {},
): Promise<ChosenHost | undefined> {
  const folders = [...new Set([...localFolders(), guest.root])];
  const hosts = await services.profiles.request(findSp1Hosts, { folders });
  const settings = { ...choiceSettings(guest), ...given };
  if (hosts.length === 0) throw noHost();
  const key = subjectKey(guest);
  const remembered = memory.sp1ChoiceOf(key);
  if (settings.hostPackage !== "" && !hosts.some(({ name }) => name === settings.hostPackage))
    throw new CycleLensError(
      "not-found",
      l10n.t(
        "the setting names {0}, which links neither sp1-sdk nor sp1-core-executor",
        settings.hostPackage,
      ),
      l10n.t("choose one of: {0}", hosts.map(({ name }) => name).join(", ")),
    );
  const meant = knownHost(hosts, settings, remembered);
  const host = meant !== null && !(ask && settings.hostPackage === "") ? meant : await askHost(hosts, meant);
  if (!host) return undefined;
  const before = remembered?.manifestPath === host.manifestPath ? remembered : null;
  const knownOne = knownBin(host, settings, before);
  const bin = knownOne !== null && !(ask && host.bins.length > 1) ? knownOne : await askBin(host, knownOne);
  if (bin === undefined) return undefined;
  const needed = knownFeatures(host, settings, before);
  const isOpen = before === null && settings.features.length === 0 && host.linkedBy.length > 1;
  const features =
    (ask || isOpen) && settings.features.length === 0 && host.features.length > 0
      ? await askFeatures(host, needed)
      : needed;
  if (features === undefined) return undefined;
  const known = settings.arguments ?? before?.arguments ?? null;
  const words = host.isTraceHost
    ? settings.arguments
    : known !== null && !(ask && settings.arguments === null)
      ? known
      : await askArguments(host, known);
  if (words === undefined) return undefined;
  const choice: Sp1Choice = { manifestPath: host.manifestPath, bin, features, arguments: words };
  await memory.rememberSp1Choice(key, choice);
  return { host, bin, features, arguments: words };
}

/** What the settings say of a guest's host; nothing in Restricted Mode. */
function choiceSettings(guest: Guest): Sp1ChoiceSettings {
  const scope = Uri.file(guest.manifestPath);
  return {
    hostPackage: trustedSetting("sp1.hostPackage", scope),
    hostBin: trustedSetting("sp1.hostBin", scope),
    features: trustedSetting("sp1.features", scope),
    arguments: trustedSetting("sp1.arguments", scope),
  };
}

function noHost(): Error {
  return sp1Failure({
    kind: "no-host",
    severity: "error",
    message: l10n.t("no package of this workspace links sp1-sdk: nothing can run the guest"),
    hint: l10n.t("create a small host that does nothing else, or open the folder of yours"),
  });
}

async function askHost(hosts: readonly Sp1Host[], meant: Sp1Host | null): Promise<Sp1Host | undefined> {
  const items = [...hosts]
    .sort((a, b) => Number(b === meant) - Number(a === meant))
    .map((host) => ({
      label: host.name,
      description: workspace.asRelativePath(path.dirname(host.manifestPath)),
      detail: [`${host.via} ${host.version?.text ?? ""}`.trim(), profilingText(host)].join(" · "),
      host,
    }));
  const options = {
    placeHolder: l10n.t("Which package runs the guest? It is remembered."),
    matchOnDescription: true,
  };
  return (await window.showQuickPick(items as (QuickPickItem & { host: Sp1Host })[], options))?.host;
}

function profilingText({ profiling, isTraceHost }: Sp1Host): string {
  if (isTraceHost) return l10n.t("trace host of CycleLens");
  switch (profiling.kind) {
    case "on":
      return l10n.t("traces");
    case "by-feature":
      return l10n.t("traces with the feature {0}", profiling.features[0] ?? "");
    case "off":
      return l10n.t("built without profiling");
    case "unknown":
      return l10n.t("it cannot be seen whether it traces");
    case "none":
      return l10n.t("SP1 3.x: addresses only");
  }
}

async function askBin({ name, bins }: Sp1Host, known: string | null): Promise<string | undefined> {
  const items = [...bins].sort((a, b) => Number(b === known) - Number(a === known));
  return window.showQuickPick(items, { placeHolder: l10n.t("Which binary of {0}?", name) });
}

async function askFeatures(host: Sp1Host, chosen: readonly string[]): Promise<readonly string[] | undefined> {
  const names = new Set(chosen.flatMap((feature) => feature.split(/[\s,]+/)));
  const hints = new Map<string, string>([
    ...host.linkedBy.map((name) => [name, l10n.t("brings SP1 in")] as const),
    ...(host.profiling.kind === "by-feature" ? host.profiling.features : []).map(
      (name) => [name, l10n.t("needed to trace")] as const,
    ),
    ...host.defaultFeatures.map((name) => [name, l10n.t("on by default")] as const),
  ]);
  const items = host.features
    .filter((name) => name !== "default")
    .map((label) => ({ label, description: hints.get(label) ?? "", picked: names.has(label) }));
  const picked = await window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: l10n.t("Which features is {0} built with?", host.name),
  });
  return picked?.map(({ label }) => label);
}

async function askArguments(
  host: Sp1Host,
  known: readonly string[] | null,
): Promise<readonly string[] | undefined> {
  const text = await window.showInputBox({
    title: l10n.t("Arguments that make {0} execute the guest", host.name),
    prompt: l10n.t("{input} stands for the guest's input file, {elf} for the guest. It is remembered."),
    // What the project template of SP1 takes.
    value: joinWords(known ?? ["--execute"]),
    ignoreFocusOut: true,
  });
  return text === undefined ? undefined : splitWords(text);
}
