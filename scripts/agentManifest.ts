// Writes the tools of src/agents/table.ts into package.json, as the editor wants them contributed. A test says when that
// is to be done again: node scripts/ts.mjs scripts/agentManifest.ts
import { readFileSync, writeFileSync } from "node:fs";
import { contributedTools } from "../src/agents/contributed";

const file = "package.json";
const manifest = JSON.parse(readFileSync(file, "utf8")) as { contributes: Record<string, unknown> };
manifest.contributes["languageModelTools"] = contributedTools();
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
