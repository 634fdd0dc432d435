// The README names every command and setting that there is, and none that there is not.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("package.json")) as {
  scripts: Record<string, string>;
  contributes: {
    commands: { command: string; title: string }[];
    menus: { commandPalette: { command: string; when: string }[] };
    configuration: { properties: Record<string, { default: unknown }> };
  };
};
const texts = JSON.parse(read("package.nls.json")) as Record<string, string>;
const readme = read("README.md");
const documents = [readme, read("CONTRIBUTING.md")];

const hidden = new Set(
  manifest.contributes.menus.commandPalette
    .filter(({ when }) => when === "false")
    .map(({ command }) => command),
);
const commands = manifest.contributes.commands.map(({ command, title }) => ({
  command,
  title: texts[title.replace(/%/g, "")] ?? title,
}));

describe("README", () => {
  it.each(commands.filter(({ command }) => !hidden.has(command)))(
    "names $command by its title",
    ({ title }) => {
      expect(readme).toContain(`**${title}**`);
    },
  );

  it.each(Object.entries(manifest.contributes.configuration.properties))(
    "says what %s is by default",
    (name, { default: value }) => {
      const row = readme.split("\n").find((line) => line.startsWith(`| \`${name}\``));
      expect(row, `no row for ${name}`).toBeDefined();
      expect(row).toContain(
        value === null || value === "" ? "–" : `\`${JSON.stringify(value).replace(/^"|"$/g, "")}\``,
      );
    },
  );

  it("names no setting or command that is not there", () => {
    const known = new Set([
      "cyclelens.rules.json", // a file
      ...Object.keys(manifest.contributes.configuration.properties),
      ...commands.map(({ command }) => command),
    ]);
    const named = [...readme.matchAll(/`(cyclelens\.[a-zA-Z.]+)`/g)].map((match) => match[1]!);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it("names only scripts that there are", () => {
    for (const text of documents) {
      const named = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map((match) => match[1]!);
      expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
    }
  });

  it("shows only pictures that there are", () => {
    for (const [, file] of readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
      expect(() => read(file!)).not.toThrow();
  });
});

it("each picture that is kept is shown by a page, and each that is shown is there", () => {
  const kept = readdirSync(new URL("../../../docs/images", import.meta.url)).sort();
  const pages = [
    "README.md",
    ...readdirSync(new URL("../../../docs", import.meta.url)).map((file) => `docs/${file}`),
  ];
  const shown = pages
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) =>
      [...read(file).matchAll(/\((?:docs\/)?images\/([^)]+)\)/g)].map(([, image]) => image!),
    );
  expect([...new Set(shown)].sort()).toEqual(kept);
});
