import assert from "node:assert/strict";
import { openFlame } from "./harness";
import { deepProfile, engineProfile, guestProfile, reportProfile } from "./profiles";
import { until } from "./until";
import type { Suite } from "./suite";

export const flameTests: Suite = [
  {
    name: "paints the run: widths by cost, callees below callers, no complaint of the browser",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const box = async (name: string) => (await flame.frame(name).locator("rect").boundingBox())!;
      const [run, main, apply, check] = await Promise.all(
        ["guest", "guest::main", "guest::state::State::apply", "guest::check"].map(box),
      );
      assert.ok(main!.y > run!.y && apply!.y > main!.y, "callees stand below their callers");
      assert.ok(Math.abs(apply!.x - main!.x) < 2 && check!.x > apply!.x, "the heavier child stands left");
      assert.ok(Math.abs(apply!.width / run!.width - 0.641) < 0.01, "width is the share of the run");
      assert.match((await flame.labels())[0]!, /^guest, 100\.0 %/);
      assert.deepEqual(flame.complaints, []);
    },
  },
  {
    name: "a click opens the source beside, a double click zooms and does not",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await flame.frame("guest::check").click();
      assert.deepEqual(await flame.done(1), ["reveal /home/dev/guest/src/guest.rs:115 beside"]);
      await flame.painted(() => flame.frame("guest::check").dblclick());
      await flame.page.waitForTimeout(400);
      assert.equal(flame.deeds.length, 1);
      assert.match((await flame.labels())[0]!, /^guest::check, 31\.0 %/);
      assert.equal(await flame.page.locator(".crumbs li").count(), 4);
    },
  },
  {
    name: "breadcrumbs lead back out",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await flame.painted(() => flame.frame("guest::check").dblclick());
      await flame.painted(() => flame.page.locator(".crumbs button", { hasText: "main" }).click());
      assert.match((await flame.labels())[0]!, /^guest::main/);
      await flame.painted(() => flame.page.locator(".crumbs button").first().click());
      assert.match((await flame.labels())[0]!, /^guest, 100/);
    },
  },
  {
    name: "search tells the matched total of all nodes, marks what is drawn, and is no pattern",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const input = flame.page.locator("input[type=search]");
      const result = flame.page.locator("output");
      await input.fill("KECCAK");
      await flame.page.waitForFunction(() => document.querySelector("output")!.textContent !== "");
      assert.equal(await result.innerText(), "30.0 % in 3 frames");
      assert.equal(await flame.page.locator("g[data-match]").count(), 3);
      for (const text of ["fold_(", "[", "*", "a|b"]) {
        await input.fill(text);
        await flame.page.waitForFunction(() => document.querySelector("output")!.textContent === "No match");
      }
      await flame.page.getByRole("button", { name: "Regular expression" }).click();
      await input.fill("^k256::.*(verify|mul)$");
      await flame.page.waitForFunction(
        () => document.querySelector("output")!.textContent === "27.8 % in 2 frames",
      );
      await input.fill("(");
      await flame.page.waitForFunction(() =>
        /Not a pattern/.test(document.querySelector("output")!.textContent),
      );
      await input.fill("");
      await flame.page.waitForFunction(() => document.querySelector("output")!.textContent === "");
      assert.deepEqual(flame.complaints, []);
    },
  },
  {
    name: "inlined functions: a switch and a key, off at first where the run tells them beside its call tree",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, engineProfile());
      const button = flame.page.getByRole("button", { name: "Inlined functions" });
      const state = async () => [
        await button.getAttribute("aria-pressed"),
        await button.getAttribute("title"),
      ];
      assert.deepEqual(await state(), [
        "false",
        "Inlined functions as frames of their own: exact on each call path",
      ]);
      assert.equal(await flame.page.locator("g[data-inlined]").count(), 0);
      const before = await flame.labels();
      await flame.painted(() => button.click());
      assert.equal((await state())[0], "true");
      assert.match((await flame.labels()).join("\n"), /^core::iter::fold, inlined, 93\.3 %/m);
      await flame.page.locator("g[data-inlined]").first().hover();
      assert.match(await flame.status(), /core::iter::fold\s*inlined · 93\.3 %/);
      // The pivot of a sandwich that is no frame any more gives way.
      await flame.frame("core::iter::fold").focus();
      await flame.painted(() => flame.page.keyboard.press("s"));
      assert.match((await flame.labels(".below"))[0]!, /^core::iter::fold, inlined/);
      await flame.painted(() => flame.page.keyboard.press("n"));
      assert.doesNotMatch((await flame.labels()).join("\n"), /inlined/);
      await flame.painted(() => flame.page.getByRole("button", { name: "Top-down" }).click());
      assert.deepEqual(await flame.labels(), before);
      await flame.painted(() => flame.page.keyboard.press("n"));
      await flame.page.keyboard.press("t");
      assert.match(await flame.page.locator("table").innerText(), /core::iter::fold inlined/);
      assert.deepEqual(flame.complaints, []);
    },
  },
  {
    name: "inlined functions: what a cost is made of is a metric of the graph alone, and stays",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, engineProfile());
      const metric = flame.page.getByRole("combobox", { name: "Metric" });
      assert.deepEqual(await metric.locator("option").allInnerTexts(), ["cost", "memory"]);
      await flame.painted(() => metric.selectOption("memory"));
      assert.match((await flame.labels())[0]!, /^guest, 100\.0 %, 1\.49 K cost$/);
      assert.deepEqual(flame.deeds, []);
      await flame.painted(() => {
        flame.show(engineProfile());
        return Promise.resolve();
      });
      assert.equal(await metric.inputValue(), "memory");
      assert.deepEqual(flame.complaints, []);
    },
  },
  {
    name: "inlined functions: on at first where samples have them, no switch where nothing is told of them",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const button = flame.page.getByRole("button", { name: "Inlined functions" });
      assert.equal(await button.getAttribute("aria-pressed"), "true");
      assert.equal(await button.getAttribute("title"), "Inlined functions as frames of their own");
      const { callTree, ...rest } = guestProfile();
      const { frames } = callTree!;
      await flame.painted(() => {
        flame.show({
          ...rest,
          callTree: { ...callTree!, frames: { ...frames, inlined: new Uint8Array(frames.length) } },
        });
        return Promise.resolve();
      });
      assert.equal(await button.isDisabled(), true);
      assert.match(
        (await button.getAttribute("title"))!,
        /^This run does not tell what inlined functions cost/,
      );
    },
  },
  {
    name: "inverted: the functions with most self cost, callers below",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await flame.painted(() => flame.page.getByRole("button", { name: "Inverted" }).click());
      const labels = await flame.labels();
      assert.match(labels[1]!, /^tiny_keccak::keccakf, 30\.0 %/);
      const [leaf, caller] = await Promise.all(
        ["tiny_keccak::keccakf", "guest::merkle::root"].map(
          async (n) => (await flame.frame(n).boundingBox())!,
        ),
      );
      assert.ok(caller!.y > leaf!.y);
      await flame.painted(() => flame.frame("tiny_keccak::keccakf").dblclick());
      assert.match((await flame.labels())[0]!, /^tiny_keccak::keccakf/);
    },
  },
  {
    name: "sandwich: callers above, callees below, the function once in the middle",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await flame.frame("guest::merkle::root").click();
      await flame.painted(() => flame.page.getByRole("button", { name: "Sandwich" }).click());
      const pivots = flame.page.locator('g[aria-label^="guest::merkle::root, 32.0 %"]');
      const boxes = await Promise.all([0, 1].map(async (at) => (await pivots.nth(at).boundingBox())!));
      assert.ok(Math.abs(boxes[0]!.y - boxes[1]!.y) < 1, "both halves draw it at one place");
      const caller = (await flame.frame("guest::state::State::apply", ".callers").boundingBox())!;
      const callee = (await flame.frame("tiny_keccak::keccakf", ".below").boundingBox())!;
      assert.ok(caller.y < boxes[0]!.y && callee.y > boxes[0]!.y);
    },
  },
  {
    name: "libraries hidden, recursion collapsed, call order: the tree changes, the focus stays",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const press = (name: string) =>
        flame.painted(() => flame.page.getByRole("button", { name, exact: true }).click());
      await press("Hide libraries");
      assert.ok((await flame.labels()).every((label) => !/^(tiny_keccak|revm|k256|alloc|serde)/.test(label)));
      await press("Hide libraries");
      const roots = async () =>
        (await flame.labels()).filter((l) => l.startsWith("guest::merkle::root")).length;
      assert.equal(await roots(), 3);
      await press("Collapse recursion");
      assert.equal(await roots(), 1);
      await press("Call order");
      const read = (await flame.frame("guest::input::read").boundingBox())!;
      const apply = (await flame.frame("guest::state::State::apply").boundingBox())!;
      assert.ok(read.x < apply.x, "what was called first stands left");
    },
  },
  {
    name: "the metric switches here and everywhere",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await flame.page.locator("select").selectOption("steps");
      await until(
        async () => (await flame.labels())[0]!.endsWith("steps"),
        () => "figures in steps",
      );
      assert.deepEqual(await flame.done(1), ["metric steps"]);
    },
  },
  {
    name: "a report without call tree gives bars and says why",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, reportProfile());
      const note = await flame.page.locator(".note").innerText();
      assert.match(note, /no call tree/);
      assert.match(note, /inclusive/);
      const bars = flame.page.locator(".bar");
      assert.equal(await bars.count(), 4);
      assert.match(await bars.first().innerText(), /^96\.0 %\s*48\.0 K cost\s*guest::main$/);
      await bars.first().focus();
      await flame.page.keyboard.press("ArrowDown");
      assert.match(await flame.page.locator(".bar:focus").innerText(), /guest::state::State::apply/);
    },
  },
  {
    name: "the context menu opens source, shows in the tree, copies, merges and drops with undo",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const choose = async (frame: string, item: string) => {
        await flame.frame(frame).click({ button: "right" });
        await flame.page.getByRole("menuitem", { name: item }).first().click();
      };
      await choose("k256::ecdsa::verify", "Show in the side bar");
      await choose("k256::ecdsa::verify", "Copy stack");
      await flame.done(2);
      assert.match(flame.deeds[0]!, /^tree \d+ k256::ecdsa::verify$/);
      assert.match(
        flame.deeds[1]!,
        /^copy _start\nguest::main \(.*\)\nguest::check \(.*\)\nk256::ecdsa::verify \(/,
      );
      await flame.painted(() => choose("guest::state::State::apply", "Drop with its callees"));
      assert.ok((await flame.labels()).every((label) => !label.startsWith("guest::state")));
      await flame.painted(() => choose("guest::check", "Merge into callers"));
      assert.ok((await flame.labels()).some((label) => /^k256::ecdsa::verify/.test(label)));
      assert.equal(await flame.page.getByRole("button", { name: "Undo (2)" }).count(), 1);
      await flame.painted(() => flame.page.getByRole("button", { name: "Undo (2)" }).click());
      await flame.painted(() => flame.page.getByRole("button", { name: "Undo (1)" }).click());
      assert.ok((await flame.labels()).some((label) => label.startsWith("guest::state")));
    },
  },
  {
    name: "exports: SVG written from the data, folded and speedscope from the host",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      for (const item of ["SVG of this view", "Folded stacks"]) {
        await flame.page.getByRole("button", { name: "Export" }).click();
        await flame.page.getByRole("menuitem", { name: item }).click();
      }
      await flame.done(2);
      assert.match(
        flame.deeds[0]!,
        /^save guest\.svg <svg xmlns[^]*alloc::vec::Vec&lt;T&gt;::push[^]*<\/svg>/,
      );
      assert.equal(flame.deeds[1], "save guest.folded a;b 1");
      const svg = await flame.page.context().newPage();
      await svg.setContent(flame.deeds[0]!.slice("save guest.svg ".length));
      assert.equal(await svg.locator("svg rect").count(), (await flame.labels()).length);
    },
  },
  {
    name: "state comes back after a reload of the window; another profile starts at its whole run",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      await flame.painted(() => flame.frame("guest::check").dblclick());
      await flame.page.locator("input[type=search]").fill("keccak");
      await flame.page.waitForFunction(() => document.querySelector("output")!.textContent !== "");
      await flame.reload();
      assert.match((await flame.labels())[0]!, /^guest::check/);
      assert.equal(await flame.page.locator("input[type=search]").inputValue(), "keccak");
      await flame.painted(() => Promise.resolve(flame.show(deepProfile(50))));
      assert.match((await flame.labels())[0]!, /^guest, 100/);
    },
  },
  {
    name: "follows the width of the tab without moving rows",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const before = (await flame.frame("guest::main").boundingBox())!;
      await flame.painted(() => flame.page.setViewportSize({ width: 1600, height: 720 }));
      const after = (await flame.frame("guest::main").boundingBox())!;
      assert.ok(after.width > before.width * 1.25);
      assert.equal(after.height, before.height);
    },
  },
  {
    name: "showing a function from outside turns to its sandwich",
    async run({ browser, served }) {
      const profile = guestProfile();
      const flame = await openFlame(browser, served, profile);
      const func = profile.functions.name.indexOf("k256::ecdsa::verify");
      await flame.painted(() => Promise.resolve(flame.bridge.showFunction(func)));
      assert.match((await flame.labels(".below"))[0]!, /^k256::ecdsa::verify, 27\.8 %/);
    },
  },
];
