import { commands, env, l10n, Uri, window, workspace, WorkspaceEdit } from "vscode";
import { CycleLensError, type ErrorKind } from "../../core/errors";
import type { Sp1ManifestEdit, Sp1Problem, Sp1ProblemKind } from "../../toolchains/sp1Types";
import type { Guest } from "../../protocol/requests";
import { editorRange } from "../coverage/places";
import { ActionableError, settingAction, type Action } from "../failure";
import { showTerminal } from "../run/runTask";

/** What a problem came up with: lets a button do something about it. */
export interface ProblemContext {
  /** Of the step that failed. */
  readonly terminal?: string;
  /** What was to be run, with the features chosen for it. */
  readonly guest?: Guest;
  readonly features?: readonly string[];
}

/** What stood in the way, with the one thing to do as its first button. */
export function sp1Failure(problem: Sp1Problem, context: ProblemContext = {}): ActionableError {
  return new ActionableError(
    errorKind(problem.kind),
    problem.message,
    problem.hint,
    actionsOf(problem, context),
  );
}

/** The buttons of a problem. */
export function actionsOf(
  problem: Sp1Problem,
  { terminal, guest, features = [] }: ProblemContext = {},
): readonly Action[] {
  const { kind, edit, run, addFeatures } = problem;
  const actions: Action[] = [];
  if (edit) actions.push({ title: edit.title, run: () => applyManifestEdit(edit) });
  if (addFeatures && guest)
    actions.push({
      title: l10n.t("Build with {0}", addFeatures.join(",")),
      run: () =>
        commands.executeCommand("cyclelens.profileSp1", { guest, features: [...features, ...addFeatures] }),
    });
  if (run && run.length > 0)
    actions.push({ title: l10n.t("Copy Command"), run: () => env.clipboard.writeText(run.join(" ")) });
  if (kind === "no-host" || kind === "unsupported-version")
    actions.push({
      title: l10n.t("Create SP1 Trace Host"),
      run: () => commands.executeCommand("cyclelens.createSp1Host"),
    });
  if (ofTheHost.has(kind))
    actions.push({
      title: l10n.t("Choose SP1 Host…"),
      run: () => commands.executeCommand("cyclelens.chooseSp1Host"),
    });
  if (kind === "guest-input")
    actions.push({
      title: l10n.t("Choose Guest Input…"),
      run: () => commands.executeCommand("cyclelens.chooseInput"),
    });
  if (kind === "sample-rate" || kind === "disk-full" || kind === "out-of-memory")
    actions.push(settingAction("cyclelens.sp1.sampleRate"));
  if (kind === "elf-missing" || kind === "wrong-elf") actions.push(settingAction("cyclelens.sp1.elf"));
  if (terminal !== undefined)
    actions.push({ title: l10n.t("Show Terminal"), run: () => showTerminal(terminal) });
  return actions;
}

/** Problems that another host, bin, feature or argument cures. */
const ofTheHost = new Set<Sp1ProblemKind>([
  "feature-not-named",
  "unknown-feature",
  "bin-unknown",
  "bin-ambiguous",
  "arguments",
  "no-trace",
  "host-failed",
]);

function errorKind(kind: Sp1ProblemKind): ErrorKind {
  if (kind === "no-host" || kind === "cargo-missing" || kind === "elf-missing") return "not-found";
  if (kind === "unsupported-version" || kind === "old-version") return "unsupported";
  return "tool-failed";
}

/** Writes the edit into the manifest and shows it; the user sees and saves what was done. */
async function applyManifestEdit({ file, edits }: Sp1ManifestEdit): Promise<void> {
  const edit = new WorkspaceEdit();
  for (const one of edits) edit.replace(Uri.file(one.file), editorRange(one.range), one.newText);
  if (!(await workspace.applyEdit(edit)))
    throw new CycleLensError(
      "io",
      l10n.t("{0} could not be changed", file),
      l10n.t("add the feature by hand"),
    );
  const start = edits[0]?.range.start;
  const editor = await window.showTextDocument(
    Uri.file(file),
    start === undefined ? {} : { selection: editorRange({ start, end: start }) },
  );
  // Cargo reads the file: an edit that only stands in the editor would change nothing.
  await editor.document.save();
}
