import { readFile } from "node:fs/promises";
import path from "node:path";
import { l10n, Uri, window, type QuickPickItem } from "vscode";
import { CycleLensError } from "../../core/errors";
import { openvmHex, parseWords, readInputFile, type OpenvmValue } from "../../toolchains/openvmInput";
import { hexDigits } from "../run/guestInput";

/** What the guest is given: values that were put together, or a file of the tool's own form. */
export type AskedInput =
  | { readonly kind: "values"; readonly values: readonly OpenvmValue[] }
  | { readonly kind: "file"; readonly file: string };

const maxFileBytes = 16 * 2 ** 20;

type Step = "done" | "hex" | "text" | "words" | "bytes" | "json" | "drop";

/** Value after value, until the user is done; each is one stream entry of the guest. Undefined: cancelled. */
export async function askOpenvmInput(folder: string, current: AskedInput): Promise<AskedInput | undefined> {
  let values: readonly OpenvmValue[] = current.kind === "values" ? current.values : [];
  for (;;) {
    const step = (
      await window.showQuickPick(items(values, current), {
        title: l10n.t("Input of the OpenVM guest"),
        placeHolder: l10n.t("Value {0}: the guest reads one after the other", values.length + 1),
        ignoreFocusOut: true,
      })
    )?.step;
    if (step === undefined) return undefined;
    if (step === "done") return { kind: "values", values };
    if (step === "drop") values = values.slice(0, -1);
    else if (step === "json") {
      const file = await askFile(folder, l10n.t("Use as Input"));
      if (file !== undefined) return { kind: "file", file: await requireInputFile(file) };
    } else {
      const value = await askValue(step, folder);
      if (value) values = [...values, value];
    }
  }
}

function items(values: readonly OpenvmValue[], current: AskedInput): (QuickPickItem & { step: Step })[] {
  const text = values.map((value) => shortened(openvmHex(value))).join(", ");
  return [
    values.length === 0
      ? { label: l10n.t("$(circle-slash) No input"), step: "done" }
      : { label: l10n.t("$(check) Use these"), detail: text, step: "done" },
    {
      label: l10n.t("$(symbol-numeric) Add bytes in hex…"),
      description: l10n.t("what openvm::io::read_vec gives"),
      step: "hex",
    },
    {
      label: l10n.t("$(list-ordered) Add numbers of 32 bits…"),
      description: l10n.t("little endian; up to 1.7 they are field elements"),
      step: "words",
    },
    { label: l10n.t("$(symbol-string) Add text…"), description: l10n.t("its UTF-8 bytes"), step: "text" },
    { label: l10n.t("$(file-binary) Add the bytes of a file…"), step: "bytes" },
    {
      label: l10n.t("$(json) Take a JSON file…"),
      description: current.kind === "file" ? path.basename(current.file) : '{"input": ["0x01…"]}',
      step: "json",
    },
    ...(values.length > 0
      ? [{ label: l10n.t("$(discard) Take the last one away"), step: "drop" as const }]
      : []),
  ];
}

async function askValue(
  step: "hex" | "text" | "words" | "bytes",
  folder: string,
): Promise<OpenvmValue | undefined> {
  if (step === "bytes") {
    const file = await askFile(folder, l10n.t("Use as Input"));
    if (file === undefined) return undefined;
    const bytes = await readFile(file);
    if (bytes.length > maxFileBytes)
      throw new CycleLensError(
        "too-large",
        l10n.t("{0} has more than {1} MB", path.basename(file), maxFileBytes / 2 ** 20),
        l10n.t("write it as a JSON file yourself"),
      );
    return { kind: "bytes", hex: bytes.toString("hex") };
  }
  const text = await window.showInputBox({
    title:
      step === "hex"
        ? l10n.t("Bytes for the guest")
        : step === "words"
          ? l10n.t("Numbers for the guest")
          : l10n.t("Text for the guest"),
    prompt:
      step === "hex"
        ? l10n.t("Hex digits in pairs, blanks are skipped; the first byte 01 is added")
        : step === "words"
          ? l10n.t("Decimal or with 0x, apart by blanks or commas, each below 2^32")
          : l10n.t("As typed, without a line end"),
    ignoreFocusOut: true,
    validateInput: (typed) =>
      step === "hex" && hexDigits(typed) === null
        ? l10n.t("pairs of hex digits, at most {0} bytes", "32,768")
        : step === "words" && parseWords(typed) === null
          ? l10n.t("numbers from 0 to 4294967295")
          : undefined,
  });
  if (text === undefined) return undefined;
  if (step === "text") return { kind: "bytes", hex: Buffer.from(text, "utf8").toString("hex") };
  if (step === "hex") {
    const hex = hexDigits(text);
    return hex === null ? undefined : { kind: "bytes", hex };
  }
  const words = parseWords(text);
  return words === null ? undefined : { kind: "words", words };
}

/** The file, once it is one that the tool takes. Throws `bad-input` with its form. */
export async function requireInputFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null)
    throw new CycleLensError("not-found", l10n.t("{0} does not exist", file), l10n.t("check the path"));
  if (bytes.length <= 8 * maxFileBytes && readInputFile(bytes.toString("utf8")) !== null) return file;
  throw new CycleLensError(
    "bad-input",
    l10n.t("{0} is no input of cargo openvm", path.basename(file)),
    l10n.t('it looks like this: {"input": ["0x01…", "0x02…"]}'),
  );
}

async function askFile(folder: string, openLabel: string): Promise<string | undefined> {
  return (await window.showOpenDialog({ openLabel, defaultUri: Uri.file(folder) }))?.[0]?.fsPath;
}

function shortened(hex: string): string {
  return hex.length <= 22 ? hex : `${hex.slice(0, 20)}…`;
}
