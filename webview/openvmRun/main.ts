import {
  browseField,
  changeField,
  formReady,
  keepForm,
  pressForm,
  showForm,
} from "../../src/protocol/openvmRun";
import { FormApp } from "./app";
import { hostChannel, vsCode } from "../hostChannel";
import "../editorPage.css";
import "./style.css";

const channel = hostChannel();
const app = new FormApp(document.body, {
  change: (id, value) => channel.tell(changeField, { id, value }),
  browse: (id) => channel.tell(browseField, id),
  press: (button) => channel.tell(pressForm, button),
});
channel.on(showForm, (model) => app.show(model));
channel.on(keepForm, (text) => vsCode.setState(text));
channel.tell(formReady, null);
