import assert from "node:assert/strict";
import path from "node:path";
import { coverageOfPicture } from "../unit/host/coverages";
import { violations } from "./access.test";
import { openMatrix } from "./matrixPage";
import { hostileNames } from "./profiles";
import type { Suite } from "./suite";
import { themeNames } from "./themes";

const answer = () =>
  coverageOfPicture(
    `
    .            stateless-sp1/sp1        stateless-zisk/zisk      stateless-risc0/risc0  stateless-openvm/openvm
    secp256k1    accelerated:k256@0.13.4  accelerated:k256@0.13.4  unused:k256@0.13.4     inert:k256@0.13.4
    sha256       unpatched:sha2@0.10.8    accelerated:sha2@0.10.9  drifted:sha2@0.10.8    unknown:sha2@0.10.9
    keccak256    unpatched:tiny-keccak@2  accelerated:sha3@0.10.8  unavailable:sha3@0.10  accelerated:sha3@0.10
    kzg          absent                   absent                   absent                 absent
    bn254-add    accelerated:bn@0.6.0     accelerated:bn@0.6.0     accelerated:bn@0.6.0   accelerated:bn@0.6.0
    `,
    { cost: 12_400_000 },
  );

export const matrixTests: Suite = [
  ...themeNames.map((theme) => ({
    name: `matrix: axe finds nothing in ${theme}: grid, focus, sorted, details, empty`,
    async run({ browser, served, artifacts }: Parameters<Suite[number]["run"]>[0]) {
      const matrix = await openMatrix(browser, served, answer(), { theme });
      const check = async (what: string) => {
        assert.deepEqual(await violations(matrix.page), [], what);
        await matrix.page.screenshot({ path: path.join(artifacts, `${theme}-matrix-${what}.png`) });
      };
      await check("grid");
      await matrix.page.locator("[role=gridcell][data-state=unpatched]").first().click();
      await check("details");
      await matrix.page.locator("thead th").nth(2).click();
      await check("sorted");
      await matrix.page.getByRole("button", { name: "Only what needs work" }).click();
      await check("open");
      await matrix.show({ ...answer(), coverage: { ...answer().coverage, guests: [] } });
      await check("empty");
      assert.deepEqual(matrix.complaints, []);
    },
  })),
  {
    name: "matrix: each cell has a glyph and a word, never colour alone",
    async run({ browser, served }) {
      const matrix = await openMatrix(browser, served, answer());
      const flat = (texts: string[]) => texts.map((text) => text.replace(/\s+/g, " ").trim());
      assert.deepEqual(await matrix.column(0), [
        "ECDSA secp256k1",
        "SHA-256",
        "Keccak-256",
        "BN254 addition",
        ...(await matrix.column(0)).slice(4),
      ]);
      assert.deepEqual(flat(await matrix.column(2)).slice(0, 4), [
        "✔ accelerated k256 0.13.4 12.4 M cost",
        "✘ unpatched sha2 0.10.8 12.4 M cost",
        "✘ unpatched tiny-keccak 2 12.4 M cost",
        "✔ accelerated bn 0.6.0 12.4 M cost",
      ]);
      assert.equal(flat(await matrix.column(4))[0], "⊘ patch unused k256 0.13.4 12.4 M cost");
      assert.match((await matrix.column(1))[1]!, /sha256 libraries/);
    },
  },
  {
    name: "matrix: one cell is in the tab order; arrows, Home, End, PageDown move it, Enter opens and sorts",
    async run({ browser, served }) {
      const matrix = await openMatrix(browser, served, answer());
      const press = (key: string) => matrix.page.keyboard.press(key);
      assert.equal(await matrix.page.locator("[role=grid] [tabindex='0']").count(), 1);
      await matrix.page.locator("[role=grid] [tabindex='0']").focus();
      assert.equal(await matrix.focused(), "ECDSA secp256k1");
      await press("ArrowDown");
      await press("ArrowRight");
      await press("ArrowRight");
      assert.match(await matrix.focused(), /^✘ unpatched sha2/);
      assert.match(await matrix.details(), /sha2 is unpatched/);
      assert.match(await matrix.details(), /stateless-sp1 › revm › sha2/);
      await press("Enter");
      assert.deepEqual(matrix.deeds, ["open /home/dev/ws/stateless-sp1/Cargo.toml:4"]);
      await press("Home");
      assert.equal(await matrix.focused(), "SHA-256");
      await press("Control+Home");
      assert.match(await matrix.focused(), /^Operation/);
      await press("End");
      assert.equal(await matrix.focused(), "Notes");
      await press("ArrowRight");
      assert.equal(await matrix.focused(), "Notes", "the edge holds");
      await press("Home");
      const top = await matrix.focused();
      await press("Control+PageDown");
      assert.equal(await matrix.focused(), top, "with Ctrl the editor turns its own pages");
      await press("PageDown");
      assert.notEqual(await matrix.focused(), top);
      await press("Control+End");
      await press("Control+Home");
      await press("ArrowRight");
      await press("ArrowRight");
      await press("Enter");
      assert.match(await matrix.focused(), /^stateless-sp1 ▲/, "the head keeps the keyboard");
      assert.equal(
        await matrix.page
          .locator("th[aria-sort=ascending]")
          .first()
          .innerText()
          .then((t) => t.split("\n")[0]),
        "stateless-sp1 ▲",
      );
      assert.deepEqual((await matrix.column(0)).slice(0, 2), ["SHA-256", "Keccak-256"]);
      await press("Enter");
      assert.match((await matrix.column(2))[0]!, /absent/);
      await press("Enter");
      assert.equal((await matrix.column(0))[0], "ECDSA secp256k1");
      assert.equal(await matrix.page.locator("[role=grid] [tabindex='0']").count(), 1);
    },
  },
  {
    name: "matrix: a fix, the manifest and the exports go to the host by number",
    async run({ browser, served }) {
      const matrix = await openMatrix(browser, served, answer());
      await matrix.page.locator("[data-state=unpatched]").first().click();
      await matrix.page.getByRole("button", { name: "Add the patch for sha2" }).click();
      await matrix.page.getByRole("button", { name: "Open manifest" }).click();
      for (const name of ["Markdown", "CSV", "JSON", "Refresh"])
        await matrix.page.getByRole("button", { name }).click();
      assert.deepEqual(await matrix.done(6), [
        "fix stateless-sp1: Add the patch for sha2",
        "open /home/dev/ws/stateless-sp1/Cargo.toml:4",
        "export md",
        "export csv",
        "export json",
        "refresh",
      ]);
      assert.ok(
        !(await matrix.page.content()).includes("/home/dev/ws"),
        "no path of the machine in the page",
      );
    },
  },
  {
    name: "matrix: follows a new answer in place, keeps sort and filter after a reload",
    async run({ browser, served }) {
      const matrix = await openMatrix(browser, served, answer());
      await matrix.page.locator("thead th").nth(2).click();
      await matrix.page.getByRole("button", { name: "Only what needs work" }).click();
      assert.deepEqual(await matrix.column(0), ["SHA-256", "Keccak-256", "ECDSA secp256k1"]);
      await matrix.page.locator("tbody td").nth(1).focus();
      const fixed = coverageOfPicture(
        ".  stateless-sp1/sp1\nsha256 accelerated:sha2@0.10.8\nkeccak256 unpatched:k@1",
      );
      await matrix.show(fixed);
      assert.deepEqual(await matrix.column(0), ["Keccak-256"]);
      assert.match(await matrix.focused(), /unpatched/, "the keyboard stays where it was");
      await matrix.reload();
      assert.deepEqual(await matrix.column(0), ["Keccak-256"]);
      matrix.problem = "The server could not be asked.";
      await matrix.show(null);
      assert.deepEqual(await matrix.column(0), ["Keccak-256"], "the last good table stays");
      assert.equal(await matrix.page.getByRole("status").innerText(), "The server could not be asked.");
    },
  },
  {
    name: "matrix: hostile names are text, hostile messages change nothing",
    async run({ browser, served }) {
      const guests = hostileNames.map((_, at) => `g${at}/sp1`).join(" ");
      const cells = hostileNames.map(() => "unpatched:x@1").join(" ");
      const plain = coverageOfPicture(`. ${guests}\nsha256 ${cells}`);
      const names = plain.coverage.guests.map((guest, at) => ({
        ...guest,
        name: hostileNames[at]!,
        crates: guest.crates.map((crate) => ({
          ...crate,
          crate: hostileNames[at]!,
          reason: hostileNames[at]!,
        })),
      }));
      const matrix = await openMatrix(browser, served, {
        ...plain,
        coverage: { ...plain.coverage, guests: names },
      });
      for (let at = 2; at < names.length + 2; at++)
        await matrix.page
          .locator("tbody tr")
          .nth(0)
          .locator("td")
          .nth(at - 1)
          .click();
      const before = await matrix.column(2);
      for (const message of [
        null,
        "showMatrix",
        { type: "notice", name: "showMatrix", value: { words: {}, table: null, problem: null } },
        { type: "notice", name: "showMatrix", value: { table: { revision: 1, guests: [], rows: [{}] } } },
        { type: "notice", name: "__proto__", value: {} },
      ])
        await matrix.send(message);
      assert.deepEqual(await matrix.column(2), before);
      const found = await matrix.page.evaluate(() => ({
        hacked: "hacked" in window,
        scripts: document.scripts.length,
        images: document.images.length,
        links: document.links.length,
      }));
      assert.deepEqual(found, { hacked: false, scripts: 1, images: 0, links: 0 });
      assert.deepEqual(matrix.complaints, []);
    },
  },
  {
    name: "matrix: at 200 % zoom everything is within reach",
    async run({ browser, served, artifacts }) {
      const matrix = await openMatrix(browser, served, answer(), { zoom: 2 });
      await matrix.page.locator("[data-state=unpatched]").first().click();
      await matrix.page.screenshot({ path: path.join(artifacts, "matrix-zoom-200.png") });
      assert.ok(await matrix.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      for (const name of ["Only what needs work", "Markdown", "Refresh"])
        assert.ok(await matrix.page.getByRole("button", { name }).isVisible(), name);
      const grid = (await matrix.page.locator(".scroll").boundingBox())!;
      assert.ok(grid.height >= 100, `the grid keeps ${grid.height} px`);
      await matrix.page.getByRole("button", { name: "Add the patch for sha2" }).click();
      assert.deepEqual(matrix.deeds, ["fix stateless-sp1: Add the patch for sha2"]);
    },
  },
];
