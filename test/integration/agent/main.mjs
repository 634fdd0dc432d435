import { commands, lm, window } from "vscode";

/** Asks for a run of the sample guest, and says what came of it. */
export function activate({ subscriptions }) {
  const input = { elf: "guest/sample-guest.elf.gz", inputFile: "guest/input.bin", maxSteps: 200_000 };
  subscriptions.push(
    commands.registerCommand("agentOfTheTests.profileGuest", async () => {
      try {
        await lm.invokeTool("cyclelens_profile_guest", { input, toolInvocationToken: undefined });
        void window.showInformationMessage("agent: it was run");
      } catch (error) {
        void window.showInformationMessage(`agent: ${error.message}`);
      }
    }),
  );
}
