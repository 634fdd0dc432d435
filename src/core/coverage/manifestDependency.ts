import type { DependencyKind, DependencySpec } from "./resolved";
import { booleanAt, stringAt, stringsAt } from "./tomlTree";
import type { TomlEntry, TomlTable } from "./tomlTree";
import type { Place } from "./types";

/** One entry of a dependency table. Places are made when asked: a workspace has thousands of entries, and few are ever marked. */
export class ManifestDependency implements DependencySpec {
  readonly key: string;
  readonly package: string;
  readonly version: string | null;
  readonly path: string | null;
  /** `workspace = true`: the rest stands in `[workspace.dependencies]`. */
  readonly inherited: boolean;
  readonly optional: boolean;
  private readonly details: TomlTable | null;

  constructor(
    private readonly file: string,
    private readonly entry: TomlEntry,
    readonly kind: DependencyKind,
    readonly target: string | null,
  ) {
    const { key, value } = entry;
    const details = value.kind === "table" ? value : null;
    this.details = details;
    this.key = key;
    this.package = stringAt(details, "package") ?? key;
    this.version = value.kind === "string" ? value.value : stringAt(details, "version");
    this.path = stringAt(details, "path");
    this.inherited = booleanAt(details, "workspace") === true;
    this.optional = booleanAt(details, "optional") === true;
  }

  get git(): string | null {
    return stringAt(this.details, "git");
  }

  get tag(): string | null {
    return stringAt(this.details, "tag");
  }

  get branch(): string | null {
    return stringAt(this.details, "branch");
  }

  get rev(): string | null {
    return stringAt(this.details, "rev");
  }

  get registry(): string | null {
    return stringAt(this.details, "registry") ?? stringAt(this.details, "registry-index");
  }

  get features(): readonly string[] {
    return stringsAt(this.details, "features");
  }

  /** `default-features` as written; null where it is not. */
  get explicitDefaultFeatures(): boolean | null {
    return booleanAt(this.details, "default-features") ?? booleanAt(this.details, "default_features");
  }

  get defaultFeatures(): boolean {
    return this.explicitDefaultFeatures !== false;
  }

  get place(): Place {
    return { file: this.file, range: this.entry.range };
  }

  get featuresPlace(): Place | null {
    const features = this.details?.get("features");
    return features === undefined ? null : { file: this.file, range: features.value.range };
  }
}

/** What an entry asks for, of a dependency as of a patch. */
export function specOf(entry: TomlEntry): DependencySpec {
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
