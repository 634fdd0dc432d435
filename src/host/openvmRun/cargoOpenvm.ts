import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { l10n, window, workspace } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { HostTarget } from "../../toolchains/hostTargets";
import {
  openvmArgv,
  openvmModes,
  openvmSteps,
  readsInput,
  type OpenvmMode,
  type OpenvmStep,
} from "../../toolchains/openvmCommand";
import { openvmInput, parseWords, type OpenvmValue } from "../../toolchains/openvmInput";
import { ActionableError } from "../failure";
import { withoutIcons } from "../plainText";
import { hexDigits } from "../run/guestInput";
import type { RunFlow } from "../run/runFlowParts";
import { runTask, showTerminal, stepTask } from "../run/runTask";
import { requireTrust } from "../run/trust";
import { askOpenvmInput, requireInputFile, type AskedInput } from "./askOpenvmInput";
import { requireCargo } from "../prover/askCargo";
import { findOpenvmGuests } from "./openvmGuests";

/** Digits of an input that is remembered; what is longer is put together anew. */
const maxRemembered = 2 ** 16;

/**
 * Builds, runs or proves a guest with `cargo openvm`, as a task. Takes what the dialogs would ask for:
 * `{ step, guest, mode, input }`, where `input` is a path, or a list of `{ bytes: HEX }`, `{ words: "1 2" }`, `{ text }`.
 * Gives the exit code.
 */
export async function cargoOpenvm(
  { services }: RunFlow,
  [first]: readonly unknown[],
): Promise<number | undefined> {
  requireTrust();
  const given = (typeof first === "object" && first !== null ? first : {}) as Record<string, unknown>;
  const cargo = await requireCargo();
  const step = openvmSteps.find((one) => one === given["step"]) ?? (await chooseStep());
  const guest = step && (await chooseGuest(await findOpenvmGuests(cargo), given["guest"]));
  if (!step || !guest) return undefined;
  const mode =
    step !== "run" ? "pure" : (openvmModes.find((one) => one === given["mode"]) ?? (await chooseMode(given)));
  if (mode === undefined) return undefined;
  const cwd = path.dirname(guest.manifestPath);
  const key = `openvmInput:${guest.manifestPath}#${guest.name}`;
  const { workspaceState } = services.context;
  const input = !readsInput(step)
    ? none
    : ((await givenInput(given["input"])) ??
      (await askOpenvmInput(cwd, readStored(workspaceState.get<unknown>(key)))));
  if (input === undefined) return undefined;
  if (readsInput(step) && JSON.stringify(input).length <= maxRemembered)
    await workspaceState.update(key, input);
  const argv = openvmArgv(cargo, {
    step,
    manifestPath: guest.manifestPath,
    bin: guest.kind === "bin" ? guest.name : null,
    features: [],
    profile: "release",
    input: await argumentOf(
      input,
      services.context.storageUri?.fsPath ?? services.context.globalStorageUri.fsPath,
    ),
    mode: mode === "pure" ? null : mode,
  });
  const name = withoutIcons(`openvm ${step} ${guest.name}`);
  services.log.info(`openvm: ${JSON.stringify(argv)} in ${cwd}`);
  const end = await runTask(
    stepTask({ step: "openvm", name, process: { argv, cwd, env: {} }, problems: workspace.isTrusted }),
    () => undefined,
  );
  if (end === "stopped") throw new CycleLensError("cancelled", l10n.t("the run was stopped"), "");
  if (end !== 0)
    throw new ActionableError(
      "tool-failed",
      l10n.t("cargo openvm {0} failed (exit code {1})", step, end),
      l10n.t("what it says is in the terminal; without cargo-openvm, install it as OpenVM's book says"),
      [{ title: l10n.t("Show Terminal"), run: () => showTerminal(name) }],
    );
  return end;
}

const none: AskedInput = { kind: "values", values: [] };

async function chooseStep(): Promise<OpenvmStep | undefined> {
  const words: Readonly<Record<OpenvmStep, string>> = {
    build: l10n.t("compiles the guest and makes its executable"),
    run: l10n.t("runs the guest, or counts what proving it would take"),
    "prove app": l10n.t("proves the application; needs the keys of keygen"),
    "prove stark": l10n.t("proves and aggregates to one STARK"),
    "prove evm": l10n.t("proves for Ethereum; needs “cargo openvm setup” and much memory"),
    keygen: l10n.t("makes the application's keys"),
  };
  const items = openvmSteps.map((step) => ({
    label: `cargo openvm ${step}`,
    description: words[step],
    step,
  }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("What should cargo openvm do?") }))?.step;
}

async function chooseMode(given: Record<string, unknown>): Promise<OpenvmMode | undefined> {
  // A key binding that names the step and no mode wants the plain run.
  if (given["step"] === "run") return "pure";
  const words: Readonly<Record<OpenvmMode, string>> = {
    pure: l10n.t("prints the output"),
    meter: l10n.t(
      "also instructions, and the cost of proving in cells (since 1.4; 2.0 needs the keys of keygen)",
    ),
    segment: l10n.t(
      "also instructions, and how many segments it would be cut into (since 1.4; 2.0 needs the keys of keygen)",
    ),
  };
  const items = openvmModes.map((mode) => ({ label: mode, description: words[mode], mode }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("How is it run?") }))?.mode;
}

async function chooseGuest(guests: readonly HostTarget[], given: unknown): Promise<HostTarget | undefined> {
  if (typeof given === "string") {
    const meant = guests.find(({ name, manifestPath }) => name === given || manifestPath === given);
    if (meant) return meant;
    throw new CycleLensError(
      "not-found",
      l10n.t("there is no program {0} in this workspace", given),
      l10n.t(
        "choose one of: {0}",
        guests
          .map(({ name }) => name)
          .join(", ")
          .slice(0, 500),
      ),
    );
  }
  if (guests.length === 1) return guests[0];
  const items = guests.map((guest) => ({
    label: guest.name,
    description: guest.package,
    detail: workspace.asRelativePath(guest.manifestPath),
    guest,
  }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which guest?") }))?.guest;
}

/** What `--input` gets: hex text, a file, or null for nothing. Several values become a file of ours. */
async function argumentOf(input: AskedInput, storage: string): Promise<string | null> {
  if (input.kind === "file") return input.file;
  const made = openvmInput(input.values);
  if (made.kind !== "file") return made.kind === "hex" ? made.hex : null;
  const folder = path.join(storage, "openvm-input");
  await mkdir(folder, { recursive: true });
  const name = createHash("sha256").update(made.json).digest("hex").slice(0, 16);
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, made.json);
  return file;
}

/** Undefined where nothing was given; throws `bad-input` for what is no input. */
async function givenInput(value: unknown): Promise<AskedInput | undefined> {
  if (value === undefined) return undefined;
  if (value === null) return none;
  if (typeof value === "string") return { kind: "file", file: await requireInputFile(value) };
  const values = Array.isArray(value) ? value.map(readValue) : [null];
  if (values.every((one) => one !== null)) return { kind: "values", values };
  throw new CycleLensError(
    "bad-input",
    l10n.t("this is no input of an OpenVM guest"),
    l10n.t("give a path, or a list of bytes, words and texts"),
  );
}

function readValue(value: unknown): OpenvmValue | null {
  if (typeof value !== "object" || value === null) return null;
  const { bytes, words, text } = value as Record<string, unknown>;
  if (typeof text === "string") return { kind: "bytes", hex: Buffer.from(text, "utf8").toString("hex") };
  const numbers = typeof words === "string" ? parseWords(words) : null;
  if (numbers !== null) return { kind: "words", words: numbers };
  const hex = typeof bytes === "string" ? hexDigits(bytes) : null;
  return hex === null ? null : { kind: "bytes", hex };
}

/** What was remembered; nothing where an older version wrote something else. */
function readStored(value: unknown): AskedInput {
  if (typeof value !== "object" || value === null) return none;
  const { kind, file, values } = value as Record<string, unknown>;
  if (kind === "file" && typeof file === "string") return { kind, file };
  if (kind !== "values" || !Array.isArray(values)) return none;
  const read = values.map((one: unknown): OpenvmValue | null => {
    const { hex, words } = (typeof one === "object" && one !== null ? one : {}) as Record<string, unknown>;
    if (
      Array.isArray(words) &&
      words.every((word) => Number.isInteger(word) && word >= 0 && word <= 0xffffffff)
    )
      return { kind: "words", words: words as number[] };
    const digits = typeof hex === "string" ? hexDigits(hex) : null;
    return digits === null ? null : { kind: "bytes", hex: digits };
  });
  return read.every((one) => one !== null) ? { kind: "values", values: read } : none;
}
