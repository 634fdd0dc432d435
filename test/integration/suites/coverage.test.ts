// Patch Coverage on a copy of our own small guests and, where they are, of real ones: tree, badge, matrix, diagnostic,
// hover, and every kind of quick fix.
import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import {
  applyQuickFix,
  GuestCopy,
  mustHaveGuests,
  noGuests,
  ownGuest,
  realGuest,
  watchedFolder,
} from "../support/coverage";
import { skip } from "../support/skip";
import { needsUi, ui } from "../support/ui";
import { eventually, until } from "../support/until";
import { closeEditors } from "../support/workspace";

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, ...args);

/** Guests with the same patches: SP1's of sha2 and k256, RISC Zero's of tiny-keccak in a comment. */
const sets = [
  { title: "patch coverage", sp1: ownGuest("client"), name: "ledger-client", risc0: ownGuest("vault") },
  {
    title: "patch coverage of real guests",
    sp1: realGuest("rsp/bin/client"),
    name: "rsp-client",
    risc0: realGuest("ethrex/risc0/2025-12-14_13f93e8d4d"),
  },
];

const patched = /^source = "git\+https:\/\/github\.com\/sp1-patches\/RustCrypto-hashes\?tag=patch-sha2.*"$/m;
const plain = 'source = "registry+https://github.com/rust-lang/crates.io-index"';
const withoutPatch = (text: string) => text.replace(/^sha2 = .*\n/m, "");
const plainSha2 = (lock: string) => lock.replace(patched, plain);
/** The tag that a manifest has for sha2. */
const tagIn = (text: string) => /patch-sha2-[\w.-]+/.exec(text)![0];
const patchedSha2 = (tag: string) => (lock: string) =>
  lock.replace(
    `name = "sha2"\nversion = "0.10.9"\n${plain}`,
    `name = "sha2"\nversion = "0.10.9"\nsource = "git+https://github.com/sp1-patches/RustCrypto-hashes?tag=${tag}#${"e".repeat(40)}"`,
  );

const treeRows = async () => {
  const selector = `.pane:has(.pane-header :text-is("Patch Coverage")) .pane-body [role=treeitem]`;
  return (await ui.text({ selector })).map((text) => text.replace(/\s+/g, " ").trim());
};

type Use = (...args: ConstructorParameters<typeof GuestCopy>) => GuestCopy;

/** Suite of tests that each may make one copy of a guest, gone after the test. */
function suite(title: string, isThere: boolean, tests: (use: Use) => void): void {
  describe(title, () => {
    let copy: GuestCopy | null = null;
    before(async function () {
      if (!isThere) {
        assert.ok(!mustHaveGuests, noGuests);
        skip(this, noGuests);
      }
      await vscode.extensions.getExtension("cyclelens.cyclelens")!.activate();
    });
    afterEach(async () => {
      await closeEditors();
      copy?.dispose();
      copy = null;
    });
    tests((...args) => (copy = new GuestCopy(...args)));
  });
}

// The trees first: later an editor may still hold documents of copies that are gone, and the tree lists them, too.
for (const { title, sp1, name } of sets)
  suite(`${title}: the tree`, sp1 !== null, (use) => {
    it("lists guests with their figure and operations with a glyph and a word, and counts them in the badge", async function () {
      needsUi(this);
      use(sp1!, "client", { manifest: withoutPatch, lock: plainSha2 });
      await run("cyclelens.refreshCoverage");
      await run("cyclelens.coverage.focus");
      await run("workbench.action.maximizeActivityBarView").then(undefined, () => undefined);
      const isGuest = (text: string) => text.startsWith(name);
      const rows = await until(async () => {
        const all = await treeRows();
        // The tree of the test before may still stand there.
        if (all.some((text) => text.startsWith("SHA-256")) && all.some(isGuest)) return all;
        throw new Error(all.join(" | "));
      }, "the guest and the operations");
      assert.ok(
        rows.some((text) => text.startsWith(name) && /\d+ of \d+ accelerated.* · SP1$/.test(text)),
        rows.join(" | "),
      );
      assert.ok(
        rows.some((text) => /^SHA-256.*SP1 ✘ unpatched/.test(text)),
        rows.join(" | "),
      );
      await run("cyclelens.coverage.filter", "no such thing");
      await ui.waitFor({ selector: ".welcome-view-content", hasText: "Nothing matches the filter" });
      await run("cyclelens.coverage.filter", "sha-256");
      await until(
        async () => (await treeRows()).every((text) => text.startsWith("SHA-256")),
        "the filtered rows",
      );
      await run("cyclelens.coverage.filter", "");
      await run("cyclelens.coverage.copyMarkdown");
      assert.match(await vscode.env.clipboard.readText(), new RegExp(name));
    });
  });

for (const { title, sp1, name, risc0 } of sets)
  suite(title, sp1 !== null && risc0 !== null, (use) => {
    it("shows the matrix, live: an edit of the manifest changes its cell", async function () {
      needsUi(this);
      await watchedFolder(`coverage-live-${name}`, "client");
      const guest = use(sp1!, "client", { manifest: withoutPatch, lock: plainSha2 }, `coverage-live-${name}`);
      await run("cyclelens.refreshCoverage");
      await run("cyclelens.showMatrix");
      const cell = (state: string) => ({
        webview: 0,
        selector: `[data-state=${state}]`,
        hasText: "sha2 0.10.9",
      });
      await ui.waitFor({ ...cell("unpatched"), timeout: 30_000 });
      const heads = await ui.text({ webview: 0, selector: "thead th" });
      assert.ok(heads[0]!.startsWith("Operation") && heads.some((text) => text.includes(name)), heads.join());
      // An answer that comes meanwhile makes another table, and a click on the one before does nothing.
      await eventually(async () => {
        await ui.click({ ...cell("unpatched") });
        const [details] = await ui.text({ webview: 0, selector: ".details" });
        assert.match(details ?? "", /SHA-256[\s\S]*unpatched[\s\S]*Add the patch of sha2/);
      });
      const fixed = () =>
        vscode.workspace.textDocuments.find(
          ({ isDirty, uri }) => isDirty && uri.fsPath === guest.manifest.fsPath,
        );
      const changed = await until(async () => {
        await ui.click({ ...cell("unpatched") });
        await ui.click({ webview: 0, selector: ".details button.fix", timeout: 3_000 });
        return until(fixed, "the fix", 3_000).catch(() => undefined);
      }, "the fix of the cell in the manifest");
      await changed.save();
      guest.editLock(patchedSha2(tagIn(changed.getText())));
      await run("cyclelens.showMatrix");
      await ui.waitFor({ ...cell("accelerated"), timeout: 30_000 });
    });

    it("marks the entry in Cargo.toml, with the lock entry beside it, and says on hover what it is, nothing twice", async () => {
      const stale = (text: string) =>
        text.replace("patch-sha2-0.10.9-sp1-6.0.0", "patch-sha2-0.10.9-sp1-4.0.0");
      const guest = use(sp1!, "client", { manifest: stale, lock: stale });
      const document = await vscode.workspace.openTextDocument(guest.manifest);
      await vscode.window.showTextDocument(document);
      const line = document
        .getText()
        .split("\n")
        .findIndex((text) => text.startsWith("sha2 ="));
      const found = await until(() => {
        const all = vscode.languages.getDiagnostics(guest.manifest);
        const own = all.find(
          ({ range, source, code }) =>
            source === "CycleLens" && range.start.line === line && code === "drifted",
        );
        if (!own)
          throw new Error(
            all
              .map(({ range, code, message }) => `${range.start.line} ${String(code)} ${message}`)
              .join(" | "),
          );
        return own;
      }, "a diagnostic at the patch");
      assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
      assert.match(found.message, /sha2 0\.10\.9/);
      assert.ok(
        found.relatedInformation?.some(({ location }) => location.uri.fsPath.endsWith("Cargo.lock")),
        "related information at the lock entry",
      );
      const hoverText = async () => {
        const hovers = await run<vscode.Hover[]>(
          "vscode.executeHoverProvider",
          guest.manifest,
          new vscode.Position(line, 1),
        );
        return hovers!
          .flatMap(({ contents }) => contents.map((c) => (typeof c === "string" ? c : c.value)))
          .join("\n")
          .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
      };
      const [, reason = "none"] = found.message.split("\n");
      await eventually(async () => {
        const text = await hoverText();
        assert.match(text, /sha2/);
        assert.match(text, /drifted/);
        assert.ok(!text.includes(reason), "the editor shows the diagnostic above it: nothing is said twice");
      });
      const settings = vscode.workspace.getConfiguration("cyclelens");
      try {
        await settings.update("coverage.severity", "off", vscode.ConfigurationTarget.Global);
        await until(
          () => vscode.languages.getDiagnostics(guest.manifest).every(({ source }) => source !== "CycleLens"),
          "no diagnostic when switched off",
        );
        await until(async () => (await hoverText()).includes(reason), "the reason in the hover instead");
      } finally {
        await settings.update("coverage.severity", undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it("adds a patch: comments and the other lines stay, then the lock's one entry makes it accelerated", async () => {
      const guest = use(sp1!, "client", { manifest: withoutPatch, lock: plainSha2 });
      assert.equal(await guest.stateOf("sha2"), "unpatched");
      const before = readFileSync(guest.manifest.fsPath, "utf8").split("\n");
      const { command } = await applyQuickFix(guest.manifest, /^Add the patch of sha2 /);
      assert.equal(command?.command, "cyclelens.coverage.runUpdate");
      assert.deepEqual((command!.arguments as { then: string[][] }[])[0]!.then, [
        ["cargo", "update", "-p", "sha2"],
      ]);
      const after = readFileSync(guest.manifest.fsPath, "utf8");
      assert.deepEqual(
        before.filter((line) => !after.split("\n").includes(line)),
        [],
      );
      guest.editLock(patchedSha2(tagIn(after)));
      assert.equal(await guest.stateOf("sha2"), "accelerated");
    });

    it("bumps a tag", async () => {
      const stale = (text: string) =>
        text.replace("patch-sha2-0.10.9-sp1-6.0.0", "patch-sha2-0.10.9-sp1-4.0.0");
      const guest = use(sp1!, "client", { manifest: stale, lock: stale });
      assert.equal(await guest.stateOf("sha2"), "drifted");
      await applyQuickFix(guest.manifest, /^Use patch-sha2-\S+ for sha2 /);
      const tag = tagIn(readFileSync(guest.manifest.fsPath, "utf8"));
      guest.editLock((lock) => lock.replace("patch-sha2-0.10.9-sp1-4.0.0", tag));
      assert.equal(await guest.stateOf("sha2"), "accelerated");
    });

    it("moves a patch to the workspace root", async () => {
      const root = '# the workspace\n[workspace]\nmembers = ["guest"]\nresolver = "2"\n';
      const guest = use(sp1!, "client", {
        manifest: (text) => text.replace("[workspace.package]\n", ""),
        lock: plainSha2,
        root,
      });
      assert.notEqual(await guest.stateOf("sha2"), "accelerated");
      await applyQuickFix(guest.manifest, /^Move the patch of sha2 /);
      const moved = readFileSync(guest.lock.replace("Cargo.lock", "Cargo.toml"), "utf8");
      assert.ok(moved.startsWith(root), moved);
      assert.match(moved, /sha2 = \{.*tag = "patch-sha2-0\.10\.9-sp1-6\.0\.0"/);
      assert.doesNotMatch(readFileSync(guest.manifest.fsPath, "utf8"), /^sha2 =/m);
      guest.editLock(patchedSha2(tagIn(moved)));
      assert.equal(await guest.stateOf("sha2"), "accelerated");
    });

    it("removes a patch that nothing uses", async () => {
      const unused =
        'md-5 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", tag = "patch-md5-0.10.6" }\n';
      const entry =
        '\n[[patch.unused]]\nname = "md-5"\nversion = "0.10.6"\nsource = "git+https://github.com/sp1-patches/RustCrypto-hashes?tag=patch-md5-0.10.6#e48b656ebc806117554bb33c2f8687e4637e37ff"\n';
      const guest = use(sp1!, "client", {
        manifest: (text) => `${text.trimEnd()}\n${unused}`,
        lock: (text) => text + entry,
      });
      assert.ok(
        (await guest.findings()).some((text) => /md-5/.test(text)),
        (await guest.findings()).join(" | "),
      );
      await applyQuickFix(guest.manifest, /^Remove the patch of md-5/);
      assert.doesNotMatch(readFileSync(guest.manifest.fsPath, "utf8"), /md-5/);
      guest.editLock((text) => text.replace(entry, ""));
      assert.ok(!(await guest.findings()).some((text) => /md-5/.test(text)));
      assert.equal(await guest.stateOf("sha2"), "accelerated");
    });

    it("switches a feature on, which changes no entry of the lock", async () => {
      // The patch that the guest keeps in a comment, with the SDK that still needs the feature for it.
      const guest = use(risc0!, "ethrex", {
        manifest: (text) => text.replace('"=3.0.3"', '"=2.3.1"').replace("# tiny-keccak =", "tiny-keccak ="),
        lock: (text) =>
          text
            .replace('name = "risc0-zkvm"\nversion = "3.0.3"', 'name = "risc0-zkvm"\nversion = "2.3.1"')
            .replace(
              `name = "tiny-keccak"\nversion = "2.0.2"\n${plain}`,
              `name = "tiny-keccak"\nversion = "2.0.2"\nsource = "git+https://github.com/risc0/tiny-keccak?tag=tiny-keccak%2Fv2.0.2-risczero.0#${"0".repeat(40)}"`,
            ),
      });
      assert.equal(await guest.stateOf("tiny-keccak"), "inert");
      await applyQuickFix(guest.manifest, /^Switch the feature unstable of risc0-zkvm on/);
      const text = readFileSync(guest.manifest.fsPath, "utf8");
      assert.match(text, /"std",\s*"getrandom",\s*"unstable",?\s*\]/);
      assert.ok(text.includes("# for production environments."), "comments stay");
      assert.equal(await guest.stateOf("tiny-keccak"), "accelerated");
    });

    it("fixes all of a guest at once, and says what is still to be run", async () => {
      const stale = (text: string) => text.replace("patch-k256-13.4-sp1-6.0.0", "patch-k256-13.4-sp1-4.0.0");
      const guest = use(sp1!, "client", {
        manifest: (text) => withoutPatch(stale(text)),
        lock: (text) => plainSha2(stale(text)),
      });
      assert.equal(await guest.stateOf("sha2"), "unpatched");
      const { command } = await applyQuickFix(guest.manifest, new RegExp(`^Fix all in guest ${name}`));
      const text = readFileSync(guest.manifest.fsPath, "utf8");
      assert.match(text, /^sha2 = .*patch-sha2-0\.10\.9-sp1-6/m);
      assert.doesNotMatch(text, /sp1-4\.0\.0/);
      assert.ok((command!.arguments as { then: string[][] }[])[0]!.then.length > 1);
      const k256 = /patch-k256-[\w.-]+/.exec(text)![0];
      guest.editLock((lock) => patchedSha2(tagIn(text))(lock).replaceAll("patch-k256-13.4-sp1-4.0.0", k256));
      assert.equal(await guest.stateOf("sha2"), "accelerated");
      assert.equal(await guest.stateOf("k256"), "accelerated");
    });

    it("refuses to run what is not cargo's own update", async function () {
      needsUi(this);
      await run("cyclelens.coverage.runUpdate", { cwd: "/", then: [["sh", "-c", "true"]] });
      await run("notifications.showList");
      await ui.waitFor({
        selector: ".notification-list-item-message",
        hasText: "Nothing of this can be run",
      });
      await run("notifications.clearAll");
      await run("notifications.hideList");
    });
  });

suite("patch coverage of an OpenVM guest", true, (use) => {
  it("adds the section of openvm.toml that a library needs, which changes no entry of the lock", async () => {
    const copy = use(ownGuest("kernel"), "kernel");
    assert.equal(await copy.stateOf("openvm-keccak256"), "inert");
    const { command } = await applyQuickFix(copy.manifest, /^Switch on keccak in .*openvm\.toml$/);
    assert.equal(command, undefined);
    const config = path.join(path.dirname(copy.manifest.fsPath), "openvm.toml");
    const before = readFileSync(path.join(ownGuest("kernel"), "openvm.toml"), "utf8");
    assert.equal(readFileSync(config, "utf8"), `${before}\n[app_vm_config.keccak]\n`);
    assert.equal(await copy.stateOf("openvm-keccak256"), "accelerated");
  });
});
