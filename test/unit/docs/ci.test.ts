// docs/ci.md and its workflow: every command line that they show is run, in the order in which they show it.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { cyclelens } from "../cli/harness";
import { layOut, tempFolder } from "../tempFolder";

const guide = readFileSync("docs/ci.md", "utf8");
const workflow = readFileSync("docs/workflows/cyclelens.yml", "utf8");
const elf = "target/elf/riscv64ima-zisk-zkvm-elf/release/guest";

/** The commands of the guide's shell blocks. */
const shown = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split("\n"));
/** The one-line commands of the workflow's steps. */
const steps = [...workflow.matchAll(/^ +run: (?!\|)(.+)$/gm)].map(([, command]) => command!);
const own = (commands: readonly string[]) => commands.filter((command) => command.startsWith("cyclelens "));

/** Words of a command line as a shell makes them, for what the guide uses: quotes around variables. */
function words(command: string, env: Readonly<Record<string, string>>): string[] {
  return command
    .split(/ +/)
    .slice(1)
    .map((word) => word.replace(/^"(.*)"$/, "$1").replace(/\$(\w+)/g, (_, name: string) => env[name]!));
}

/** A repository with a guest that was built, at `guest/`. */
function repository(): string {
  const root = tempFolder({
    "guest/Cargo.toml": '[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nziskos = "1"\n',
    "guest/input.bin": "\0".repeat(8),
    "guest/cyclelens.allow": "nobody::calls_this  # an example\n",
    [`guest/${elf}`]: "",
  });
  copyFileSync("test/fixtures/zisk/1.4-calls/guest.elf", path.join(root, "guest", elf));
  return root;
}

describe("docs/ci.md", () => {
  it("shows what there is to show", () => {
    expect(own(shown).map((command) => command.split(" ").slice(1, 3).join(" "))).toEqual([
      'profile "$GUEST_ELF"',
      "baseline set",
      "baseline export",
      "compare cyclelens.baseline.json",
    ]);
    expect(own(steps).map((command) => command.split(" ")[1])).toEqual(["profile", "compare", "compare"]);
    expect(workflow).toContain(`GUEST_ELF: ${elf}`);
  });

  it("and its workflow run as they stand: first the baseline, then the pull request", async () => {
    const root = repository();
    const cwd = path.join(root, "guest");
    const env = {
      ...process.env,
      GUEST_ELF: elf,
      GUEST_INPUT: "input.bin",
      GITHUB_WORKSPACE: root,
      GITHUB_STEP_SUMMARY: path.join(root, "summary.md"),
    };
    const said: string[] = [];
    for (const command of own([...shown, ...steps])) {
      const { code, stdout, stderr } = await cyclelens(words(command, env), { cwd, env });
      expect([command, code, stderr.includes("—") ? stderr : ""]).toEqual([command, 0, ""]);
      said.push(stdout);
    }
    expect(said[3]).toContain("check: passed (cost +0.1 %, each function +1 %)");
    expect(said[5]).toMatch(/^::notice title=CycleLens%3A [^\n]*0 0\.00 %25 same/m);
    const comment = readFileSync(path.join(cwd, "cyclelens-comment.md"), "utf8");
    expect(comment.split("\n")[0]).toMatch(/^<!-- cyclelens:compare:[\w.-]+ -->$/);
    expect(readFileSync(path.join(root, "summary.md"), "utf8")).toContain(comment.split("\n")[1]);
    const committed = readFileSync(path.join(cwd, "cyclelens.baseline.json"), "utf8");
    expect(committed).not.toContain(root);
    expect(JSON.parse(committed)).toMatchObject({ schema: "cyclelens.profile/1", run: { machine: "zisk" } });
  });

  it("gives the workflow no more than it needs: pinned actions, and who may write runs nothing of the pull request", () => {
    const uses = [...workflow.matchAll(/uses: (.+)$/gm)].map(([, what]) => what!);
    expect(uses).toHaveLength(4);
    for (const what of uses) expect(what).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    expect(workflow).not.toContain("pull_request_target:");
    const [before = "", cost = "", comment = ""] = workflow.split(/^ {2}(?:cost|comment):$/m);
    expect(before).toContain("\npermissions: {}\n");
    expect(cost).toContain("permissions:\n      contents: read\n");
    expect(cost).not.toContain("write\n");
    expect(comment).toContain("permissions:\n      pull-requests: write\n");
    expect(comment).not.toMatch(/checkout|cyclelens compare|npm /);
    // A fork's token cannot comment: the job is left out and nothing turns red.
    expect(comment).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    // No text of the event stands in a script.
    for (const [, script] of workflow.matchAll(/run: (.+(?:\n {10}.+)*)/g))
      expect(script).not.toContain("${{");
  });

  it.skipIf(process.platform === "win32" || !existsSync("/bin/bash"))(
    "updates its comment and does not repeat it",
    () => {
      const [, script = ""] = /run: \|\n([\s\S]+)$/.exec(workflow) ?? [];
      const folder = tempFolder({
        "cyclelens-comment.md": "<!-- cyclelens:compare:guest -->\n## cost\n",
        // Answers what it is asked for, and writes down what it is told.
        "bin/gh": `#!/bin/bash
case "$*" in
*--paginate*) [ -f posted ] && echo 42; exit 0 ;;
esac
echo "$*" >> calls
touch posted
`,
      });
      layOut(folder, { "step.sh": script });
      const run = () =>
        spawnSync("/bin/bash", ["-e", "step.sh"], {
          cwd: folder,
          encoding: "utf8",
          env: { PATH: `${folder}/bin:/usr/bin:/bin`, GITHUB_REPOSITORY: "me/guest", PULL_REQUEST: "7" },
        });
      for (const { status, stderr } of [run(), run()]) expect([status, stderr]).toEqual([0, ""]);
      expect(readFileSync(path.join(folder, "calls"), "utf8").split("\n")).toEqual([
        "api repos/me/guest/issues/7/comments --field body=@cyclelens-comment.md",
        "api --method PATCH repos/me/guest/issues/comments/42 --field body=@cyclelens-comment.md",
        "",
      ]);
    },
  );
});
