import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { contributedTools } from "../../../src/agents/contributed";
import { readingTools, runningTool } from "../../../src/host/agents/names";
import { agentToolPrefix } from "../../../src/protocol/agents";
import {
  changeColors,
  compareCommands,
  contexts,
  coverageCommands,
  customEditors,
  featureCommands,
  heatColors,
  hostCommands,
  mcpProvider,
  problemMatcher,
  restrictedSettings,
  settings,
  taskType,
  viewContainer,
  views,
} from "../../../src/host/contributions";

const root = path.resolve(import.meta.dirname, "../../..");
const manifestText = readFileSync(path.join(root, "package.json"), "utf8");
const manifest = JSON.parse(manifestText);
const nls: Record<string, string> = JSON.parse(readFileSync(path.join(root, "package.nls.json"), "utf8"));
const contributes = manifest.contributes;
const sorted = (items: Iterable<string>) => [...new Set(items)].sort();
const ids = (rows: readonly Record<string, string>[], key: string) => rows.map((row) => row[key] as string);

/** Every string of a JSON value, with the path that leads to it. */
function* strings(value: unknown, at = ""): Generator<readonly [string, string]> {
  if (typeof value === "string") yield [at, value];
  else if (value !== null && typeof value === "object")
    for (const [key, inner] of Object.entries(value)) yield* strings(inner, `${at}/${key}`);
}
const allStrings = [...strings(contributes)];
const whenClauses = allStrings.filter(([at]) => /\/(when|enablement)$/.test(at)).map(([, text]) => text);

describe("package.json and the typed table say the same", () => {
  const commandIds = ids(contributes.commands, "command");

  it("commands", () => {
    expect(sorted(commandIds)).toEqual(
      sorted([...hostCommands, ...coverageCommands, ...compareCommands, ...featureCommands]),
    );
    expect(commandIds).toHaveLength(new Set(commandIds).size);
  });

  it("menus name only commands that exist", () => {
    const named = Object.values(contributes.menus as Record<string, { command: string }[]>)
      .flat()
      .map((item) => item.command);
    expect(named.filter((id) => !commandIds.includes(id))).toEqual([]);
  });

  it("command links in welcome texts and the walkthrough name commands that exist", () => {
    const links = Object.values(nls).flatMap((text) => [...text.matchAll(/\(command:(cyclelens\.[\w.]+)/g)]);
    expect(links.length).toBeGreaterThan(5);
    expect(links.map((m) => m[1]!).filter((id) => !commandIds.includes(id))).toEqual([]);
    const events = allStrings.filter(([at]) => at.includes("completionEvents")).map(([, text]) => text);
    for (const event of events) {
      const [kind, id] = event.split(":") as [string, string];
      expect(kind === "onCommand" ? commandIds : Object.keys(contexts)).toContain(id);
    }
  });

  it("views and their container", () => {
    expect(Object.keys(contributes.views)).toEqual([viewContainer]);
    expect(ids(contributes.viewsContainers.activitybar, "id")).toEqual([viewContainer]);
    expect(ids(contributes.views[viewContainer], "id")).toEqual(Object.values(views));
    expect(sorted(ids(contributes.viewsWelcome, "view"))).toEqual(sorted(Object.values(views)));
  });

  it("settings, their defaults and which are restricted", () => {
    const properties = contributes.configuration.properties;
    const defaults = Object.fromEntries(
      Object.entries(properties).map(([id, schema]) => [
        id.slice("cyclelens.".length),
        (schema as { default: unknown }).default,
      ]),
    );
    expect(defaults).toEqual(settings);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(
      restrictedSettings.map((id) => `cyclelens.${id}`),
    );
  });

  it("every setting has an order, a scope and a description; paths of programs are machine-scoped", () => {
    const properties = Object.entries(contributes.configuration.properties) as [
      string,
      { order?: number; scope?: string; markdownDescription?: string; type: unknown },
    ][];
    expect(properties.map(([, p]) => p.order)).toEqual(properties.map((_, i) => i + 1));
    for (const [id, property] of properties) {
      expect(property.markdownDescription, id).toMatch(/^%.+%$/);
      expect(property.scope, id).toBeDefined();
      if (id.startsWith("cyclelens.zisk.") && id.endsWith("Path")) expect(property.scope, id).toBe("machine");
    }
  });

  it("colours, custom editors, task type, problem matcher", () => {
    expect(ids(contributes.colors, "id")).toEqual([...heatColors, ...Object.values(changeColors)]);
    expect(ids(contributes.customEditors, "viewType")).toEqual([...customEditors]);
    expect(ids(contributes.taskDefinitions, "type")).toEqual([taskType]);
    expect(ids(contributes.problemMatchers, "name")).toEqual([problemMatcher]);
    expect(ids(contributes.mcpServerDefinitionProviders, "id")).toEqual([mcpProvider]);
  });

  it("language-model tools are the table's: write them with scripts/agentManifest.ts", () => {
    expect(contributes.languageModelTools).toEqual(contributedTools());
    expect(ids(contributes.languageModelTools, "name")).toEqual(
      [...readingTools, runningTool].map((name) => `${agentToolPrefix}${name}`),
    );
    const references = ids(contributes.languageModelTools, "toolReferenceName");
    expect(references).toHaveLength(new Set(references).size);
  });

  it("context keys", () => {
    const used = whenClauses.flatMap((clause) => clause.match(/\bcyclelens\.[\w.]+/g) ?? []);
    const viewIds: string[] = Object.values(views);
    const keys = used.filter((key) => !viewIds.includes(key));
    expect(sorted(keys)).toEqual(sorted(Object.keys(contexts)));
  });

  it("texts: every %key% has a text and every text is used", () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((m) => m[1]!);
    expect(sorted(used)).toEqual(sorted(Object.keys(nls)));
    const visible = allStrings.filter(([at]) =>
      /\/(title|name|label|contents|displayName|description|markdownDescription|altText)$/.test(at),
    );
    // What a model reads is in English, as our own answers are.
    const internal = /problemMatchers\/\d+\/name$|languageModelTools\/\d+\/(name|inputSchema\/.*)$/;
    for (const [at, text] of visible) if (!internal.test(at)) expect(text, at).toMatch(/^%.+%$/);
  });
});

describe("manners of the manifest", () => {
  it("each welcome text has exactly one button, a line of its own with nothing but the link", () => {
    for (const { contents } of contributes.viewsWelcome as { contents: string }[]) {
      const text = nls[contents.slice(1, -1)]!;
      expect(
        text.split("\n").filter((line) => /^\[[^\]]+\]\([^)]+\)$/.test(line)),
        contents,
      ).toHaveLength(1);
    }
  });

  it("item commands are hidden from the palette", () => {
    const hidden = (contributes.menus.commandPalette as { command: string; when: string }[])
      .filter((item) => item.when === "false")
      .map((item) => item.command);
    const items = ids(contributes.commands, "command").filter((id) => id.split(".").length > 2);
    expect(sorted(hidden)).toEqual(sorted(items));
  });

  it("nothing runs before first use: no start-up, language or wildcard activation", () => {
    for (const event of manifest.activationEvents as string[])
      expect(event).not.toMatch(/^\*|^onStartup|^onLanguage/);
  });

  it("every file the manifest names is there", () => {
    const named = [manifest.icon, ...allStrings.map(([, text]) => text)].filter((text) =>
      text.startsWith("media/"),
    );
    expect(named.length).toBeGreaterThan(5);
    const schemas = (contributes.jsonValidation as { url: string }[]).map(({ url }) => url);
    for (const file of new Set<string>([...named, ...schemas]))
      expect(() => readFileSync(path.join(root, file)), file).not.toThrow();
  });
});

describe("problem matcher", () => {
  const [head, place] = contributes.problemMatchers[0].pattern.map(
    (p: { regexp: string }) => new RegExp(p.regexp),
  );
  it.each([
    [
      "error[E0425]: cannot find value `x` in this scope",
      ["error", "E0425", "cannot find value `x` in this scope"],
    ],
    ["warning: unused variable: `y`", ["warning", undefined, "unused variable: `y`"]],
  ])("reads %s", (line, parts) => expect([...head.exec(line)!].slice(1)).toEqual(parts));
  it("reads the place, with blanks and drive letters", () => {
    expect([...place.exec("   --> guest a/src/main.rs:10:5")!].slice(1)).toEqual([
      "guest a/src/main.rs",
      "10",
      "5",
    ]);
    expect([...place.exec("  --> C:\\g\\src\\main.rs:1:2")!].slice(1)).toEqual([
      "C:\\g\\src\\main.rs",
      "1",
      "2",
    ]);
  });
});

describe("heat colours", () => {
  /** Editor backgrounds of the four theme kinds. */
  const backgrounds = {
    dark: "#1f1f1f",
    light: "#ffffff",
    highContrast: "#000000",
    highContrastLight: "#ffffff",
  };
  const channel = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (hex: string) => {
    const [r, g, b] = [1, 3, 5].map((i) => channel(parseInt(hex.slice(i, i + 2), 16) / 255)) as [
      number,
      number,
      number,
    ];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  it.each(Object.entries(backgrounds))(
    "are readable (4.5 : 1, high contrast 7 : 1) in %s",
    (theme, background) => {
      for (const { id, defaults } of contributes.colors)
        expect(contrast(defaults[theme], background), id).toBeGreaterThanOrEqual(
          theme.startsWith("high") ? 7 : 4.5,
        );
    },
  );
});
