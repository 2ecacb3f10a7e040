/** The last frame of a text message, from a server: not masked (RFC 6455, section 5.2). */
const FINAL_TEXT = 0x81;

/** Lengths up to this are in the second byte; up to 64 KiB in two more, beyond that in eight more. */
const SHORT = 125;
const MEDIUM = 0xff_ff;

/**
 * Returns a text as one frame of the WebSocket protocol. `ws` writes a frame as two pieces, which costs a session twice as much as
 * one, and makes each frame again.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length <= SHORT ? 2 : length <= MEDIUM ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = FINAL_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = SHORT + 1;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = SHORT + 2;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}
