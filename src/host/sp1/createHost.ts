import path from "node:path";
import { l10n, Uri, window, workspace } from "vscode";
import { createSp1TraceHost, type CreatedTraceHost } from "../../toolchains/sp1TraceHost";
import { parseVersion } from "../../toolchains/version";
import type { RunFlow } from "../run/runFlowParts";
import { requireTrust } from "../run/trust";

/**
 * `Create SP1 Trace Host`: writes a host package that executes one guest and nothing else, into a folder of
 * the user's choice; nothing that is there is overwritten, nothing is built. Takes `{ folder }`.
 */
export async function createSp1Host(
  { guests }: RunFlow,
  [first]: readonly unknown[],
): Promise<CreatedTraceHost | undefined> {
  requireTrust();
  const given =
    typeof first === "object" && first !== null ? (first as { folder?: unknown }).folder : undefined;
  const folder = typeof given === "string" ? given : await askFolder();
  if (folder === undefined) return undefined;
  // All guests of a workspace are of one SP1, as a rule.
  const [guest] = await guests.all("sp1").catch(() => []);
  const version = guest?.sdkVersion ? parseVersion(guest.sdkVersion) : null;
  const created = await createSp1TraceHost(folder, { guest: version });
  await window.showTextDocument(Uri.file(created.manifestPath), { preview: false });
  return created;
}

async function askFolder(): Promise<string | undefined> {
  const picked = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t("Create Here"),
    title: l10n.t("The folder in which the package sp1-trace-host is made"),
    ...(workspace.workspaceFolders?.[0] ? { defaultUri: workspace.workspaceFolders[0].uri } : {}),
  });
  return picked?.[0] && path.join(picked[0].fsPath, "sp1-trace-host");
}
