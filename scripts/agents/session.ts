// A session of an agent with the MCP server, driven by the SDK's client on the sample guest: what docs/agents.md shows.
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { getDefaultEnvironment, StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

type Answer = Record<string, unknown>;

const edited = "test/fixtures/agents";
/** What of an answer is shown; the rest is left out, and that is said. */
const shown: Readonly<Record<string, readonly string[]>> = {
  profile_guest: ["run", "publicHex"],
  hot_functions: ["metric", "functions", "page"],
  explain_function: ["function", "callers", "callees", "source"],
  compare_runs: ["verdict", "whole", "unexplained", "marks", "functions", "lines"],
};

/** The transcript as Markdown. `dist`: a built command line. Times are taken out: everything else is the same each time. */
export async function transcript(dist: string): Promise<string> {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), "cyclelens-session-")));
  const workspace = path.join(base, "guest");
  cpSync("sample", workspace, { recursive: true, filter: (file) => !/\.cyclelens|target/.test(file) });
  const client = new Client(
    { name: "session", version: "1" },
    { capabilities: { elicitation: { form: {} } } },
  );
  const out: string[] = [];
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    out.push(`> ${params.message} — **Yes**`, "");
    return { action: "accept", content: {} };
  });
  const call = async (name: string, input: Answer): Promise<Answer> => {
    out.push(`\`${name}\` \`${JSON.stringify(input)}\``, "");
    const result = await client.callTool({ name, arguments: input });
    const answer = result.structuredContent as Answer | undefined;
    if (result.isError === true || answer === undefined) throw new Error(JSON.stringify(result.content));
    const keys = shown[name] ?? Object.keys(answer);
    const part = Object.fromEntries(keys.map((key) => [key, answer[key]]));
    out.push("```json", lines(part), "```", "");
    return answer;
  };
  const say = (text: string): void => void out.push(text, "");
  try {
    const args = [path.join(dist, "cli.js"), "mcp", "--folder", workspace];
    // What of the libraries' sources is on this machine must not show.
    const env = { ...getDefaultEnvironment(), CARGO_HOME: base, RUSTUP_HOME: base };
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" }),
    );
    const run = { elf: "sample-guest.elf.gz", inputFile: "input.bin" };
    say("**Profile.** What does the guest cost now?");
    const before = await call("profile_guest", run);
    say(
      "**Explain.** Which functions are that? The hash is what the guest is for; the sort is not, so which lines of it cost what?",
    );
    const hot = await call("hot_functions", { ownOnly: true, limit: 3 });
    const rows = hot["functions"] as readonly { readonly function: string; readonly name: string }[];
    const sort = rows.find(({ name }) => name.endsWith("::insertion_sort"))!;
    await call("explain_function", { function: sort.function });
    say(
      "**Edit.** The inner loop moves 400 values one by one. The agent edits the file and builds the guest in its own terminal " +
        "(`cargo-zisk build --release`):",
    );
    out.push("```diff", readFileSync(`${edited}/edit.diff`, "utf8").trimEnd(), "```", "");
    for (const [from, to] of [
      ["sort.rs", "src/sort.rs"],
      ["sample-guest.elf.gz", "sample-guest.elf.gz"],
    ] as const)
      cpSync(path.join(edited, from), path.join(workspace, to));
    say("**Verify.** The same input gives the same public output, for less:");
    const after = await call("profile_guest", run);
    if (after["publicHex"] !== before["publicHex"])
      throw new Error("the edit changed what the guest computes");
    say("**Compare.** What gained it, and does it add up?");
    await call("compare_runs", { limit: 2 });
  } finally {
    await client.close();
    rmSync(base, { recursive: true, force: true });
  }
  return steady(out.join("\n").trimEnd());
}

/** One line a value of the first two levels, as JSON; what is deeper stays on one line. */
function lines(answer: Answer): string {
  const rows = Object.entries(answer).map(([key, value]) => `  ${JSON.stringify(key)}: ${level(value)}`);
  return `{\n${rows.join(",\n")}\n}`;
}

function level(value: unknown): string {
  if (Array.isArray(value) && value.length > 0)
    return `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
  if (typeof value === "object" && value !== null && JSON.stringify(value).length > 120)
    return `{\n${Object.entries(value)
      .map(([key, inner]) => `    ${JSON.stringify(key)}: ${rowsOf(inner)}`)
      .join(",\n")}\n  }`;
  const text = JSON.stringify(value);
  return typeof value === "string" && text.length > 80 ? `${text.slice(0, 78)}…"` : text;
}

function rowsOf(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0 || typeof value[0] !== "object")
    return JSON.stringify(value);
  return `[\n${value.map((item) => `      ${JSON.stringify(item)}`).join(",\n")}\n    ]`;
}

/** Run ids by their order instead of their time, and the marks of cursors, which come of them. */
function steady(text: string): string {
  const ids = new Map<string, string>();
  const marked = text.replace(
    /("nextCursor":"\d+\.)[0-9a-f]{8}/g,
    (_, offset: string) => `${offset}5e551015`,
  );
  return marked.replace(
    /\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-zisk-sample-guest(?:-\d+)?)/g,
    (id, rest: string) => {
      if (!ids.has(id)) ids.set(id, `2026-11-21T09-0${ids.size}-00Z${rest.replace(/-\d+$/, "")}`);
      return ids.get(id)!;
    },
  );
}

const mark = { start: "<!-- session: written by scripts/agentSession.ts -->", end: "<!-- /session -->" };

/** The transcript in the document. */
export function sessionOf(document: string): string {
  const [start, end] = [document.indexOf(mark.start), document.indexOf(mark.end)];
  return start < 0 || end < 0 ? "" : document.slice(start + mark.start.length, end).trim();
}

export function withSession(file: string, session: string): void {
  const document = readFileSync(file, "utf8");
  const [start, end] = [document.indexOf(mark.start), document.indexOf(mark.end)];
  writeFileSync(
    file,
    `${document.slice(0, start + mark.start.length)}\n\n${session}\n\n${document.slice(end)}`,
  );
}
