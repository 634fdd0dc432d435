import path from "node:path";
import { l10n, Uri, window, workspace, type QuickPickItem } from "vscode";
import { withoutIcons } from "../plainText";
import { fileInput, hexDigits, type GuestInput, type GuestValue } from "./guestInput";
import { inputsNear } from "./inputsNear";
import type { RunMemory } from "./memory";

type Choice = "none" | "file" | "bytes" | "several";

/** The input: as given, as remembered, else asked for once. Undefined: cancelled. */
export async function chooseInput(
  memory: RunMemory,
  subject: string,
  given: GuestInput | undefined,
): Promise<GuestInput | undefined> {
  return given ?? memory.inputOf(subject) ?? askInput(memory, subject);
}

/** Asks for the input of a guest and remembers the answer. Undefined: cancelled. */
export async function askInput(memory: RunMemory, subject: string): Promise<GuestInput | undefined> {
  const current = memory.inputOf(subject);
  // A subject's key begins with a path: its manifest, or the ELF.
  const near = await inputsNear(path.dirname(subject));
  const files = [...new Set([...near, ...memory.recentInputs])];
  const isCurrent = (input: GuestInput) => JSON.stringify(input) === JSON.stringify(current);
  const described = (text: string, input: GuestInput) => {
    const words = [...(text === "" ? [] : [text]), ...(isCurrent(input) ? [l10n.t("used now")] : [])];
    return words.length === 0 ? {} : { description: words.join(" · ") };
  };
  const fileItem = (file: string) => ({
    label: `$(file) ${withoutIcons(path.basename(file))}`,
    ...described(workspace.asRelativePath(path.dirname(file)), fileInput(file)),
    choice: fileInput(file),
  });
  const items: (QuickPickItem & { choice: Choice | GuestInput })[] = [
    ...files.slice(0, near.length).map(fileItem),
    { label: l10n.t("$(circle-slash) No input"), ...described("", []), choice: "none" },
    { label: l10n.t("$(folder-opened) Choose a file…"), choice: "file" },
    { label: l10n.t("$(symbol-numeric) Type bytes in hex…"), choice: "bytes" },
    { label: l10n.t("$(list-ordered) Several values in order…"), choice: "several" },
    ...(current !== undefined && current.length > 1
      ? [
          {
            label: `$(history) ${withoutIcons(inputText(current))}`,
            ...described("", current),
            choice: current,
          },
        ]
      : []),
    ...files.slice(near.length).map(fileItem),
  ];
  const pick = await window.showQuickPick(items, {
    placeHolder: l10n.t("What does the guest read? It is remembered; “Choose Guest Input…” changes it."),
  });
  const input = pick && (await chosen(pick.choice, subject, current ?? []));
  if (input !== undefined) await memory.rememberInput(subject, input);
  return input;
}

async function chosen(
  choice: Choice | GuestInput,
  subject: string,
  current: GuestInput,
): Promise<GuestInput | undefined> {
  if (typeof choice !== "string") return choice;
  if (choice === "none") return [];
  if (choice === "several") return askSeveral(subject, current);
  const value = choice === "file" ? await askFile(subject) : await askBytes();
  return value && [value];
}

/** Adds value after value until the user is done; begins with those that there are. */
async function askSeveral(subject: string, current: GuestInput): Promise<GuestInput | undefined> {
  let values: GuestInput = current;
  for (;;) {
    const last = values.length;
    const items: (QuickPickItem & { step: "done" | "file" | "bytes" | "drop" })[] = [
      ...(last > 0
        ? [{ label: l10n.t("$(check) Use these"), detail: inputText(values), step: "done" as const }]
        : []),
      { label: l10n.t("$(folder-opened) Add a file…"), step: "file" },
      { label: l10n.t("$(symbol-numeric) Add bytes in hex…"), step: "bytes" },
      ...(last > 0 ? [{ label: l10n.t("$(discard) Take the last one away"), step: "drop" as const }] : []),
    ];
    const pick = await window.showQuickPick(items, {
      placeHolder: l10n.t(
        "Value {0}: for ZisK each is one record, for SP1 one buffer of its stdin",
        last + 1,
      ),
      ignoreFocusOut: true,
    });
    if (!pick) return undefined;
    if (pick.step === "done") return values;
    if (pick.step === "drop") values = values.slice(0, -1);
    else {
      const value = pick.step === "file" ? await askFile(subject) : await askBytes();
      if (value) values = [...values, value];
    }
  }
}

async function askFile(subject: string): Promise<GuestValue | undefined> {
  const defaultUri = Uri.file(path.dirname(subject));
  const file = (await window.showOpenDialog({ openLabel: l10n.t("Use as Input"), defaultUri }))?.[0]?.fsPath;
  return file === undefined ? undefined : { kind: "file", file };
}

async function askBytes(): Promise<GuestValue | undefined> {
  const text = await window.showInputBox({
    title: l10n.t("Bytes for the guest"),
    prompt: l10n.t("Hex digits in pairs, blanks are skipped"),
    placeHolder: "0x01 00 00 00",
    ignoreFocusOut: true,
    validateInput: (typed) =>
      hexDigits(typed) === null ? l10n.t("pairs of hex digits, at most {0} bytes", "32,768") : undefined,
  });
  const hex = text === undefined ? null : hexDigits(text);
  return hex === null ? undefined : { kind: "bytes", hex };
}

function inputText(input: GuestInput): string {
  return input
    .map((value) => (value.kind === "file" ? path.basename(value.file) : `0x${shortened(value.hex)}`))
    .join(", ");
}

function shortened(hex: string): string {
  return hex.length <= 16 ? hex : `${hex.slice(0, 14)}…`;
}
