// A live room: its connection, and each of its panes where the page has it.

import { connect } from "./room/connection";
import { life } from "./room/life";

const room = document.querySelector<HTMLElement>("[data-room]");

if (room) {
  connect(room);
  life(room);
  const here = room.querySelector<HTMLFormElement>("form[data-presence]");
  if (here) void import("./room/presence").then(({ presence }) => presence(here));
  if (document.getElementById("board") || "console" in room.dataset) void import("./room/board").then(({ board }) => board());
  const picture = room.querySelector<HTMLElement>("[data-player]");
  if (picture) void import("./room/player").then(({ player }) => player(picture));
  const camera = room.querySelector<HTMLElement>("[data-publisher]");
  if (camera) void import("./room/publisher").then(({ publisher }) => publisher(camera));
  if (document.getElementById("room-goods")) void import("./room/shelf").then(({ shelf }) => shelf());
  if (document.getElementById("console-goods")) void import("./room/shelf").then(({ consoleShelf }) => consoleShelf());
  const desk = document.querySelector<HTMLElement>("[data-minding]");
  if (desk) void import("./room/talk").then(({ minding }) => minding(desk));
  let begun: HTMLElement | null = null;
  const speak = (): void => {
    const chat = document.querySelector<HTMLElement>("[data-chat]");
    if (!chat || chat === begun) return;
    begun = chat;
    void import("./room/talk").then(({ talk }) => talk(chat));
  };
  speak();
  document.addEventListener("meadow:console-filled", speak);
}
