import path from "node:path";
import { commands, Diagnostic, DiagnosticSeverity, languages, Range, Uri, type Disposable } from "vscode";
import { rustcProblems } from "./rustcProblems";

/** Rustc's errors of the last build, where the problem matcher cannot place them: a cargo workspace inside the folder. */
export class BuildProblems implements Disposable {
  readonly #collection = languages.createDiagnosticCollection("cyclelens-build");

  clear(): void {
    this.#collection.clear();
  }

  /** Shows the problems of what a build printed; how many there are. */
  report(root: string, printed: string): number {
    const byFile = new Map<string, Diagnostic[]>();
    const problems = rustcProblems(printed);
    for (const { severity, code, message, file, line, column } of problems) {
      const start = [Math.max(0, line - 1), Math.max(0, column - 1)] as const;
      const diagnostic = new Diagnostic(
        new Range(...start, ...start),
        message,
        severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
      );
      diagnostic.source = "rustc";
      if (code !== null) diagnostic.code = code;
      const absolute = path.resolve(root, file);
      byFile.set(absolute, [...(byFile.get(absolute) ?? []), diagnostic]);
    }
    this.#collection.set([...byFile].map(([file, diagnostics]) => [Uri.file(file), diagnostics]));
    return problems.length;
  }

  show(): void {
    void commands.executeCommand("workbench.actions.view.problems");
  }

  dispose(): void {
    this.#collection.dispose();
  }
}
