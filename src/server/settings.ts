import { isRecord } from "../protocol/guards";
import { coverageSeverities } from "./coverage/diagnostics";
import type { ServerSettings } from "./session";

/** The settings below `cyclelens.`, from whatever an editor sends; what does not fit is left at its default. */
export function serverSettings(value: unknown): ServerSettings {
  const settings = isRecord(value) ? value : {};
  const { sourceMap, lenses, decorations, metric, runs, coverage } = settings;
  const { severity, rulesFile } = isRecord(coverage) ? coverage : {};
  const maxSizeMb = isRecord(runs) ? runs["maxSizeMb"] : undefined;
  return {
    sourceMap: isRecord(sourceMap)
      ? Object.fromEntries(
          Object.entries(sourceMap).filter((e): e is [string, string] => typeof e[1] === "string"),
        )
      : {},
    lenses: !(isRecord(lenses) && lenses["enabled"] === false),
    hints: !(isRecord(decorations) && decorations["enabled"] === false),
    metric: typeof metric === "string" ? metric : "auto",
    maxRunBytes: (typeof maxSizeMb === "number" && maxSizeMb >= 0 ? maxSizeMb : 2048) * 2 ** 20,
    coverage: {
      severity: coverageSeverities.find((known) => known === severity) ?? "warning",
      rulesFile: typeof rulesFile === "string" ? rulesFile : "",
    },
  };
}
