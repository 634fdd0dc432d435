import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";

/** What finding guests needs of a Cargo.toml. */
export interface Manifest {
  /** Package name; null for a virtual workspace. */
  readonly package: string | null;
  readonly autobins: boolean;
  /** Has a `[lib]`. */
  readonly isLibrary: boolean;
  readonly bins: readonly { readonly name: string; readonly path: string | null }[];
  /** Normal dependencies of all targets, by the crate's own name. */
  readonly dependencies: ReadonlyMap<string, Dependency>;
  readonly isWorkspace: boolean;
  /** `package.workspace` */
  readonly workspacePath: string | null;
  readonly workspaceDependencies: ReadonlyMap<string, Dependency>;
  readonly excludes: readonly string[];
  /** `package.default-run` */
  readonly defaultRun: string | null;
  /** `[package.metadata.cyclelens] trace-host = true`: our template's mark. */
  readonly isTraceHost: boolean;
  /** `[profile.release]`: `debug` and `strip` as TOML values, as cargo takes them where they are left out. */
  readonly release: { readonly debug: string; readonly strip: string };
}

export interface Dependency {
  /** The requirement as written, or a git tag that is a version; null for a path. */
  readonly version: string | null;
  /** Inherited from the workspace. */
  readonly workspace: boolean;
}

type Table = Readonly<Record<string, unknown>>;

/** Reads a manifest; null where it is no TOML. Of the wrong types it takes what is right. */
export function readManifest(source: string): Manifest | null {
  let root: Table;
  if (isTooDeep(source)) return null;
  try {
    root = table(getStaticTOMLValue(parseTOML(source)));
  } catch {
    return null;
  }
  const pack = table(root["package"]);
  const workspace = table(root["workspace"]);
  const targets = Object.values(table(root["target"])).map(table);
  return {
    package: string(pack["name"]),
    autobins: pack["autobins"] !== false,
    isLibrary: root["lib"] !== undefined,
    bins: array(root["bin"]).flatMap((row) => {
      const name = string(table(row)["name"]);
      return name === null || /[\\/\0]/.test(name) ? [] : [{ name, path: string(table(row)["path"]) }];
    }),
    dependencies: new Map([root, ...targets].flatMap((part) => [...dependencies(part["dependencies"])])),
    isWorkspace: root["workspace"] !== undefined,
    workspacePath: string(pack["workspace"]),
    workspaceDependencies: dependencies(workspace["dependencies"]),
    excludes: array(workspace["exclude"]).filter((entry) => typeof entry === "string"),
    defaultRun: string(pack["default-run"]),
    isTraceHost: table(table(pack["metadata"])["cyclelens"])["trace-host"] === true,
    release: releaseProfile(table(table(root["profile"])["release"])),
  };
}

function releaseProfile(release: Table): Manifest["release"] {
  const value = (key: string): string | null => {
    const at = release[key];
    return typeof at === "string" || typeof at === "boolean" || typeof at === "number"
      ? JSON.stringify(at)
      : null;
  };
  const debug = value("debug") ?? "false";
  const hasDebug = !["false", "0", '"none"'].includes(debug);
  return { debug, strip: value("strip") ?? (hasDebug ? '"none"' : '"debuginfo"') };
}

/** No manifest nests values like this; a parser would take minutes over it. Brackets in strings count as well. */
function isTooDeep(source: string): boolean {
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) depth++;
    else if ((c === 0x5d || c === 0x7d) && depth > 0) depth--;
    if (depth > 500) return true;
  }
  return false;
}

/** The version of a crate in a Cargo.lock; null where it is not there. Of several the last. */
export function lockedVersion(lock: string, name: string): string | null {
  const at = lock.lastIndexOf(`name = "${name}"`);
  if (at < 0) return null;
  return /^\s*version = "([^"\n]{1,64})"/.exec(lock.slice(lock.indexOf("\n", at) + 1, at + 300))?.[1] ?? null;
}

function dependencies(value: unknown): Map<string, Dependency> {
  const map = new Map<string, Dependency>();
  for (const [key, entry] of Object.entries(table(value))) {
    const row = table(entry);
    map.set(string(row["package"]) ?? key, {
      version: string(entry) ?? string(row["version"]) ?? tagVersion(row["tag"]),
      workspace: row["workspace"] === true,
    });
  }
  return map;
}

/** `tag = "v0.16.1"` of a git dependency. */
function tagVersion(tag: unknown): string | null {
  return /^v?(\d+\.\d+\.\d+[-.\w]*)$/.exec(string(tag) ?? "")?.[1] ?? null;
}

function table(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function string(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
