import { ManifestDependency, specOf } from "./manifestDependency";
import type { DependencyKind, DependencySpec } from "./resolved";
import { readToml } from "./toml";
import { booleanAt, stringAt, stringsAt, tableAt } from "./tomlTree";
import type { TomlProblem } from "./toml";
import type { TomlEntry, TomlTable } from "./tomlTree";
import type { Place } from "./types";

/** One Cargo.toml as far as coverage needs it. */
export interface Manifest {
  readonly file: string;
  readonly problems: readonly TomlProblem[];
  readonly package: ManifestPackage | null;
  readonly workspace: ManifestWorkspace | null;
  readonly dependencies: readonly ManifestDependency[];
  /** Packages of all its dependencies in their order, where each is plainly linked: no other kind, target, name or workspace entry. Null where any may be more. */
  readonly plainNames: readonly string[] | null;
  /** Feature name → what it switches on. */
  readonly features: ReadonlyMap<string, readonly string[]>;
  readonly patches: readonly ManifestPatch[];
  /** Names of `[[bin]]`. */
  readonly bins: readonly string[];
  readonly hasLib: boolean;
  readonly isProcMacro: boolean;
  /** Folders of `[package.metadata.risc0] methods`. */
  readonly methods: readonly string[];
}

export interface ManifestPackage {
  /** null where it is missing or half-typed. */
  readonly name: string | null;
  readonly version: string | null;
  readonly versionInherited: boolean;
  /** `workspace = "path"`. */
  readonly workspace: string | null;
  readonly place: Place;
}

export interface ManifestWorkspace {
  readonly members: readonly string[];
  readonly exclude: readonly string[];
  readonly dependencies: ReadonlyMap<string, ManifestDependency>;
  readonly version: string | null;
  readonly place: Place;
}

export interface ManifestPatch extends DependencySpec {
  readonly table: string;
  readonly key: string;
  readonly package: string;
  readonly place: Place;
  readonly keyPlace: Place;
  /** `[replace]`, the old form: the key is `name:version`. */
  readonly replace: boolean;
}

/** Reads a Cargo.toml or `.cargo/config.toml` (its `[patch]` tables); never throws, half-typed parts are told in `problems`. */
export function readManifest(file: string, text: string): Manifest {
  const { root, problems } = readToml(text);
  const packageEntry = root.get("package") ?? root.get("project");
  const packageTable = packageEntry?.value.kind === "table" ? packageEntry.value : null;
  const workspaceEntry = root.get("workspace");
  const workspaceTable = workspaceEntry?.value.kind === "table" ? workspaceEntry.value : null;
  const place = (entry: TomlEntry): Place => ({ file, range: entry.range });
  const isSmall = holdsOnlyPackage(root);
  const lib = isSmall ? null : tableAt(root, "lib");
  const features = isSmall ? null : tableAt(root, "features");
  let dependencies: readonly ManifestDependency[] | null = null;
  return {
    file,
    problems,
    package:
      packageTable === null
        ? null
        : {
            name: stringAt(packageTable, "name"),
            version: stringAt(packageTable, "version"),
            versionInherited: booleanAt(tableAt(packageTable, "version"), "workspace") === true,
            workspace: stringAt(packageTable, "workspace"),
            get place() {
              return place(packageEntry!);
            },
          },
    workspace:
      workspaceTable === null
        ? null
        : {
            members: stringsAt(workspaceTable, "members"),
            exclude: stringsAt(workspaceTable, "exclude"),
            dependencies: new Map(
              dependenciesOf(file, tableAt(workspaceTable, "dependencies"), "normal", null).map((d) => [
                d.key,
                d,
              ]),
            ),
            version: stringAt(tableAt(workspaceTable, "package"), "version"),
            get place() {
              return place(workspaceEntry!);
            },
          },
    // Made when asked: of most members of a workspace only the names count.
    get dependencies() {
      return (dependencies ??= [
        ...kindsOf(file, root, null),
        ...(tableAt(root, "target")?.entries ?? []).flatMap((entry) =>
          entry.value.kind === "table" ? kindsOf(file, entry.value, entry.key) : [],
        ),
      ]);
    },
    plainNames: isSmall || !hasOtherKinds(root) ? (tableAt(root, "dependencies")?.lineKeys ?? null) : null,
    features:
      features === null
        ? noFeatures
        : new Map(features.entries.map(({ key }) => [key, stringsAt(features, key)])),
    patches: isSmall ? none : [...patchesOf(file, root), ...replacesOf(file, root)],
    bins: isSmall ? none : itemsOf(root, "bin").flatMap((bin) => stringAt(bin, "name") ?? []),
    hasLib: lib !== null,
    isProcMacro: booleanAt(lib, "proc-macro") === true || booleanAt(lib, "proc_macro") === true,
    methods: stringsAt(tableAt(packageTable, "metadata", "risc0"), "methods"),
  };
}

const otherKinds = new Set([
  "target",
  ...["build", "dev"].flatMap((kind) => [`${kind}-dependencies`, `${kind}_dependencies`]),
]);

const noFeatures: ReadonlyMap<string, readonly string[]> = new Map();
const none: readonly never[] = [];

/** Most members of a workspace say their name and what they depend on: the rest needs no looking for. */
function holdsOnlyPackage(root: TomlTable): boolean {
  for (const { key } of root.entries) if (key !== "package" && key !== "dependencies") return false;
  return true;
}

function hasOtherKinds(root: TomlTable): boolean {
  for (const { key } of root.entries) if (otherKinds.has(key)) return true;
  return false;
}

function itemsOf(table: TomlTable, key: string): readonly TomlTable[] {
  const value = table.get(key)?.value;
  return value?.kind === "array" ? value.items.filter((item) => item.kind === "table") : [];
}

function kindsOf(file: string, table: TomlTable, target: string | null): ManifestDependency[] {
  const of = (kind: DependencyKind, ...keys: readonly string[]): ManifestDependency[] =>
    keys.flatMap((key) => dependenciesOf(file, tableAt(table, key), kind, target));
  return [
    ...of("normal", "dependencies"),
    ...of("build", "build-dependencies", "build_dependencies"),
    ...of("dev", "dev-dependencies", "dev_dependencies"),
  ];
}

function dependenciesOf(
  file: string,
  table: TomlTable | null,
  kind: DependencyKind,
  target: string | null,
): readonly ManifestDependency[] {
  return (table?.entries ?? []).map((entry) => new ManifestDependency(file, entry, kind, target));
}

function patchesOf(file: string, root: TomlTable): ManifestPatch[] {
  return (tableAt(root, "patch")?.entries ?? []).flatMap((table) =>
    table.value.kind !== "table"
      ? []
      : table.value.entries.map((entry) => ({
          ...specOf(entry),
          table: table.key,
          key: entry.key,
          package: stringAt(entry.value.kind === "table" ? entry.value : null, "package") ?? entry.key,
          place: { file, range: entry.range },
          keyPlace: { file, range: entry.keyRange },
          replace: false,
        })),
  );
}

/** `[replace]`: `"name:version" = { … }` or `"https://…#name:version"`. */
function replacesOf(file: string, root: TomlTable): ManifestPatch[] {
  return (tableAt(root, "replace")?.entries ?? []).map((entry) => {
    const spec = entry.key.slice(entry.key.lastIndexOf("#") + 1);
    return {
      ...specOf(entry),
      table: "crates-io",
      key: entry.key,
      package: spec.split(/[:@]/)[0] ?? spec,
      place: { file, range: entry.range },
      keyPlace: { file, range: entry.keyRange },
      replace: true,
    };
  });
}
