// node scripts/ts.mjs scripts/engines/recordEdges.ts NAME…: what ziskemu says of edge guests, into their fixture.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { toolFigures } from "./againstTool";
import { digestOf } from "./edges/figures";
import { installZiskemu } from "./install";
import { edgeGuests } from "./ziskEdges";

const file = path.resolve("test/fixtures/engine/edges.json");
const kept = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
const installed = installZiskemu();
if ("why" in installed) throw new Error(installed.why);
const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-edges-"));
const names = new Set([...Object.keys(kept), ...process.argv.slice(2)]);
const told: Record<string, string> = {};
for (const guest of edgeGuests())
  if (names.has(guest.name)) told[guest.name] = digestOf(await toolFigures(installed.program, guest, folder));
rmSync(folder, { recursive: true, force: true });
writeFileSync(file, `${JSON.stringify(told, null, 1)}\n`);
console.log(`${String(Object.keys(told).length)} guests`);
