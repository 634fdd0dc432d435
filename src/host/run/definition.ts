/** The command line of a `profile` or `setup` task in tasks.json; null where the definition says too little. */
export function definitionArgv(
  definition: Readonly<Record<string, unknown>>,
  folder: string,
  resolve: (folder: string, file: string) => string,
): readonly string[] | null {
  const text = (key: string) =>
    typeof definition[key] === "string" && definition[key] !== "" ? (definition[key] as string) : null;
  const [elf, manifest, guest, input] = [text("elf"), text("manifestPath"), text("guest"), text("input")];
  if (definition["step"] !== "profile") return null;
  const subject =
    elf !== null
      ? [resolve(folder, elf)]
      : [
          "--manifest-path",
          resolve(folder, manifest ?? "Cargo.toml"),
          ...(guest === null ? [] : ["--bin", guest]),
        ];
  return ["profile", ...subject, ...(input === null ? [] : ["--input", resolve(folder, input)])];
}
