import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { l10n, Uri, window, workspace } from "vscode";
import { CycleLensError } from "../../core/errors";
import { readJson, runFiles } from "../../runs/files";
import { isRunJson } from "../../runs/runJson";
import { ActionableError, showActions } from "../failure";
import { withoutIcons } from "../plainText";
import { checkZiskemu } from "./checks";
import { checkInput } from "./checkInput";
import { chooseInput } from "./askInput";
import { fileInput, inputWords, readInput, type GuestInput } from "./guestInput";
import { subjectKey } from "./memory";
import { pickElf } from "./pickElf";
import { throughRunner } from "./processStep";
import type { RunFlow } from "./runFlowParts";
import { runTask, showTerminal, stepTask } from "./runTask";
import { runnerProgram } from "./runnerProgram";
import { requireTrust } from "./trust";
import { ziskFraming } from "./ziskInput";

interface Verified {
  readonly agree: boolean;
  /** One sentence each. */
  readonly differences: readonly string[];
}

/** Exit code of `cyclelens profile --verify` where the engines differ. */
const differ = 1;

/**
 * `Check Embedded Engine Against ziskemu`: runs a compiled guest in both, in the terminal, and shows every difference.
 * Takes `{ elf, input }`; else the guest of the open run; else asks.
 */
export async function verifyEngine(flow: RunFlow, args: readonly unknown[]): Promise<Verified | undefined> {
  requireTrust();
  const tool = await checkZiskemu();
  const subject = await subjectOf(flow, args[0]);
  if (subject === undefined) return undefined;
  const { elf, input } = subject;
  checkInput(input);
  const name = withoutIcons(l10n.t("check {0} in both engines", path.basename(elf)));
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-verify-"));
  try {
    const runner = runnerProgram(flow.services);
    const argv = [
      runner.node,
      runner.cli,
      "profile",
      elf,
      "--machine",
      "zisk",
      "--verify",
      ...(await inputArgs(elf, input)),
    ];
    // The run that this keeps is no run of the workspace: it goes with the folder.
    const env = { PATH: [path.dirname(tool.program), process.env["PATH"] ?? ""].join(path.delimiter) };
    const step = throughRunner({ argv, cwd: folder, env }, runner, path.join(folder, "said"));
    const end = await runTask(
      stepTask({ step: "verify", name, process: step, problems: false }),
      () => undefined,
    );
    if (end === "stopped") throw new CycleLensError("cancelled", l10n.t("the run was stopped"), "");
    const said = await readFile(path.join(folder, "said", runFiles.stderr), "utf8").catch(() => "");
    const lines = said.split("\n").filter((line) => line.startsWith("cyclelens: "));
    const sentences = lines.map((line) => line.slice("cyclelens: ".length));
    const agree = sentences.some((line) => line.includes("agree to the unit"));
    if (!agree && end !== differ)
      throw new ActionableError(
        "tool-failed",
        l10n.t("{0} could not be run in both engines (exit code {1})", path.basename(elf), end),
        sentences.at(-1) ?? l10n.t("what it says is in the terminal"),
        [{ title: l10n.t("Show Terminal"), run: () => showTerminal(name) }],
      );
    const verified = { agree, differences: agree ? [] : sentences };
    await show(path.basename(elf), tool.version?.text ?? "", verified);
    return verified;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Subject {
  readonly elf: string;
  readonly input: GuestInput;
}

async function subjectOf({ services, memory }: RunFlow, given: unknown): Promise<Subject | undefined> {
  const named = given as { elf?: unknown; input?: unknown } | undefined;
  if (typeof named?.elf === "string") return { elf: named.elf, input: readInput(named.input) ?? [] };
  const opened = services.profiles.opened?.files;
  const run = opened?.length === 1 ? await readJson(path.join(opened[0]!, runFiles.run)) : null;
  if (isRunJson(run) && run.machine === "zisk" && (run.input === null || run.input.file !== null))
    return { elf: run.guest.elf, input: run.input?.file ? fileInput(run.input.file) : [] };
  const elf = await pickElf(l10n.t("Check"));
  if (elf === undefined) return undefined;
  const input = await chooseInput(memory, subjectKey({ elf }), undefined);
  return input === undefined ? undefined : { elf, input };
}

async function inputArgs(elf: string, input: GuestInput): Promise<string[]> {
  const framing = (await ziskFraming(input, Uri.file(elf)))?.framing;
  return [...inputWords(input), ...(framing ? ["--framing", framing] : [])];
}

async function show(name: string, version: string, { agree, differences }: Verified): Promise<void> {
  if (agree) {
    void showActions(
      "information",
      l10n.t("{0}: the embedded engine and ziskemu {1} agree to the unit.", name, version),
      [],
    );
    return;
  }
  const title = l10n.t("{0}: the embedded engine and ziskemu {1} differ", name, version);
  const content = [`# ${title}`, "", ...differences.map((line) => `- ${line}`), ""].join("\n");
  const document = await workspace.openTextDocument({ language: "markdown", content });
  await window.showTextDocument(document, { preview: true });
}
