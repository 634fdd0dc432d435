import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { flameComparison } from "../../src/core/analysis/flame/comparison";
import { FlameIndex } from "../../src/core/analysis/flame/flameIndex";
import { compareTrees } from "../../src/core/compare/compareTrees";
import type { Profile } from "../../src/core/profile/model";
import { connectFlame } from "../../src/host/flame/bridge";
import type { FlameBridge } from "../../src/host/flame/bridge";
import { webviewHtml } from "../../src/host/webviewHtml";
import type { Channel } from "../../src/protocol/channel";
import { flameWords } from "../../src/protocol/flameWords";
import type { Request } from "../../src/protocol/requests";
import { registerFlame } from "../../src/server/flame";
import { webviewEntries, webviewOptions } from "../../scripts/webviewBundle.mjs";
import { HostPage, newTab, type OpenOptions } from "./hostPage";

/** The product's own bundles by file name. */
export async function bundles(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    ...(webviewOptions as object),
    entryPoints: webviewEntries,
    minify: true,
    write: false,
    outdir: "out",
    logLevel: "warning",
  });
  return new Map(outputFiles.map((file) => [file.path.split(/[/\\]/).at(-1)!, file.text]));
}

export interface Served {
  readonly url: string;
  close(): void;
}

/** Serves the page as VS Code does: script and style from one origin, under the product's own CSP. */
export async function serve(files: ReadonlyMap<string, string>): Promise<Served> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").split("?")[0]!.slice(1);
    const body = files.get(name);
    const page = {
      "": "flamegraph",
      matrix: "matrix",
      openvm: "openvm",
      openvmRun: "openvmRun",
      history: "history",
    }[name];
    if (page !== undefined) {
      const origin = `http://${request.headers.host}`;
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(
        webviewHtml({
          script: `${origin}/${page}.js`,
          style: `${origin}/${page}.css`,
          cspSource: origin,
          nonce: randomBytes(18).toString("base64url"),
          language: "en",
        }),
      );
    } else if (body === undefined) response.writeHead(404).end();
    else {
      response.setHeader("content-type", name.endsWith(".css") ? "text/css" : "text/javascript");
      response.end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export class FlamePage extends HostPage {
  bridge!: FlameBridge;
  profile: Profile;
  metric: string;
  /** The open profile joined with a base; null where nothing is compared. */
  private compared: FlameIndex | null = null;
  private drawsComparison = true;
  private id = 1;
  private readonly server = new Map<string, (params: unknown) => unknown>();

  constructor(page: Page, profile: Profile) {
    super(page);
    this.profile = profile;
    this.metric = profile.metrics[0]?.id ?? "";
    registerFlame(
      { onRequest: (method, handler) => this.server.set(method, handler as (params: unknown) => unknown) },
      () => ({
        profile: this.profile,
        id: this.profileId,
        metric: this.metric,
        comparison: this.compared && { id: `${this.profileId} compared`, flame: this.compared },
      }),
    );
  }

  get profileId(): string {
    return `p${this.id}`;
  }

  /** Another profile becomes active, as after a new run. */
  show(profile: Profile): void {
    this.profile = profile;
    this.id++;
    this.bridge.refresh();
  }

  /** The open profile is compared from now on; null: with nothing. */
  compare(base: Profile | null): void {
    const side = (profile: Profile) => ({ profile, library: new Uint8Array(profile.functions.length) });
    const trees = base && compareTrees(base, this.profile);
    const joined = base && trees && flameComparison(side(base), side(this.profile), trees);
    this.compared = joined && new FlameIndex(joined.profile, joined.library);
    this.bridge.refresh();
  }

  /** Labels of the painted frames, of one half of a sandwich if asked. */
  async labels(part = ".chart"): Promise<string[]> {
    return this.page
      .locator(`${part}:not([hidden]) g[role=treeitem]`)
      .evaluateAll((all) => all.map((g) => g.getAttribute("aria-label")!));
  }

  frame(name: string, part = ".chart:not([hidden])") {
    return this.page.locator(`${part} g[role=treeitem][aria-label^="${name},"]`).first();
  }

  /** Name of the frame that has the keyboard. */
  async focused(): Promise<string> {
    return this.page.evaluate(() =>
      (document.activeElement?.getAttribute("aria-label") ?? "").replace(/, [^,]*, [^,]*$/, ""),
    );
  }

  async status(): Promise<string> {
    return this.page.locator(".status").innerText();
  }

  protected connect(channel: Channel): void {
    this.bridge = connectFlame(channel, {
      words: flameWords,
      active: () => {
        const drawn = this.compared !== null && this.drawsComparison;
        return {
          id: drawn ? `${this.profileId} compared` : this.profileId,
          title: "guest",
          metric: this.metric,
          ...(this.compared === null ? {} : { comparison: { label: "baseline", drawn } }),
        };
      },
      drawComparison: (drawn) => {
        this.drawsComparison = drawn;
        this.bridge.refresh();
      },
      request: <P, R>(what: Request<P, R>, params: P): Promise<R> => {
        if (what.method === "cyclelens/exportProfile") {
          const { comparison } = params as { readonly comparison?: string };
          const text = comparison === undefined ? "a;b 1" : `a;b 1 2 of ${comparison}`;
          return Promise.resolve({ text, fileName: "guest.folded" } as R);
        }
        return new Promise((resolve) => resolve(this.server.get(what.method)!(params) as R));
      },
      reveal: (file, line, beside) => this.did(`reveal ${file}:${line}${beside ? " beside" : ""}`),
      showInTree: (func, name) => this.did(`tree ${func} ${name}`),
      copy: (text) => this.did(`copy ${text}`),
      save: (text, fileName) => this.did(`save ${fileName} ${text}`),
      setMetric: (metric) => {
        this.metric = metric;
        this.bridge.refresh();
        return this.did(`metric ${metric}`);
      },
      failed: (error) => void this.did(`failed ${String(error)}`),
    });
  }
}

export async function openFlame(
  browser: Browser,
  served: Served,
  profile: Profile,
  options: OpenOptions = {},
): Promise<FlamePage> {
  const flame = new FlamePage(await newTab(browser, options), profile);
  await flame.start(served.url, options.theme ?? "dark");
  return flame;
}
