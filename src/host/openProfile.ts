import { l10n, Uri, window } from "vscode";
import type { ProfileSummary } from "../protocol/requests";
import type { Services } from "./services";

/** Opens artefacts of one run, as picked, dropped or given; an ELF among them gives the names and lines. */
export async function openFiles(
  services: Services,
  files: readonly string[],
  elf?: string,
): Promise<ProfileSummary> {
  const summary = await services.profiles.open(files, elf);
  services.log.info(`opened ${files.join(", ")}: ${summary.title}`);
  return summary;
}

/**
 * `Open Profile…`. Takes a resource of the explorer with what is selected beside it, paths, or
 * `{ files, elf }`; without any it asks.
 */
export async function openProfileCommand(
  services: Services,
  args: readonly unknown[],
): Promise<ProfileSummary | undefined> {
  const given = givenFiles(args);
  if (given) return openFiles(services, given.files, given.elf);
  const picked = await window.showOpenDialog({
    canSelectMany: true,
    openLabel: l10n.t("Open Profile"),
    title: l10n.t("Files of one run: reports, profiles, disassembly, and the ELF if it is at hand"),
  });
  return picked
    ? openFiles(
        services,
        picked.map((uri) => uri.fsPath),
      )
    : undefined;
}

function givenFiles(
  args: readonly unknown[],
): { readonly files: readonly string[]; readonly elf?: string } | null {
  const [first, second] = args;
  const selected = Array.isArray(second) && second.length > 0 ? second : [first];
  const paths = (Array.isArray(first) ? first : selected).flatMap((item) =>
    item instanceof Uri ? [item.fsPath] : typeof item === "string" ? [item] : [],
  );
  if (paths.length > 0) return { files: paths };
  if (typeof first !== "object" || first === null) return null;
  const { files, elf } = first as { files?: unknown; elf?: unknown };
  if (!Array.isArray(files)) return null;
  const strings = files.filter((file) => typeof file === "string");
  return { files: strings, ...(typeof elf === "string" ? { elf } : {}) };
}
