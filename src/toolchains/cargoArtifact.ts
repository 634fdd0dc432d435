/** What is built: by cargo's own words for a target. */
export interface ArtifactTarget {
  /** Null: any. */
  readonly name: string | null;
  /** `bin`, `example`, `bench`, … */
  readonly kind: string;
}

/**
 * The program that `cargo build --message-format=json` made of a target, as cargo itself says, the last of several; null
 * where it made none. `text` is what cargo printed to stdout: one JSON object a line, with anything else in between
 * passed over.
 */
export function builtExecutable(text: string, target: ArtifactTarget): string | null {
  let found: string | null = null;
  for (const line of text.split("\n")) {
    if (!line.startsWith("{") || !line.includes('"compiler-artifact"')) continue;
    found = artifact(line, target) ?? found;
  }
  return found;
}

function artifact(line: string, { name, kind }: ArtifactTarget): string | null {
  try {
    const { reason, executable, target } = JSON.parse(line) as {
      readonly reason?: unknown;
      readonly executable?: unknown;
      readonly target?: { readonly name?: unknown; readonly kind?: unknown } | null;
    };
    if (reason !== "compiler-artifact" || typeof executable !== "string") return null;
    if (!Array.isArray(target?.kind) || !target.kind.includes(kind)) return null;
    return name === null || target.name === name ? executable : null;
  } catch {
    return null;
  }
}
