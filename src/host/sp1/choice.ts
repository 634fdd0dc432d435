import type { Sp1Host } from "../../toolchains/sp1Types";

/** How a guest is run: which host, and how that is built and called. Remembered for each guest. */
export interface Sp1Choice {
  /** Of the host. */
  readonly manifestPath: string;
  readonly bin: string | null;
  readonly features: readonly string[];
  /** With placeholders; null for a trace host of ours, which needs none. */
  readonly arguments: readonly string[] | null;
}

/** What the settings say; each empty or null where they leave it open. */
export interface Sp1ChoiceSettings {
  readonly hostPackage: string;
  readonly hostBin: string;
  readonly features: readonly string[];
  readonly arguments: readonly string[] | null;
}

/** A stored value, checked: an older version may have written it. */
export function isSp1Choice(value: unknown): value is Sp1Choice {
  if (typeof value !== "object" || value === null) return false;
  const { manifestPath, bin, features, arguments: args } = value as Record<string, unknown>;
  return (
    typeof manifestPath === "string" &&
    (bin === null || typeof bin === "string") &&
    isStrings(features) &&
    (args === null || isStrings(args))
  );
}

/** The host that is meant without a question: by setting, by memory, the only one. Null: it has to be asked. */
export function knownHost(
  hosts: readonly Sp1Host[],
  settings: Pick<Sp1ChoiceSettings, "hostPackage">,
  remembered: Sp1Choice | null,
): Sp1Host | null {
  if (settings.hostPackage !== "") return hosts.find(({ name }) => name === settings.hostPackage) ?? null;
  const before = hosts.find(({ manifestPath }) => manifestPath === remembered?.manifestPath);
  return before ?? (hosts.length === 1 ? hosts[0]! : null);
}

/** The bin that is meant without a question; null: it has to be asked. */
export function knownBin(
  host: Sp1Host,
  settings: Pick<Sp1ChoiceSettings, "hostBin">,
  remembered: Sp1Choice | null,
): string | null {
  if (settings.hostBin !== "") return settings.hostBin;
  if (remembered?.bin && host.bins.includes(remembered.bin)) return remembered.bin;
  return host.defaultBin;
}

/**
 * The features without a question: the settings', else the remembered, else what SP1 and its tracing
 * need. Where tracing hangs on a feature of the host that none of them brings, that one is added.
 */
export function knownFeatures(
  host: Sp1Host,
  settings: Pick<Sp1ChoiceSettings, "features">,
  remembered: Sp1Choice | null,
): readonly string[] {
  const chosen = settings.features.length > 0 ? settings.features : (remembered?.features ?? []);
  const names = chosen.flatMap((feature) => feature.split(/[\s,]+/)).filter((name) => name !== "");
  const needed = [
    ...(host.linkedBy.length > 0 && !holds(host.linkedBy, names) ? [host.linkedBy[0]!] : []),
    ...(host.profiling.kind === "by-feature" && !holds(host.profiling.features, names)
      ? [host.profiling.features[0]!]
      : []),
  ];
  const all = [...host.defaultFeatures];
  return [...chosen, ...new Set(needed.filter((name) => !all.includes(name)))];
}

function holds(wanted: readonly string[], names: readonly string[]): boolean {
  return wanted.some((feature) => names.includes(feature));
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
