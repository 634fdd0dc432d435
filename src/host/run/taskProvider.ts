import path from "node:path";
import {
  ProcessExecution,
  Task,
  tasks,
  TaskGroup,
  TaskScope,
  Uri,
  workspace,
  type Disposable,
  type TaskDefinition,
  type WorkspaceFolder,
} from "vscode";
import { findTool } from "../../toolchains/findTool";
import { openvmTaskArgv } from "../../toolchains/openvmTask";
import { problemMatcher, taskType } from "../contributions";
import type { Services } from "../services";
import { trustedSetting, userSetting } from "../settings";
import { findCargoZisk } from "./checks";
import { guestLabel, type Guests } from "./guests";
import { onlyFile } from "./guestInput";
import { subjectKey, type RunMemory } from "./memory";
import { definitionArgv } from "./definition";
import { isFramedFile } from "./inputFraming";
import { buildStep } from "./processStep";
import { runnerProgram } from "./runnerProgram";

/**
 * Tasks of type `cyclelens`: `build` and `profile` of each guest, and what tasks.json says. They run
 * by themselves, without the views; nothing is offered or resolved in Restricted Mode.
 */
export function registerTaskProvider(services: Services, guests: Guests, memory: RunMemory): Disposable {
  return tasks.registerTaskProvider(taskType, {
    provideTasks: async () => {
      if (!workspace.isTrusted) return [];
      const found: (Task | undefined)[] = [];
      // The command line builds with cargo-zisk; a build command of the settings is the editor's own.
      const steps = (await findCargoZisk()) === null ? ["build"] : ["build", "profile"];
      for (const guest of await guests.all("zisk")) {
        const folder = workspace.getWorkspaceFolder(Uri.file(guest.manifestPath));
        if (!folder) continue;
        const manifestPath = path.relative(folder.uri.fsPath, guest.manifestPath).split(path.sep).join("/");
        // A task of tasks.json names one file; what is more is asked for by the command.
        const input = onlyFile(memory.inputOf(subjectKey(guest)) ?? []);
        for (const step of steps)
          found.push(
            await toTask(
              {
                type: taskType,
                step,
                guest: guest.bin ?? guest.name,
                manifestPath,
                ...(step === "profile" && input ? { input } : {}),
              },
              folder,
              `${step} ${guestLabel(guest)}`,
            ),
          );
      }
      return found.filter((task) => task !== undefined);
    },
    resolveTask: async (task) => {
      if (!workspace.isTrusted) return undefined;
      const scope = typeof task.scope === "object" ? task.scope : workspace.workspaceFolders?.[0];
      return scope && toTask(task.definition, scope, task.name);
    },
  });

  async function toTask(
    definition: TaskDefinition,
    folder: WorkspaceFolder,
    name: string,
  ): Promise<Task | undefined> {
    const execution =
      definition["step"] === "build"
        ? await buildExecution(definition, folder)
        : definition["step"] === "openvm"
          ? await openvmExecution(definition, folder)
          : await profileExecution(definition, folder);
    if (!execution) return undefined;
    const task = new Task(definition, folder ?? TaskScope.Workspace, name, "CycleLens", execution, [
      `$${problemMatcher}`,
    ]);
    if (definition["step"] === "build") task.group = TaskGroup.Build;
    return task;
  }

  async function openvmExecution(
    definition: TaskDefinition,
    folder: WorkspaceFolder,
  ): Promise<ProcessExecution | undefined> {
    const cargo = (await findTool("cargo"))?.program ?? null;
    const argv = cargo === null ? null : openvmTaskArgv(definition, cargo, folder.uri.fsPath, path.resolve);
    const [program, ...args] = argv ?? [];
    return program === undefined
      ? undefined
      : new ProcessExecution(program, args, { cwd: folder.uri.fsPath });
  }

  async function buildExecution(
    definition: TaskDefinition,
    folder: WorkspaceFolder,
  ): Promise<ProcessExecution | undefined> {
    const manifest = definition["manifestPath"];
    const manifestPath = path.resolve(
      folder.uri.fsPath,
      typeof manifest === "string" ? manifest : "Cargo.toml",
    );
    const step = buildStep({
      cargoZisk: (await findCargoZisk())?.program ?? null,
      buildCommand: trustedSetting("zisk.buildCommand", Uri.file(manifestPath)),
      manifestFolder: path.dirname(manifestPath),
    });
    const [program, ...args] = step?.argv ?? [];
    return step && program !== undefined
      ? new ProcessExecution(program, args, { cwd: step.cwd, env: step.env })
      : undefined;
  }

  async function profileExecution(
    definition: TaskDefinition,
    folder: WorkspaceFolder,
  ): Promise<ProcessExecution | undefined> {
    const argv = definitionArgv(definition, folder.uri.fsPath, path.resolve);
    if (argv === null) return undefined;
    const { node, cli } = runnerProgram(services);
    const framing = await framingOf(argv.input, folder);
    const engine = ["--engine", trustedSetting("zisk.engine", folder.uri)];
    return new ProcessExecution(node, [cli, ...argv.args, ...engine, ...framing], {
      cwd: folder.uri.fsPath,
      env: { ELECTRON_RUN_AS_NODE: "1", ...searchPath(userSetting("zisk.ziskemuPath")) },
    });
  }
}

/** The command line takes a file as it is; a plain one has to become a record. */
async function framingOf(input: string | null, { uri }: WorkspaceFolder): Promise<readonly string[]> {
  if (input === null) return [];
  const framing = trustedSetting("zisk.inputFraming", uri);
  const isPlain = framing === "auto" && !(await isFramedFile(input).catch(() => true));
  return framing === "zisk" || isPlain ? ["--framing", "zisk"] : [];
}

/** The command line looks for ziskemu on the PATH: the folder of the setting comes first there. */
function searchPath(ziskemu: string): Record<string, string> {
  if (ziskemu === "") return {};
  return { PATH: [path.dirname(ziskemu), process.env["PATH"] ?? ""].join(path.delimiter) };
}
