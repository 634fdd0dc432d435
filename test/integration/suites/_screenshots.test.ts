// Not a test: arranges the windows that scripts/screenshots.mjs takes pictures of.
import * as vscode from "vscode";
import { openRecorded } from "../support/recorded";
import { ui } from "../support/ui";
import { until } from "../support/until";
import { clearNotifications } from "../support/views";
import { guestFile, openSource, ziskemu } from "../support/workspace";

/** Height of the title bar, which in a test window says that it is one. */
const titleBar = 31;
const theme = process.env.CYCLELENS_SHOT_THEME!;
const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

describe("screenshots", () => {
  it("takes them", async function () {
    this.timeout(180_000);
    await openSource("sha256.rs", 52);
    if (ziskemu) await run("cyclelens.profileZisk", { guest: "sample-guest", input: guestFile("input.bin") });
    else await openRecorded();
    await run("workbench.action.closePanel");
    await clearNotifications();
    await run("notifications.hideList");
    await run("cyclelens.hot.focus");
    await openSource("sha256.rs", 52);
    await until(async () => (await ui.editorLines()).some(({ after }) => after.includes("%")), "figures");
    await ui.waitFor({ selector: ".codelens-decoration a", hasText: "%" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await ui.screenshot(`${theme}-editor`, titleBar);
    await run("cyclelens.showFlameGraph");
    await ui.waitFor({ webview: 0, selector: "g[data-row]", timeout: 30_000 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await ui.screenshot(`${theme}-flame`, titleBar);
  });
});
