// What an agent of the editor gets: the tools of the table, and our MCP server in the editor's list.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { hasUi, ui } from "../support/ui";
import { until } from "../support/until";

const names = [
  "list_runs",
  "hot_functions",
  "explain_function",
  "compare_runs",
  "patch_coverage",
  "profile_guest",
].map((name) => `cyclelens_${name}`);

interface Answer {
  readonly [key: string]: unknown;
}

/** Calls a tool as another extension would, outside of a chat. */
async function invoke(name: string, input: object): Promise<Answer> {
  const result = await vscode.lm.invokeTool(`cyclelens_${name}`, { input, toolInvocationToken: undefined });
  const [part] = result.content;
  return JSON.parse((part as vscode.LanguageModelTextPart).value) as Answer;
}

describe("agents in the editor", () => {
  it("find every tool of the table, with its schema", () => {
    const ours = vscode.lm.tools.filter(({ name }) => name.startsWith("cyclelens_"));
    assert.deepEqual(ours.map(({ name }) => name).sort(), [...names].sort());
    for (const { name, description, inputSchema } of ours) {
      assert.ok(description.length > 100, name);
      assert.equal((inputSchema as { additionalProperties?: boolean }).additionalProperties, false, name);
    }
  });

  it("ask the language server: hot functions of a recorded run, one of them explained", async () => {
    const run = "guest/recorded/ziskemu-profile.json.gz";
    const hot = await invoke("hot_functions", { run, limit: 2 });
    const [first] = hot["functions"] as readonly { readonly function: string; readonly name: string }[];
    assert.equal(first?.name, "sample_guest::sha256::compress");
    const explained = await invoke("explain_function", { run, function: first.function });
    assert.deepEqual(
      (explained["callers"] as readonly { readonly name: string }[]).map(({ name }) => name),
      ["sample_guest::sha256::hash"],
    );
  });

  it("are told what was wrong and the way out", async () => {
    await assert.rejects(
      invoke("hot_functions", { run: "../../etc/passwd" }),
      /outside of the workspace folders/,
    );
    await assert.rejects(
      invoke("explain_function", { run: "last", function: "nobody_at_all" }),
      /not-found|hot_functions/,
    );
  });

  // The editor asks first (prepareInvocation); under a test runner it answers its own questions with yes.
  it("run a guest in the terminal, and its profile is shown", async () => {
    const input = { elf: "guest/sample-guest.elf.gz", inputFile: "guest/input.bin", maxSteps: 200_000 };
    const answer = await invoke("profile_guest", input);
    const { run, outcome } = answer["run"] as { readonly run: string; readonly outcome: string };
    assert.equal(outcome, "step-limit");
    const listed = (await invoke("list_runs", { limit: 1 }))["runs"] as readonly { readonly run: string }[];
    assert.equal(listed[0]?.run, run);
    assert.ok(vscode.window.terminals.some(({ name }) => name.includes("sample-guest")));
    if (hasUi)
      await until(
        async () => (await ui.text({ selector: ".statusbar-item" })).some((text) => /\bcost\b/.test(text)),
        "the profile in the status bar",
      );
  });

  it("get our MCP server from the editor's own list: the editor starts it, and its tools are the editor's", async function () {
    this.timeout(60_000);
    const { id } = vscode.extensions.all.find(
      ({ packageJSON }) => (packageJSON as { name?: unknown }).name === "cyclelens",
    )!;
    const server = `${id}/CycleLens`;
    const chat = vscode.workspace.getConfiguration("chat");
    const served = () => vscode.lm.tools.filter(({ name }) => name.startsWith("mcp_cyclelens_"));
    // Without language models the editor has no list of servers; an older one cannot do without.
    const setAi = (isOff: boolean) =>
      chat
        .update("disableAIFeatures", isOff, vscode.ConfigurationTarget.Global)
        .then(undefined, () => undefined);
    await setAi(false);
    try {
      await until(async () => {
        await vscode.commands.executeCommand("workbench.mcp.startServer", server);
        return served().length > 0;
      }, "tools of the server that the editor has started");
      assert.deepEqual(
        served()
          .map(({ name }) => name.replace(/^mcp_/, ""))
          .sort(),
        [...names].sort(),
      );
      // By the folders that the editor gave it, and with the figures of the editor's own tool.
      const input = { run: "guest/recorded/ziskemu-profile.json.gz", limit: 1 };
      const { content } = await vscode.lm.invokeTool("mcp_cyclelens_hot_functions", {
        input,
        toolInvocationToken: undefined,
      });
      const said = content.flatMap((part) =>
        part instanceof vscode.LanguageModelTextPart ? [part.value] : [],
      );
      assert.deepEqual(JSON.parse(said[0]!), await invoke("hot_functions", input));
      if (hasUi) {
        void vscode.commands.executeCommand("workbench.mcp.listServer");
        await ui.waitFor({ selector: ".quick-input-list .monaco-list-row", hasText: "CycleLens" });
        await ui.screenshot("agents-servers");
        await ui.press("Escape");
      }
    } finally {
      await vscode.commands.executeCommand("workbench.mcp.stopServer", server);
      await setAi(true);
    }
  });

  it("are refused a guest that is not there, before anything starts", async () => {
    await assert.rejects(invoke("profile_guest", { elf: "guest/none.elf" }), /not-found/);
    await assert.rejects(invoke("profile_guest", { elf: "guest/src/main.rs" }), /bad-input/);
  });
});
