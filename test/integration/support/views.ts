import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { ui } from "./ui";
import { eventually } from "./until";

/** Texts of the visible items of one of our views, brought to the front. */
export async function treeTexts(view: "runs" | "hot" | "callTree"): Promise<string[]> {
  const title = { runs: "Runs", hot: "Hot Functions", callTree: "Call Tree" }[view];
  await vscode.commands.executeCommand(`cyclelens.${view}.focus`);
  const selector = `.pane:has(.pane-header :text-is("${title}")) .pane-body [role=treeitem]`;
  return (await ui.text({ selector })).map((text) => text.replace(/\s+/g, " ").trim());
}

/** Texts of the notifications; a test window shows them only in its list. */
export async function notifications(): Promise<string[]> {
  await vscode.commands.executeCommand("notifications.showList");
  return ui.text({ selector: ".notifications-center .notification-list-item-message" });
}

/** Waits for a notification: it may be shown a moment after what it speaks of. */
export async function notified(wanted: RegExp): Promise<void> {
  await eventually(async () => assert.match((await notifications()).join("\n"), wanted));
}

export async function clearNotifications(): Promise<void> {
  await vscode.commands.executeCommand("notifications.clearAll");
}

/** What stands beside a view's title: the metric of its figures. */
export async function viewMetric(title: string): Promise<string> {
  return (await ui.text({ selector: `.pane-header:has(:text-is("${title}")) .description` })).join();
}
