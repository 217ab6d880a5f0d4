// The boot: what every page wears; what only some pages need comes as a chunk of its own.

import htmx from "htmx.org";
import { arriving } from "./arrival";
import { dialogs } from "./dialog";
import { forms } from "./form";
import { gallery } from "./gallery";
import { menus } from "./menu";
import { more } from "./more";
import { progress } from "./progress";
import { themes } from "./theme";
import { toasts } from "./toast";
import { waterfall } from "./waterfall";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // pages hold personal things; nothing of them stays in the browser's storage
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true }, // the form again, with what is wrong
    { code: "[45]..", swap: false, error: true }, // a refusal, which toast.ts says
  ],
});

function csrfToken(): string {
  return document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

const sent = new WeakSet<Element>();

document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = event as CustomEvent<{ elt: Element; verb: string; headers: Record<string, string> }>;
  if (detail.verb === "get") return;
  detail.headers["X-CSRFToken"] = csrfToken();
  // What is sent once more may have been done, and its answer lost: nobody may say off-hand that it was refused.
  if (sent.has(detail.elt)) detail.headers["X-Again"] = "1";
  sent.add(detail.elt);
});

themes();
toasts();
menus();
dialogs();
forms();
progress();
arriving("[data-waterfall]", waterfall);
arriving("[data-gallery]", gallery);
arriving("[data-more]", more);

if (document.querySelector("[data-arrange]")) {
  void import("./arrange").then(({ arrange }) => arriving("[data-arrange]", arrange));
}
if (document.body.dataset["person"]) void import("./live").then(({ live }) => live());
const pushBox = document.querySelector<HTMLElement>("[data-push]");
if (pushBox) void import("./push").then(({ push }) => push(pushBox));
if (document.querySelector("[data-compose]")) void import("./compose");
const stripeForm = document.querySelector<HTMLFormElement>("form[data-stripe]");
if (stripeForm) void import("./stripe").then(({ stripe }) => stripe(stripeForm));
if (document.querySelector("[data-share]")) void import("./share");
if (document.querySelector("[data-upload]")) {
  void import("./upload").then(({ upload }) => arriving("[data-upload]", upload));
}
const arrival = document.querySelector<HTMLFormElement>("form[data-touch]");
if (arrival) void import("./touch").then(({ touch }) => touch(arrival));
const list = document.querySelector<HTMLFormElement>("form[data-selection]");
if (list) void import("./selection").then(({ selection }) => selection(list));
const productSheet = document.querySelector<HTMLFormElement>("form[data-product]");
if (productSheet) void import("./product").then(({ product }) => product(productSheet));
const table = document.querySelector<HTMLFormElement>("form[data-sheet]");
if (table) void import("./sheet").then(({ sheet }) => sheet(table));
const waitingRoom = document.querySelector<HTMLElement>("[data-waiting]");
if (waitingRoom) void import("./room/waiting").then(({ waiting }) => waiting(waitingRoom));
if (document.querySelector("[data-room]")) void import("./room");
const again = document.querySelector<HTMLElement>("[data-replay]");
if (again) void import("./room/replay").then(({ replay }) => replay(again));
const shortly = document.querySelector<HTMLAnchorElement>("a[data-clip]");
if (shortly) void import("./room/clip").then(({ clip }) => clip(shortly));
const then = document.querySelector<HTMLElement>("[data-chat-then]");
if (then) void import("./room/retell").then(({ retell }) => retell(then));
const quick = document.querySelector<HTMLElement>("[data-replies]");
if (quick) void import("./replies").then(({ replies }) => replies(quick));
const thread = document.querySelector<HTMLElement>("[data-thread]");
if (thread) void import("./chat").then(({ chat }) => chat(thread));
