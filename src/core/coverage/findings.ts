import type { FoundGuest } from "./foundGuest";
import type { LockFile } from "./lock";
import type { Manifest } from "./manifest";
import type { ResolvedLock } from "./resolved";
import type { Finding, Place } from "./types";

const finding = (
  kind: string,
  severity: Finding["severity"],
  message: string,
  place: Place | null,
): Finding => ({
  kind,
  severity,
  message,
  place,
  fix: null,
});

/** What stands in the way in the manifests: syntax, conflicts, a workspace that does not know the guest. */
export function manifestFindings({ view, withoutManifest }: FoundGuest): Finding[] {
  const { manifest, home } = view;
  const findings: Finding[] = [];
  for (const read of new Set([manifest, home.root]))
    for (const problem of read.problems)
      findings.push(
        finding(problem.kind, "error", problem.message, { file: read.file, range: problem.range }),
      );
  if (withoutManifest)
    findings.push(
      finding(
        "manifest-missing",
        "info",
        `the manifest of ${view.name} is not among the files; only the lock tells about it`,
        manifest.workspace?.place ?? null,
      ),
    );
  if (home.stranger !== null)
    findings.push(
      finding(
        "not-a-member",
        "warning",
        `${home.stranger.file} is a workspace that does not list this package: add it to members or exclude, or give the guest an empty [workspace] table`,
        manifest.package?.place ?? null,
      ),
    );
  if (home.missingRoot !== null)
    findings.push(
      finding(
        "workspace-missing",
        "warning",
        `the workspace root ${home.missingRoot} is not among the files: patches and lock stand there`,
        manifest.package?.place ?? null,
      ),
    );
  for (const dependency of view.dependencies)
    if (
      dependency.inherited &&
      dependency.workspacePlace === null &&
      home.missingRoot === null &&
      home.root.workspace !== null
    )
      findings.push(
        finding(
          "not-inherited",
          "warning",
          `${dependency.key} is not in [workspace.dependencies] of ${home.root.file}`,
          dependency.place,
        ),
      );
  return findings;
}

/** What stands in the way in the lock. */
export function lockFindings(state: ResolvedLock, lock: LockFile | null, manifest: Manifest): Finding[] {
  if (state.kind === "missing" || state.kind === "without-guest")
    return [finding(`lock-${state.kind}`, "warning", state.reason, manifest.package?.place ?? null)];
  if (state.kind === "broken")
    return [finding("lock-broken", "error", state.reason, { file: state.file, range: lock!.broken!.range })];
  return lock!.problems.map((problem) =>
    finding(`lock-${problem.kind}`, "warning", problem.message, { file: state.file, range: problem.range }),
  );
}
