import type { DependencyKind, DependencySpec } from "./resolved";
import { booleanAt, stringAt, stringsAt } from "./tomlTree";
import type { TomlEntry, TomlTable } from "./tomlTree";
import type { Place } from "./types";

/** One entry of a dependency table. All is read when asked: a workspace has thousands of entries, and few are ever looked at. */
export class ManifestDependency implements DependencySpec {
  constructor(
    private readonly file: string,
    private readonly entry: TomlEntry,
    readonly kind: DependencyKind,
    readonly target: string | null,
  ) {}

  private get details(): TomlTable | null {
    const { value } = this.entry;
    return value.kind === "table" ? value : null;
  }

  get key(): string {
    return this.entry.key;
  }

  get package(): string {
    return stringAt(this.details, "package") ?? this.entry.key;
  }

  get version(): string | null {
    const { value } = this.entry;
    return value.kind === "string" ? value.value : stringAt(this.details, "version");
  }

  get path(): string | null {
    return stringAt(this.details, "path");
  }

  /** `workspace = true`: the rest stands in `[workspace.dependencies]`. */
  get inherited(): boolean {
    return booleanAt(this.details, "workspace") === true;
  }

  get optional(): boolean {
    return booleanAt(this.details, "optional") === true;
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
