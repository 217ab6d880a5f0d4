// A live room: its connection, and each of its panes where the page has it.

import { connect } from "./room/connection";
import { life } from "./room/life";

const room = document.querySelector<HTMLElement>("[data-room]");

if (room) {
  connect(room);
  life(room);
  if (document.getElementById("board")) void import("./room/board").then(({ board }) => board());
}
