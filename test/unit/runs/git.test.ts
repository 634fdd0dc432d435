import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readGit } from "../../../src/runs/git";
import { layOut, tempFolder } from "../tempFolder";

const hash = "0123456789abcdef0123456789abcdef01234567";

describe("commit and dirty flag", () => {
  it("are null outside of git", async () => expect(await readGit(tempFolder())).toBeNull());

  it("come from a real repository, from any folder in it", async () => {
    const root = tempFolder({ "src/a.rs": "one\n" });
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" });
    try {
      git("--version");
    } catch {
      return;
    }
    git("init", "-q", "-b", "trunk");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x");
    const commit = git("rev-parse", "HEAD").trim();
    expect(await readGit(path.join(root, "src"))).toEqual({ commit, branch: "trunk", dirty: false });
    git("pack-refs", "--all");
    writeFileSync(path.join(root, "src/a.rs"), "two\n");
    expect(await readGit(root)).toEqual({ commit, branch: "trunk", dirty: true });
  });

  it("come from the files of a detached head, a work tree and packed refs", async () => {
    const root = tempFolder({
      "detached/.git/HEAD": `${hash}\n`,
      "tree/.git": "gitdir: ../main/.git/worktrees/tree\n",
      "main/.git/HEAD": "ref: refs/heads/main\n",
      "main/.git/packed-refs": `# pack-refs\n${hash} refs/heads/side\n`,
      "main/.git/worktrees/tree/HEAD": "ref: refs/heads/side\n",
      "main/.git/worktrees/tree/commondir": "../..\n",
    });
    expect(await readGit(path.join(root, "detached"))).toMatchObject({ commit: hash, branch: null });
    expect(await readGit(path.join(root, "tree"))).toMatchObject({ commit: hash, branch: "side" });
    expect(await readGit(path.join(root, "main"))).toBeNull();
  });

  it("do not follow a ref out of the repository", async () => {
    const root = tempFolder({ secret: hash });
    mkdirSync(path.join(root, "w"));
    layOut(root, { "w/.git/HEAD": "ref: refs/../../../secret\n" });
    expect(await readGit(path.join(root, "w"))).toBeNull();
  });
});
