import { randomBytes } from "node:crypto";
import http from "node:http";
import path from "node:path";
import { chooseFile, editorLines, paletteCommand, webview } from "./workbench.mjs";

/**
 * What a test inside the extension host may do to the page and ask of it: the API cannot see
 * decorations, trees and webviews. A few fixed operations, no code to evaluate.
 */
const operations = {
  palette: (page, { title }) => paletteCommand(page, title),
  click: (page, a) => target(page, a).first().click(pointer(a)),
  dblclick: (page, a) => target(page, a).first().dblclick(pointer(a)),
  hover: (page, a) => target(page, a).first().hover(pointer(a)),
  /** From one place to another as a user drags: let go when the target shows that it takes it. */
  drag: async (page, { from, to }) => {
    const [start, end] = await Promise.all(
      [from, to].map(async (a) => {
        const { x, y, width, height } = await target(page, a).first().boundingBox();
        return { x: x + width / 2, y: y + height / 2 };
      }),
    );
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 8 });
    await page.mouse.move(end.x, end.y, { steps: 8 });
    for (let wiggle = 0; wiggle < 50 && (await page.locator(".drop-target").count()) === 0; wiggle++) {
      await page.waitForTimeout(200);
      await page.mouse.move(end.x + (wiggle % 2), end.y);
    }
    // A tree takes nothing before it has been held over for a moment.
    await page.waitForTimeout(300);
    await page.mouse.up();
  },
  fill: (page, a) => target(page, a).first().fill(a.value, pointer(a)),
  focus: (page, a) => target(page, a).first().focus(pointer(a)),
  waitFor: (page, a) =>
    target(page, a)
      .first()
      .waitFor({ state: a.state ?? "visible", ...pointer(a) }),
  text: (page, a) => target(page, a).allInnerTexts(),
  count: (page, a) => target(page, a).count(),
  attributes: (page, a) =>
    target(page, a).evaluateAll((all, name) => all.map((e) => e.getAttribute(name)), a.name),
  styles: (page, a) =>
    target(page, a).evaluateAll(
      (all, [property, pseudo]) => all.map((e) => getComputedStyle(e, pseudo || null)[property]),
      [a.property, a.pseudo],
    ),
  boxes: (page, a) =>
    target(page, a).evaluateAll((all) =>
      all.map((e) => {
        const { x, y, width, height } = e.getBoundingClientRect();
        return { x, y, width, height };
      }),
    ),
  chooseFile: (page, { file }) => chooseFile(page, file),
  editorLines: (page) => editorLines(page),
  press: (page, { key }) => page.keyboard.press(key),
  type: (page, { text, delay }) => page.keyboard.type(text, { delay }),
  /** Per key the milliseconds until its repaint. */
  keystrokes: (page, { keys, pause }) => measureKeystrokes(page, keys, pause),
  screenshot: async (page, { name, top = 0 }, artifacts) => {
    const file = path.join(artifacts, `${path.basename(name)}.png`);
    const { width, height } = page.viewportSize();
    await page.screenshot({ path: file, clip: { x: 0, y: top, width, height: height - top } });
    return file;
  },
};

const pointer = ({ timeout = 20_000, position, modifiers, button, force }) => ({
  timeout,
  ...(position && { position }),
  ...(modifiers && { modifiers }),
  ...(button && { button }),
  ...(force && { force }),
});

function target(page, { webview: index, selector, hasText }) {
  const root = index === undefined ? page : webview(page, index);
  return root.locator(selector, hasText === undefined ? undefined : { hasText });
}

/** From the key to the first task after the frame that shows it. */
async function measureKeystrokes(page, keys, pause = 60) {
  await page.evaluate(() => {
    window.keystrokes = [];
    if (window.keystrokesMeasured) return;
    window.keystrokesMeasured = true;
    const painted = new MessageChannel();
    let started = 0;
    painted.port1.onmessage = () => window.keystrokes.push(performance.now() - started);
    const onKey = () => {
      started = performance.now();
      requestAnimationFrame(() => painted.port2.postMessage(null));
    };
    window.addEventListener("keydown", onKey, { capture: true });
  });
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(pause);
  }
  return page.evaluate(() => window.keystrokes);
}

/** Serves the operations on a random local port under a random path. */
export async function startBridge(getPage, artifacts) {
  const token = randomBytes(16).toString("hex");
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", async () => {
      response.setHeader("content-type", "application/json");
      if (request.url !== `/${token}`) {
        response.statusCode = 404;
        response.end("{}");
        return;
      }
      try {
        const { op, ...rest } = JSON.parse(body);
        const value = await operations[op](getPage(), rest, artifacts);
        response.end(JSON.stringify({ value: value ?? null }));
      } catch (error) {
        response.statusCode = 500;
        response.end(JSON.stringify({ error: String(error?.message ?? error) }));
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/${token}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
