import assert from "node:assert/strict";
import { openFlame } from "./harness";
import type { FlamePage } from "./harness";
import { guestProfile } from "./profiles";
import type { Suite } from "./suite";

async function press(flame: FlamePage, ...keys: string[]): Promise<void> {
  for (const key of keys) await flame.page.keyboard.press(key);
}

async function onGraph(flame: FlamePage): Promise<void> {
  await flame.page.locator("g[tabindex='0']").first().focus();
}

export const keyboardTests: Suite = [
  {
    name: "keys: Tab reaches every control and one frame; each control shows the focus, a pressed one too",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const seen: string[] = [];
      const rings: string[] = [];
      for (let i = 0; i < 30; i++) {
        await press(flame, "Tab");
        seen.push(
          await flame.page.evaluate(() => {
            const at = document.activeElement!;
            return at.getAttribute("aria-label") ?? at.textContent ?? at.tagName;
          }),
        );
        rings.push(
          await flame.page.evaluate(() => {
            const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.activeElement!);
            return `${outlineWidth} ${outlineStyle} ${outlineColor}`;
          }),
        );
        if (seen.at(-1)!.startsWith("guest, ")) break;
      }
      for (const control of [
        "Search functions",
        "Regular expression",
        "Top-down",
        "Inverted",
        "Sandwich",
        "Metric",
        "Hide libraries",
        "Table",
        "Export",
        "Keys",
      ])
        assert.ok(seen.includes(control), `${control} in ${seen.join(" | ")}`);
      assert.deepEqual([...new Set(rings.slice(0, -1))], ["2px solid rgb(0, 120, 212)"], seen.join(" | "));
      assert.equal(
        await flame.page.locator("g[tabindex='0']").count(),
        1,
        "one frame is in the order of Tab",
      );
    },
  },
  {
    name: "keys: arrows go to child, parent and siblings; the status line follows",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await onGraph(flame);
      await press(flame, "ArrowDown", "ArrowDown", "ArrowDown");
      assert.equal(await flame.focused(), "guest::state::State::apply");
      await press(flame, "ArrowRight");
      assert.equal(await flame.focused(), "guest::check");
      const status = await flame.status();
      assert.match(status, /guest::check/);
      assert.match(status, /31\.0 % · 350 cost self · 15\.8 K cost total · [\d,]+ calls · .*guest\.rs:115/);
      await press(flame, "ArrowLeft", "ArrowUp");
      assert.equal(await flame.focused(), "guest::main");
      await press(flame, "ArrowDown", "End");
      assert.equal(await flame.focused(), "guest::output::write");
      await press(flame, "Home");
      assert.equal(await flame.focused(), "guest::state::State::apply");
    },
  },
  {
    name: "keys: Enter zooms, Backspace goes out, Esc clears the search, then the focus",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const top = async () => (await flame.labels())[0]!.split(",")[0];
      await onGraph(flame);
      await press(flame, "ArrowDown", "ArrowDown", "ArrowDown");
      await flame.painted(() => press(flame, "Enter"));
      assert.equal(await top(), "guest::state::State::apply");
      assert.equal(await flame.focused(), "guest::state::State::apply");
      await flame.painted(() => press(flame, "Backspace"));
      assert.equal(await top(), "guest::main");
      await press(flame, "/");
      await flame.page.keyboard.type("keccak");
      await flame.page.waitForFunction(() => document.querySelector("output")!.textContent !== "");
      await press(flame, "Escape");
      assert.equal(await flame.page.locator("input[type=search]").inputValue(), "");
      assert.equal(await top(), "guest::main");
      await flame.painted(() => press(flame, "Escape"));
      assert.equal(await top(), "guest");
    },
  },
  {
    name: "keys: / and Ctrl+F search, F3 and Shift+F3 walk through the matches, the heaviest first",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      for (const key of ["/", "Control+f", "Meta+f"]) {
        await onGraph(flame);
        await press(flame, key);
        assert.equal(await flame.page.evaluate(() => document.activeElement?.tagName), "INPUT", key);
      }
      await flame.page.keyboard.type("keccak");
      await flame.page.waitForFunction(() => document.querySelector("output")!.textContent !== "");
      const totals: string[] = [];
      for (const key of ["F3", "F3", "F3", "F3", "Shift+F3"]) {
        await press(flame, key);
        totals.push(
          await flame.page.evaluate(
            () => document.activeElement!.getAttribute("aria-label")!.split(", ")[1]!,
          ),
        );
      }
      assert.deepEqual(totals, ["17.6 %", "10.2 %", "2.2 %", "17.6 %", "2.2 %"]);
    },
  },
  {
    name: "keys: h hot path, i inverted, s sandwich, l libraries, t table",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await onGraph(flame);
      const pressed = (name: string) =>
        flame.page.getByRole("button", { name, exact: true }).getAttribute("aria-pressed");
      const outline = () => flame.page.locator(".chart:not([hidden]) .hot-path").last().getAttribute("d");
      assert.notEqual(await outline(), "");
      await press(flame, "h");
      assert.equal(await outline(), "");
      await press(flame, "h");
      assert.equal(await flame.focused(), "tiny_keccak::keccakf", "the hot path ends where the cost is");
      await flame.painted(() => press(flame, "i"));
      assert.equal(await pressed("Inverted"), "true");
      await flame.painted(() => press(flame, "i"));
      assert.equal(await pressed("Top-down"), "true");
      await flame.painted(() => press(flame, "s"));
      assert.equal(await pressed("Sandwich"), "true");
      await flame.painted(() => press(flame, "s"));
      await flame.painted(() => press(flame, "l"));
      assert.equal(await pressed("Hide libraries"), "true");
      await press(flame, "t");
      assert.equal(await flame.page.getByRole("treegrid").count(), 1);
      await press(flame, "t");
      assert.equal(await flame.page.getByRole("treegrid").count(), 0);
    },
  },
  {
    name: "keys: o opens the source, Alt+o beside, c copies the stack, ? lists all keys",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await onGraph(flame);
      await press(flame, "ArrowDown", "ArrowDown", "o", "Alt+o", "c");
      await flame.done(3);
      assert.match(flame.deeds[0]!, /^reveal \/home\/dev\/guest\/src\/guest\.rs:\d+$/);
      assert.match(flame.deeds[1]!, /^reveal .* beside$/);
      assert.match(flame.deeds[2]!, /^copy _start\nguest::main/);
      await press(flame, "?");
      const dialog = flame.page.getByRole("dialog", { name: "Keyboard" });
      const text = await dialog.innerText();
      for (const key of [
        "Enter",
        "Backspace",
        "Esc",
        "F3",
        "Shift+F3",
        "h",
        "i",
        "s",
        "l",
        "t",
        "o",
        "c",
        "?",
      ])
        assert.ok(text.includes(key), key);
      await press(flame, "Escape");
      assert.equal(await dialog.count(), 0);
    },
  },
  {
    name: "keys: in a sandwich up goes to callers, down to callees",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await onGraph(flame);
      await press(flame, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown");
      assert.equal(await flame.focused(), "guest::merkle::root");
      await flame.painted(() => press(flame, "s"));
      await press(flame, "ArrowUp");
      assert.equal(await flame.focused(), "guest::state::State::apply");
      await press(flame, "ArrowDown", "ArrowDown");
      assert.equal(await flame.focused(), "guest::merkle::root");
      await flame.painted(() => press(flame, "Enter"));
    },
  },
  {
    name: "keys: work while nothing in the graph has the focus, and an unknown has no unit",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await flame.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await press(flame, "t");
      const table = flame.page.locator("[role=treegrid]");
      await table.waitFor();
      assert.doesNotMatch(await table.innerText(), /– cost/);
      await press(flame, "/");
      assert.equal(await flame.page.evaluate(() => document.activeElement?.tagName), "INPUT");
    },
  },
  {
    name: "keys: the menu by keyboard",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await onGraph(flame);
      await press(flame, "ArrowDown", "ArrowDown", "Shift+F10", "ArrowDown", "ArrowDown");
      assert.equal(await flame.page.evaluate(() => document.activeElement?.getAttribute("role")), "menuitem");
      await press(flame, "Escape");
      assert.equal(await flame.focused(), "guest::main");
    },
  },
];
