import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CycleLensError } from "../../core/errors";
import type { AgentContext } from "../context";
import type { ServeOptions } from "./serve";

/** How long a client may take to say its roots. */
const rootsMs = 10_000;

/**
 * The folders of a server: those of `--folder`; else the client's roots, asked for once and again when they change; else
 * the folder it was started in. A context, with the profiles it has in memory, lives as long as its folders.
 */
export class ServedFolders {
  private known: Promise<AgentContext> | null = null;
  private last: { readonly key: string; readonly context: AgentContext } | null = null;

  constructor(
    private readonly server: Server,
    private readonly options: Pick<ServeOptions, "folders" | "cwd" | "contextOf">,
  ) {}

  /** Throws `usage` where there is no folder. */
  context(): Promise<AgentContext> {
    if (this.known === null) {
      const making = this.make();
      // What failed is tried again: the client may have roots the next time.
      making.catch(() => {
        if (this.known === making) this.known = null;
      });
      this.known = making;
    }
    return this.known;
  }

  forget(): void {
    this.known = null;
  }

  private async make(): Promise<AgentContext> {
    const named = await this.named();
    const key = JSON.stringify(named);
    if (this.last?.key !== key) this.last = { key, context: await this.options.contextOf(named) };
    return this.last.context;
  }

  private async named(): Promise<readonly string[]> {
    const { folders, cwd } = this.options;
    if (folders.length > 0) return folders;
    if (this.server.getClientCapabilities()?.roots !== undefined) {
      const { roots } = await this.server.listRoots(undefined, { timeout: rootsMs });
      return roots.flatMap(({ uri }) => pathOf(uri));
    }
    // A client that says nothing may start its servers anywhere: a whole disk or home is nobody's workspace.
    if (path.dirname(cwd) === cwd || path.resolve(cwd) === os.homedir())
      throw new CycleLensError(
        "usage",
        "the server does not know the workspace",
        "start it with --folder DIR, or with a client that has roots",
      );
    return [cwd];
  }
}

function pathOf(uri: string): string[] {
  try {
    return uri.startsWith("file://") ? [fileURLToPath(uri)] : [];
  } catch {
    return [];
  }
}
