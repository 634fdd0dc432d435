/** The command line of a `profile` task in tasks.json, and the input it names. */
export interface TaskCommand {
  readonly args: readonly string[];
  readonly input: string | null;
}

/** Null where the definition is of another step. Paths are relative to the workspace folder. */
export function definitionArgv(
  definition: Readonly<Record<string, unknown>>,
  folder: string,
  resolve: (folder: string, file: string) => string,
): TaskCommand | null {
  if (definition["step"] !== "profile") return null;
  const text = (key: string) => {
    const value = definition[key];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const [elf, manifest, guest, input] = [text("elf"), text("manifestPath"), text("guest"), text("input")];
  const subject =
    elf !== null
      ? [resolve(folder, elf)]
      : [
          "--manifest-path",
          resolve(folder, manifest ?? "Cargo.toml"),
          ...(guest === null ? [] : ["--bin", guest]),
        ];
  const file = input === null ? null : resolve(folder, input);
  return { args: ["profile", ...subject, ...(file === null ? [] : ["--input", file])], input: file };
}
