import type { Notice } from "./channel";
import { isArrayOf, isIndex, isNothing, isOneOf, isRecord, isText, type Guard } from "./guards";

/**
 * Host ↔ form of a guided run. The host describes the form, field by field and with every text; the page paints it and
 * tells what was typed. What it means, what is wrong and the command that comes of it is the host's alone.
 */

interface Field {
  /** Of the page's element; the host knows no other. */
  readonly id: string;
  readonly label: string;
  /** What it does, in one or two sentences. */
  readonly help: string;
  /** `--app-log-blowup`; empty for what is no flag. */
  readonly flag: string;
  /** What is wrong; empty for nothing. */
  readonly problem: string;
  /** What is worth knowing; empty for nothing. */
  readonly note: string;
}

export interface TextField extends Field {
  readonly kind: "text";
  readonly value: string;
  readonly placeholder: string;
  readonly numeric: boolean;
  /** Offered while typing. */
  readonly suggestions: readonly string[];
  /** Title of the button that chooses a folder; empty for none. */
  readonly browse: string;
}

export interface SwitchField extends Field {
  readonly kind: "switch";
  readonly value: boolean;
  /** Cannot be changed: it is on, or off, by something else. */
  readonly fixed: boolean;
}

export interface ChoiceField extends Field {
  readonly kind: "choice";
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export type FormField = TextField | SwitchField | ChoiceField;

export interface FormSection {
  readonly title: string;
  readonly intro: string;
  readonly fields: readonly FormField[];
}

export interface FormModel {
  readonly title: string;
  readonly intro: string;
  readonly sections: readonly FormSection[];
  /** What is not offered, with why. */
  readonly outro: string;
  readonly commandLabel: string;
  /** Words of the command that would be started, for reading; empty while something is wrong. */
  readonly command: readonly string[];
  /** `OUTPUT_PATH=…`, for reading. */
  readonly environment: readonly string[];
  readonly start: string;
  readonly reset: string;
  /** Why it cannot be started; empty where it can. */
  readonly blocked: string;
  /** Fields with a problem. */
  readonly problems: number;
}

const most = { sections: 16, fields: 256, options: 512, text: 8192, words: 512, kept: 65_536 };
const isLine: Guard<string> = (value): value is string => isText(value, most.text);
const isLines: Guard<readonly string[]> = (value): value is readonly string[] =>
  isArrayOf(value, most.words, isLine);
const isOption = (value: unknown): value is { value: string; label: string } =>
  isRecord(value) && isLine(value["value"]) && isLine(value["label"]);

const isField: Guard<FormField> = (value): value is FormField => {
  if (!isRecord(value)) return false;
  if (!["id", "label", "help", "flag", "problem", "note"].every((key) => isLine(value[key]))) return false;
  switch (value["kind"]) {
    case "text":
      return (
        isLine(value["value"]) &&
        isLine(value["placeholder"]) &&
        typeof value["numeric"] === "boolean" &&
        isLines(value["suggestions"]) &&
        isLine(value["browse"])
      );
    case "switch":
      return typeof value["value"] === "boolean" && typeof value["fixed"] === "boolean";
    case "choice":
      return isLine(value["value"]) && isArrayOf(value["options"], most.options, isOption);
    default:
      return false;
  }
};

const isSection: Guard<FormSection> = (value): value is FormSection =>
  isRecord(value) &&
  isLine(value["title"]) &&
  isLine(value["intro"]) &&
  isArrayOf(value["fields"], most.fields, isField);

export const isFormModel: Guard<FormModel> = (value): value is FormModel =>
  isRecord(value) &&
  ["title", "intro", "outro", "commandLabel", "start", "reset", "blocked"].every((key) =>
    isLine(value[key]),
  ) &&
  isArrayOf(value["sections"], most.sections, isSection) &&
  isLines(value["command"]) &&
  isLines(value["environment"]) &&
  isIndex(value["problems"]);

/** Host → page: the form, again after every change; what is being typed in stays as it is typed. */
export const showForm: Notice<FormModel> = { name: "showForm", isValue: isFormModel };

/** Host → page: what is filled in, as a text that only the host reads; the page keeps it over a reload of the window. */
export const keepForm: Notice<string> = {
  name: "keepForm",
  isValue: (value): value is string => isText(value, most.kept),
};

/** Page → host. */
export const formReady: Notice<null> = { name: "formReady", isValue: isNothing };

export interface FormChange {
  readonly id: string;
  readonly value: string | boolean;
}
export const changeField: Notice<FormChange> = {
  name: "changeField",
  isValue: (value): value is FormChange =>
    isRecord(value) &&
    isText(value["id"], 200) &&
    (typeof value["value"] === "boolean" || isText(value["value"], 4096)),
};

/** The button of a field that chooses a folder. */
export const browseField: Notice<string> = {
  name: "browseField",
  isValue: (value): value is string => isText(value, 200),
};

export const pressForm: Notice<"start" | "reset"> = {
  name: "pressForm",
  isValue: (value): value is "start" | "reset" => isOneOf(value, "start", "reset"),
};
