import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { median, type Bench, type BenchRow } from "./bench";

/** Answers of the MCP server on a loaded profile against the command line, which starts anew for each. */
export const mcpBench: Bench = async ({ rounds }) => {
  const base = mkdtempSync(path.join(tmpdir(), "cyclelens-mcp-"));
  const dist = path.join(base, "dist");
  const workspace = path.join(base, "workspace");
  execFileSync(process.execPath, ["esbuild.mjs", `--outdir=${dist}`]);
  cpSync("sample", workspace, { recursive: true, filter: (file) => !file.includes(".cyclelens") });
  const cli = path.join(dist, "cli.js");
  const client = new Client({ name: "bench", version: "1" }, { capabilities: {} });
  try {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [cli, "mcp", "--folder", workspace],
      stderr: "ignore",
    });
    await client.connect(transport);
    const call = async (name: string, input: Record<string, unknown>): Promise<Record<string, unknown>> => {
      const result = await client.callTool({ name, arguments: input });
      if (result.isError === true) throw new Error(JSON.stringify(result.content));
      return result.structuredContent as Record<string, unknown>;
    };
    const guest = { elf: "sample-guest.elf.gz", inputFile: "input.bin", confirm: true };
    await call("profile_guest", guest);
    await call("profile_guest", { ...guest, maxSteps: 3_000_000 });
    const questions: readonly (readonly [string, Record<string, unknown>])[] = [
      ["list_runs", {}],
      ["hot_functions", {}],
      ["explain_function", { function: "sha256::compress" }],
      ["compare_runs", {}],
    ];
    // The first answer of each loads or joins what the later ones find in memory.
    for (const [name, input] of questions) await call(name, input);
    const answers = new Map<string, number[]>(questions.map(([name]) => [name, []]));
    const starts: number[] = [];
    for (let round = 0; round < Math.max(3, rounds); round++) {
      const start = performance.now();
      const cold = spawnSync(process.execPath, [cli, "runs", "show", "last", "--json"], { cwd: workspace });
      if (cold.status !== 0) throw new Error(String(cold.stderr));
      starts.push(performance.now() - start);
      for (const [name, input] of questions) {
        const asked = performance.now();
        await call(name, input);
        answers.get(name)!.push(performance.now() - asked);
      }
    }
    const cold = median(starts);
    return [...answers].map(([name, took]): BenchRow => ({
      work: `MCP answer on a loaded profile: ${name}`,
      against: "cold start of the command line (runs show last --json)",
      ratio: median(took) / cold,
      atMost: 0.1,
      detail: `${median(took).toFixed(1)} ms, ${cold.toFixed(1)} ms`,
    }));
  } finally {
    await client.close();
    rmSync(base, { recursive: true, force: true });
  }
};
