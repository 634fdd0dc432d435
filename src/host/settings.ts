import { workspace, type ConfigurationScope } from "vscode";
import { settings, type Settings } from "./contributions";

/** The value of a setting, its default where the stored value has another type. */
export function setting<K extends keyof Settings>(key: K, scope?: ConfigurationScope): Settings[K] {
  return typed(key, workspace.getConfiguration("cyclelens", scope).get<unknown>(key));
}

/** The user's own value, never a workspace's: for paths of programs, whatever an editor does with the scope. */
export function userSetting<K extends keyof Settings>(key: K): Settings[K] {
  return typed(key, workspace.getConfiguration("cyclelens").inspect(key)?.globalValue);
}

/** The value, but the default in an untrusted workspace: for everything that reaches a process. */
export function trustedSetting<K extends keyof Settings>(key: K, scope?: ConfigurationScope): Settings[K] {
  return workspace.isTrusted ? setting(key, scope) : settings[key];
}

/** Settings whose type their default does not tell. */
const checks: { readonly [K in keyof Settings]?: (value: unknown) => boolean } = {
  "sp1.env": isStringRecord,
  sourceMap: isStringRecord,
  "sp1.sampleRate": (value) =>
    value === "auto" || (Number.isInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 32),
};

function typed<K extends keyof Settings>(key: K, value: unknown): Settings[K] {
  const fallback: unknown = settings[key];
  const check = checks[key];
  if (check) return check(value) ? (value as Settings[K]) : settings[key];
  const fits =
    fallback === null || Array.isArray(fallback)
      ? value === null || isStrings(value)
      : typeof value === typeof fallback && value !== null;
  return fits ? (value as Settings[K]) : settings[key];
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isStringRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((item) => typeof item === "string");
}
