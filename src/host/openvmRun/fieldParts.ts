import { safeName } from "../../core/profile/names";
import type { SwitchField } from "../../protocol/openvmRun";

/** What every field has, without a problem. */
export function plain(id: string, label: string, help: string) {
  return { id, label, help, flag: "", problem: "", note: "" };
}

export function switchOf(id: string, label: string, help: string, flag: string, value: boolean): SwitchField {
  return { ...plain(id, label, help), flag, kind: "switch", value, fixed: false };
}

/** A name of a manifest, fit to be read. */
export function shown(name: string, longest = 120): string {
  const text = safeName(name.slice(0, longest));
  return name.length > longest ? `${text}…` : text;
}
