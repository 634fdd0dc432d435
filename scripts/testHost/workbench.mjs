import path from "node:path";

/**
 * Opens the workbench in a page of `browser`.
 * `onLog(type, args)` gets the workbench's and the extension host's console; `onExit(code)` the end of
 * a test entry.
 */
export async function openWorkbench(browser, server, options) {
  const { extension, tests, folder, onLog, onExit, size = { width: 1400, height: 900 }, scale = 1 } = options;
  const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale });
  const page = await context.newPage();
  await page.exposeFunction("codeAutomationLog", (type, args) => onLog?.(type, args));
  await page.exposeFunction("codeAutomationExit", (code) => onExit?.(code));
  const host = `127.0.0.1:${server.port}`;
  const uri = (file) => `vscode-remote://${host}${encodeURI(path.resolve(file))}`;
  const payload = [
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  if (extension) payload.push(["extensionDevelopmentPath", uri(extension)]);
  if (tests) payload.push(["extensionTestsPath", uri(tests)]);
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (folder?.endsWith(".code-workspace")) query.set("workspace", path.resolve(folder));
  else if (folder) query.set("folder", path.resolve(folder));
  else query.set("ew", "true");
  // A busy machine takes its time for the first page; what hangs is told by the run's own limit.
  await page.goto(`http://${host}/?${query}`, { timeout: 150_000, waitUntil: "commit" });
  await page.locator(".monaco-workbench").waitFor({ timeout: 150_000 });
  return page;
}

/** The frame with a webview's own document (workbench > iframe.webview > #active-frame). */
export function webview(page, index = 0) {
  const outer = page.locator("iframe.webview.ready").filter({ visible: true }).nth(index);
  return outer.contentFrame().locator("iframe#active-frame").contentFrame();
}

/** Runs a command as a user does: the palette, by title. Just after the start it may not list ours yet. */
export async function paletteCommand(page, title) {
  const input = page.locator(".quick-input-widget input.input");
  const row = page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press("F1");
    await input.waitFor();
    await input.fill(`>${title}`);
    try {
      await row.click({ timeout: 5000 });
      return;
    } catch (error) {
      if (attempt === 4) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

/** The visible lines of the active editor: number, text, and what a decoration writes after the line. */
export function editorLines(page) {
  const editor = page.locator(".editor-group-container.active .monaco-editor").first();
  return editor.evaluate((element) => {
    const top = (node) => Math.round(node.getBoundingClientRect().top);
    const numbers = new Map();
    for (const node of element.querySelectorAll(".margin-view-overlays .line-numbers"))
      numbers.set(top(node), Number(node.textContent));
    return [...element.querySelectorAll(".view-lines .view-line")]
      .map((node) => {
        const attached = [...node.querySelectorAll("span")]
          .map((span) => getComputedStyle(span, "::after"))
          .filter(({ content }) => content !== "none" && content !== "normal");
        return {
          line: numbers.get(top(node)) ?? 0,
          text: node.textContent.replace(/\u00a0/g, " "),
          after: attached
            .map(({ content }) => content.replace(/^"|"$/g, "").replace(/\u00a0/g, " "))
            .join(""),
          color: attached.at(-1)?.color ?? null,
        };
      })
      .sort((a, b) => a.line - b.line);
  });
}

/** Opens a file of the workspace by name, as Quick Open does. */
export async function openFile(page, name) {
  await page.keyboard.press("Control+P");
  const input = page.locator(".quick-input-widget input.input");
  await input.waitFor();
  await input.fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
  await page.locator(".tab.active", { hasText: name }).waitFor();
}

/** Answers the editor's file dialog with a path. */
export async function chooseFile(page, file) {
  const button = page
    .locator(".quick-input-widget .quick-input-action .monaco-button")
    .filter({ visible: true })
    .first();
  const input = page.locator(".quick-input-widget input.input");
  await button.waitFor();
  // The dialog fills in its folder late, and again while it lists it.
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.waitForTimeout(300);
    await input.fill(file);
    await page.waitForTimeout(300);
    if ((await input.inputValue()) === file) await button.click();
    if (
      await button.waitFor({ state: "hidden", timeout: 2000 }).then(
        () => true,
        () => false,
      )
    )
      return;
  }
  throw new Error(`the file dialog did not take ${file}`);
}
