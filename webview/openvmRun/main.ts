import { Channel } from "../../src/protocol/channel";
import {
  browseField,
  changeField,
  formReady,
  keepForm,
  pressForm,
  showForm,
} from "../../src/protocol/openvmRun";
import { FormApp } from "./app";
import "../editorPage.css";
import "./style.css";

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: string): void };

const code = acquireVsCodeApi();
const channel = new Channel((message) => code.postMessage(message));
const app = new FormApp(document.body, {
  change: (id, value) => channel.tell(changeField, { id, value }),
  browse: (id) => channel.tell(browseField, id),
  press: (button) => channel.tell(pressForm, button),
});
channel.on(showForm, (model) => app.show(model));
channel.on(keepForm, (text) => code.setState(text));
addEventListener("message", (event: MessageEvent) => channel.receive(event.data));
addEventListener("pagehide", () => channel.dispose());
channel.tell(formReady, null);
