import assert from "node:assert/strict";
import path from "node:path";
import type { Profile } from "../../src/core/profile/model";
import { profileFromTree } from "../unit/flame/pictures";
import { violations } from "./access.test";
import { openFlame } from "./harness";
import type { FlamePage } from "./harness";
import type { OpenOptions } from "./hostPage";
import type { Suite, World } from "./suite";
import { themeNames } from "./themes";

/** root got cheaper, verify dearer, encode is gone with its callee, cache is new, check is what it was. */
function pair(): { base: Profile; next: Profile } {
  const base = profileFromTree(`
    guest::main 300
      guest::merkle::root 5200
        tiny_keccak::keccakf 4000
      k256::verify 2600
      guest::codec::encode 700
        core::fmt::write 300
      guest::check 400
  `);
  const next = profileFromTree(`
    guest::main 300
      guest::merkle::root 2100
        tiny_keccak::keccakf 3200
      k256::verify 3300
      guest::cache::lookup 900
      guest::check 400
  `);
  return { base, next };
}

async function open({ browser, served }: World, options: OpenOptions = {}): Promise<FlamePage> {
  const { base, next } = pair();
  const flame = await openFlame(browser, served, next, options);
  await flame.painted(async () => flame.compare(base));
  return flame;
}

const changes = (flame: FlamePage): Promise<Record<string, string>> =>
  flame.page.locator("g[data-change]").evaluateAll((all) =>
    Object.fromEntries(
      all.map((group) => {
        const label = group.getAttribute("aria-label") ?? "";
        return [label.split(",")[0]!, group.getAttribute("data-change")!];
      }),
    ),
  );

export const compareTests: Suite = [
  {
    name: "compare: every frame says what became of it, by colour, sign and word",
    async run(world) {
      const flame = await open(world);
      assert.deepEqual(await changes(flame), {
        guest: "better3",
        "guest::main": "better3",
        "guest::merkle::root": "better3",
        "tiny_keccak::keccakf": "better3",
        "k256::verify": "worse2",
        "guest::cache::lookup": "worse3",
        "guest::check": "same",
      });
      const labels = await flame.labels();
      assert.ok(
        labels.includes("guest::merkle::root, ▼ -42.4 % better, 52.0 %, 5.30 K cost"),
        labels.join(" | "),
      );
      assert.ok(labels.includes("k256::verify, ▲ +26.9 % worse, 32.4 %, 3.30 K cost"), labels.join(" | "));
      assert.ok(labels.includes("guest::cache::lookup, ▲ new, 8.8 %, 900 cost"), labels.join(" | "));
      assert.ok(labels.includes("guest::check, =, 3.9 %, 400 cost"), labels.join(" | "));
      const text = await flame.frame("guest::merkle::root").textContent();
      assert.match(text ?? "", /guest::merkle::root\s+▼ -42\.4 % better/);
      assert.deepEqual(flame.complaints, []);
    },
  },
  {
    name: "compare: what is new is hatched, what is gone is listed with what it cost",
    async run(world) {
      const flame = await open(world);
      const hatched = await flame.page.locator(".hatch").first().getAttribute("d");
      assert.equal(hatched?.match(/M/g)?.length, 1, "one frame is new");
      const gone = flame.page.locator("details.gone");
      assert.match(await gone.innerText(), /Gone: 1 call, 1\.00 K cost before/);
      const rows = await gone.locator("tbody tr").allInnerTexts();
      assert.deepEqual(
        rows.map((row) => row.split("\t")),
        [["guest::codec::encode", "guest::main", "1.00 K", "7.4 %"]],
      );
    },
  },
  {
    name: "compare: widths of before show what is gone, hatched; inverted keeps both sides",
    async run(world) {
      const flame = await open(world);
      await flame.painted(() => flame.page.getByRole("button", { name: "Before" }).click());
      const before = await flame.labels();
      assert.ok(before.includes("guest::codec::encode, ▼ gone, 7.4 %, 1.00 K cost"), before.join(" | "));
      assert.ok(!before.some((label) => label.startsWith("guest::cache")), "what is new has no width there");
      await flame.painted(() => flame.page.getByRole("button", { name: "Now" }).click());
      await flame.painted(() => flame.page.keyboard.press("i"));
      const inverted = await flame.labels();
      assert.ok(
        inverted.includes("tiny_keccak::keccakf, ▼ -20.0 % better, 31.4 %, 3.20 K cost"),
        inverted.join(" | "),
      );
      await flame.painted(() => flame.frame("tiny_keccak::keccakf").dblclick());
      assert.match((await flame.labels())[0]!, /^tiny_keccak::keccakf, ▼ -20\.0 % better,/);
    },
  },
  {
    name: "compare: the table has both sides and the change; keys work as in the plain one",
    async run(world) {
      const flame = await open(world);
      await flame.page.keyboard.press("t");
      const head = await flame.page.locator("[role=columnheader]").allInnerTexts();
      assert.deepEqual(
        head.map((text) => text.toLowerCase()),
        ["function", "share", "total", "self", "base", "change", "", "self change", "calls", "source"],
      );
      const row = await flame.page.locator("[role=row]", { hasText: "k256::verify" }).allInnerTexts();
      assert.deepEqual(row[0]!.split("\t").slice(0, 8), [
        "k256::verify",
        "32.4 %",
        "3.30 K cost",
        "3.30 K cost",
        "2.60 K cost",
        "+700 cost",
        "▲ +26.9 % worse",
        "+700 cost",
      ]);
      await flame.page.keyboard.press("t");
      await flame.frame("guest::main").focus();
      await flame.page.keyboard.press("ArrowDown");
      assert.match(
        await flame.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? ""),
        /^guest::merkle::root/,
      );
      assert.match(await flame.status(), /-3\.90 K cost ▼ -42\.4 % better/);
    },
  },
  {
    name: "compare: Changes turns it off and on; without a comparison there is no such button",
    async run(world) {
      const flame = await open(world);
      const button = flame.page.getByRole("button", { name: "Changes" });
      assert.equal(await button.getAttribute("aria-pressed"), "true");
      assert.equal(await button.getAttribute("title"), "Compared with baseline");
      await flame.painted(() => button.click());
      assert.equal(await flame.page.locator("g[data-change]").count(), 0);
      assert.equal(await flame.page.locator("details.gone").isVisible(), false);
      await flame.painted(() => button.click());
      assert.ok((await flame.page.locator("g[data-change]").count()) > 5);
      await flame.painted(async () => flame.compare(null));
      assert.equal(await button.isVisible(), false);
    },
  },
  {
    name: "compare: exports carry both runs while the changes are drawn, and say so",
    async run(world) {
      const flame = await open(world);
      const exported = async (item: string): Promise<string> => {
        const wanted = flame.deeds.length + 1;
        await flame.page.getByRole("button", { name: "Export" }).click();
        await flame.page.getByRole("menuitem", { name: item, exact: true }).click();
        return (await flame.done(wanted)).at(-1)!;
      };
      const svg = await exported("SVG of this view");
      assert.match(svg, /^save guest\.diff\.svg <svg[^]*class="w2"[^]*url\(#hatch\)/);
      assert.equal(
        await exported("Folded stacks with both runs"),
        "save guest.folded a;b 1 2 of p1 compared",
      );
      const picture = await flame.page.context().newPage();
      await picture.setContent(svg.slice("save guest.diff.svg ".length));
      await picture.screenshot({ path: path.join(world.artifacts, "compare-export.png") });
      await flame.painted(() => flame.page.getByRole("button", { name: "Changes" }).click());
      assert.match(await exported("SVG of this view"), /^save guest\.svg /);
      assert.equal(await exported("Folded stacks"), "save guest.folded a;b 1");
    },
  },
  ...themeNames.map((theme) => ({
    name: `compare: readable and without a fault for assistive technology in ${theme}`,
    async run(world: World) {
      const flame = await open(world, { theme });
      await flame.page.screenshot({ path: path.join(world.artifacts, `compare-${theme}.png`) });
      assert.deepEqual(await violations(flame.page), []);
    },
  })),
  {
    name: "compare: at 200 % zoom nothing is cut off",
    async run(world) {
      const flame = await open(world, { zoom: 2 });
      await flame.page.screenshot({ path: path.join(world.artifacts, "compare-zoom.png") });
      assert.ok(await flame.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      const stage = (await flame.page.locator(".stage").boundingBox())!;
      assert.ok(stage.height >= 100, `the graph keeps ${stage.height} px`);
    },
  },
];
