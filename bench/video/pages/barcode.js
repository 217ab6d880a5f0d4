// The barcode of `barcode.py`, drawn and read.
export const CELL = 10;
export const ROWS = 40;
const CELLS = 56;

function check(moment) {
  let total = 0x5a;
  for (let byte = 5; byte >= 0; byte -= 1) {
    total = (total * 31 + (Math.floor(moment / 256 ** byte) % 256)) & 255;
  }
  return total;
}

export function draw(context, moment) {
  const bits = moment.toString(2).padStart(48, "0") + check(moment).toString(2).padStart(8, "0");
  context.fillStyle = "#000";
  context.fillRect(0, 0, context.canvas.width, ROWS);
  context.fillStyle = "#fff";
  for (let cell = 0; cell < CELLS; cell += 1) {
    if (bits[cell] === "1") context.fillRect(cell * CELL, 0, CELL, ROWS);
  }
}

// The moment in a picture, or null when it cannot be read.
export function read(context) {
  const { data } = context.getImageData(0, ROWS / 2, CELLS * CELL, 1);
  let bits = "";
  for (let cell = 0; cell < CELLS; cell += 1) {
    bits += data[(cell * CELL + CELL / 2) * 4 + 1] > 127 ? "1" : "0";
  }
  const moment = parseInt(bits.slice(0, 48), 2);
  return check(moment) === parseInt(bits.slice(48), 2) ? moment : null;
}
