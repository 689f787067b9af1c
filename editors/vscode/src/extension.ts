/** The extension: it starts the server, and shows reports. Everything else is done by the server. */

import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient, TransportKind } from "vscode-languageclient/node";

import { advice, DOCUMENTS, initialization, server, type Settings } from "./options";
import { type Ask, INSPECT, nameOf, showReport } from "./report";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const settings = read();
  const started = new LanguageClient(
    "activitylint",
    "activitylint",
    { ...server(settings), transport: TransportKind.stdio },
    {
      documentSelector: DOCUMENTS,
      initializationOptions: initialization(settings),
      synchronize: { configurationSection: "activitylint" },
      middleware: {
        // The line above a file runs the command of the server; its answer is a page to show.
        executeCommand: (command, args, next) =>
          command === INSPECT ? panel(String(args[0]), ask) : next(command, args),
      },
    },
  );
  client = started;
  const ask: Ask = (command, args) =>
    started.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...args] });
  context.subscriptions.push(
    vscode.window.registerCustomEditorProvider("activitylint.report", {
      openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
      resolveCustomEditor: (document, { webview }) => showReport(webview, document.uri.toString(), ask),
    }),
    vscode.commands.registerCommand("activitylint.showReport", () => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      return uri && panel(uri.toString(), ask);
    }),
  );
  try {
    await started.start();
  } catch (error) {
    void offerSettings(advice(settings, error));
  }
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function offerSettings(message: string): Promise<void> {
  if (await vscode.window.showErrorMessage(message, "Open Settings")) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "activitylint.command");
  }
}

function panel(uri: string, ask: Ask): Promise<void> {
  const column = vscode.ViewColumn.Beside;
  const { webview } = vscode.window.createWebviewPanel("activitylint.page", nameOf(uri), column, {});
  return showReport(webview, uri, ask);
}

function read(): Settings {
  const settings = vscode.workspace.getConfiguration("activitylint");
  return {
    command: settings.get("command", ["activitylint", "lsp"]),
    fixOnSave: settings.get("fixOnSave", false),
    rulePages: settings.get("rulePages", ""),
  };
}
