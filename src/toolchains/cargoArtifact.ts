/**
 * The program that `cargo build --message-format=json` made of a bin, as cargo itself says; null where it made none.
 * `text` is what cargo printed to stdout: one JSON object a line, with anything else in between passed over.
 */
export function executableOf(text: string, bin: string | null): string | null {
  let found: string | null = null;
  for (const line of text.split("\n")) {
    if (!line.startsWith("{") || !line.includes('"compiler-artifact"')) continue;
    const executable = artifact(line, bin);
    if (executable !== null) found = executable;
  }
  return found;
}

function artifact(line: string, bin: string | null): string | null {
  try {
    const { reason, executable, target } = JSON.parse(line) as {
      readonly reason?: unknown;
      readonly executable?: unknown;
      readonly target?: { readonly name?: unknown; readonly kind?: unknown };
    };
    if (reason !== "compiler-artifact" || typeof executable !== "string") return null;
    if (!Array.isArray(target?.kind) || !target.kind.includes("bin")) return null;
    return bin === null || target.name === bin ? executable : null;
  } catch {
    return null;
  }
}
