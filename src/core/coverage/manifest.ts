import type { DependencyKind, DependencySpec } from "./resolved";
import { booleanAt, readToml, stringAt, stringsAt, tableAt } from "./toml";
import type { Toml, TomlEntry, TomlProblem, TomlTable } from "./toml";
import type { Place } from "./types";

/** One Cargo.toml as far as coverage needs it. */
export interface Manifest {
  readonly file: string;
  readonly problems: readonly TomlProblem[];
  readonly package: ManifestPackage | null;
  readonly workspace: ManifestWorkspace | null;
  readonly dependencies: readonly ManifestDependency[];
  /** Feature name → what it switches on. */
  readonly features: ReadonlyMap<string, readonly string[]>;
  readonly patches: readonly ManifestPatch[];
  /** Names of `[[bin]]`. */
  readonly bins: readonly string[];
  readonly hasLib: boolean;
  readonly isProcMacro: boolean;
  /** Folders of `[package.metadata.risc0] methods`. */
  readonly methods: readonly string[];
  readonly toml: Toml;
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

export interface ManifestDependency extends DependencySpec {
  readonly key: string;
  readonly package: string;
  readonly kind: DependencyKind;
  readonly target: string | null;
  /** `default-features` as written; null where it is not. */
  readonly explicitDefaultFeatures: boolean | null;
  /** `workspace = true`: the rest stands in `[workspace.dependencies]`. */
  readonly inherited: boolean;
  readonly place: Place;
  readonly keyPlace: Place;
  readonly featuresPlace: Place | null;
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
  const toml = readToml(text);
  const { root } = toml;
  const packageEntry = root.entries.get("package") ?? root.entries.get("project");
  const packageTable = packageEntry?.value.kind === "table" ? packageEntry.value : null;
  const workspaceEntry = root.entries.get("workspace");
  const workspaceTable = workspaceEntry?.value.kind === "table" ? workspaceEntry.value : null;
  const place = (entry: TomlEntry): Place => ({ file, range: entry.range });
  const lib = tableAt(root, "lib");
  return {
    file,
    toml,
    problems: toml.problems,
    package:
      packageTable === null
        ? null
        : {
            name: stringAt(packageTable, "name"),
            version: stringAt(packageTable, "version"),
            versionInherited: booleanAt(tableAt(packageTable, "version"), "workspace") === true,
            workspace: stringAt(packageTable, "workspace"),
            place: place(packageEntry!),
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
            place: place(workspaceEntry!),
          },
    dependencies: [
      ...kindsOf(file, root, null),
      ...[...(tableAt(root, "target")?.entries.values() ?? [])].flatMap((entry) =>
        entry.value.kind === "table" ? kindsOf(file, entry.value, entry.key) : [],
      ),
    ],
    features: new Map(
      [...(tableAt(root, "features")?.entries.keys() ?? [])].map((name) => [
        name,
        stringsAt(tableAt(root, "features"), name),
      ]),
    ),
    patches: [...patchesOf(file, root), ...replacesOf(file, root)],
    bins: itemsOf(root, "bin").flatMap((bin) => stringAt(bin, "name") ?? []),
    hasLib: lib !== null,
    isProcMacro: booleanAt(lib, "proc-macro") === true || booleanAt(lib, "proc_macro") === true,
    methods: stringsAt(tableAt(packageTable, "metadata", "risc0"), "methods"),
  };
}

function itemsOf(table: TomlTable, key: string): readonly TomlTable[] {
  const value = table.entries.get(key)?.value;
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
): ManifestDependency[] {
  return [...(table?.entries.values() ?? [])].map((entry) => {
    const { value } = entry;
    const details = value.kind === "table" ? value : null;
    const features = details?.entries.get("features");
    const spec = specOf(entry);
    // Field by field: a workspace has thousands of these, and a spread makes slow objects.
    return {
      version: spec.version,
      git: spec.git,
      tag: spec.tag,
      branch: spec.branch,
      rev: spec.rev,
      path: spec.path,
      registry: spec.registry,
      features: spec.features,
      defaultFeatures: spec.defaultFeatures,
      optional: spec.optional,
      key: entry.key,
      package: stringAt(details, "package") ?? entry.key,
      kind,
      target,
      explicitDefaultFeatures:
        booleanAt(details, "default-features") ?? booleanAt(details, "default_features"),
      inherited: booleanAt(details, "workspace") === true,
      place: { file, range: entry.range },
      keyPlace: { file, range: entry.keyRange },
      featuresPlace: features === undefined ? null : { file, range: features.value.range },
    };
  });
}

function specOf(entry: TomlEntry): DependencySpec {
  const details = entry.value.kind === "table" ? entry.value : null;
  return {
    version: entry.value.kind === "string" ? entry.value.value : stringAt(details, "version"),
    git: stringAt(details, "git"),
    tag: stringAt(details, "tag"),
    branch: stringAt(details, "branch"),
    rev: stringAt(details, "rev"),
    path: stringAt(details, "path"),
    registry: stringAt(details, "registry") ?? stringAt(details, "registry-index"),
    features: stringsAt(details, "features"),
    defaultFeatures:
      (booleanAt(details, "default-features") ?? booleanAt(details, "default_features")) !== false,
    optional: booleanAt(details, "optional") === true,
  };
}

function patchesOf(file: string, root: TomlTable): ManifestPatch[] {
  return [...(tableAt(root, "patch")?.entries.values() ?? [])].flatMap((table) =>
    table.value.kind !== "table"
      ? []
      : [...table.value.entries.values()].map((entry) => ({
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
  return [...(tableAt(root, "replace")?.entries.values() ?? [])].map((entry) => {
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
