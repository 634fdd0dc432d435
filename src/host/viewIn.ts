import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { commands, env, l10n, Uri, window } from "vscode";
import { CycleLensError } from "../core/errors";
import { exportProfile } from "../protocol/requests";
import { findTool } from "../toolchains/findTool";
import { ActionableError, showActions } from "./failure";
import { withoutIcons } from "./plainText";
import { runTask, stepTask } from "./run/runTask";
import { requireTrust } from "./run/trust";
import type { Services } from "./services";

/** A viewer of the user's own, the format it reads, and how it is had. */
interface Viewer {
  readonly id: string;
  readonly label: string;
  readonly format: "firefox" | "speedscope";
  readonly program: string;
  argv(program: string, file: string): readonly string[];
  readonly install: string;
  /** The viewer as a page, to which the user gives the file. */
  readonly page: string;
}

const viewers: readonly Viewer[] = [
  {
    id: "samply",
    label: "samply",
    format: "firefox",
    program: "samply",
    argv: (program, file) => [program, "load", file],
    install: "cargo install --locked samply",
    page: "https://profiler.firefox.com",
  },
  {
    id: "firefox",
    label: "Firefox Profiler",
    format: "firefox",
    program: "",
    argv: () => [],
    install: "",
    page: "https://profiler.firefox.com",
  },
  {
    id: "speedscope",
    label: "speedscope",
    format: "speedscope",
    program: "speedscope",
    argv: (program, file) => [program, file],
    install: "npm install -g speedscope",
    page: "https://www.speedscope.app",
  },
];

/**
 * `View in samply, Firefox Profiler or speedscope…`: writes the open profile in the viewer's format and starts
 * the user's own program on it as a task. CycleLens listens nowhere and sends nothing; for a page the user
 * gets the file and drops it there. Takes `{ viewer }`, gives the file.
 */
export async function viewIn(services: Services, [first]: readonly unknown[]): Promise<string | undefined> {
  requireTrust();
  const { active } = services.profiles;
  if (active === null)
    throw new CycleLensError("not-found", l10n.t("no profile is open"), l10n.t("open a profile first"));
  const given =
    typeof first === "object" && first !== null ? (first as { viewer?: unknown }).viewer : undefined;
  const viewer = viewers.find(({ id }) => id === given) ?? (await askViewer());
  if (!viewer) return undefined;
  const found = viewer.program === "" ? null : await findTool(viewer.program);
  if (viewer.program !== "" && found === null)
    throw new ActionableError(
      "not-found",
      l10n.t("{0} is not installed", viewer.label),
      l10n.t("run: {0}", viewer.install),
      [
        { title: l10n.t("Copy Install Command"), run: () => env.clipboard.writeText(viewer.install) },
        { title: l10n.t("Use the Page"), run: () => byPage(services, viewer) },
      ],
    );
  if (found === null) return byPage(services, viewer);
  const file = await write(services, viewer);
  const process = { argv: viewer.argv(found.program, file), cwd: path.dirname(file), env: {} };
  const name = withoutIcons(l10n.t("view in {0}", viewer.label));
  // Not awaited: a viewer runs until the user closes it.
  void runTask(stepTask({ step: "view", name, process, problems: false }), () => undefined);
  return file;
}

async function askViewer(): Promise<Viewer | undefined> {
  const items = await Promise.all(
    viewers.map(async (viewer) => ({
      label: viewer.label,
      description:
        viewer.program === ""
          ? l10n.t("a page; you give it the file")
          : (await findTool(viewer.program)) === null
            ? l10n.t("not installed")
            : "",
      viewer,
    })),
  );
  return (await window.showQuickPick(items, { placeHolder: l10n.t("View the open profile in") }))?.viewer;
}

async function byPage(services: Services, viewer: Viewer): Promise<string> {
  const file = await write(services, viewer);
  // Not awaited: the message may stand as long as it likes.
  void showActions("information", l10n.t("{0} is written. Open the page and drop the file on it.", file), [
    { title: l10n.t("Reveal File"), run: () => commands.executeCommand("revealFileInOS", Uri.file(file)) },
    { title: l10n.t("Open Page"), run: () => env.openExternal(Uri.parse(viewer.page)) },
  ]);
  return file;
}

async function write(services: Services, { format }: Viewer): Promise<string> {
  const { text, fileName } = await services.profiles.request(exportProfile, { format });
  const storage = services.context.storageUri ?? services.context.globalStorageUri;
  const folder = path.join(storage.fsPath, "views");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, path.basename(fileName));
  await writeFile(file, text);
  return file;
}
