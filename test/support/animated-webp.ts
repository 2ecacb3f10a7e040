/** One picture of an animation. */
export interface Frame {
  /** A still WebP of the animation's size. */
  readonly picture: Buffer;
  readonly ms: number;
}

const HEADER_BYTES = 8;
const ANIMATION = 0x02;

/**
 * Joins still pictures to an animated WebP that repeats for ever.
 * The container: https://developers.google.com/speed/webp/docs/riff_container
 */
export function animatedWebp(frames: readonly Frame[], width: number, height: number): Buffer {
  const size = Buffer.concat([uint24(width - 1), uint24(height - 1)]);
  const canvas = chunk('VP8X', Buffer.concat([Buffer.from([ANIMATION, 0, 0, 0]), size]));
  // White behind all frames; no limit of repeats.
  const animation = chunk('ANIM', Buffer.from([255, 255, 255, 255, 0, 0]));
  const pictures = frames.map(({ picture, ms }) =>
    chunk(
      'ANMF',
      Buffer.concat([uint24(0), uint24(0), size, uint24(ms), Buffer.from([0]), imageData(picture)]),
    ),
  );
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), canvas, animation, ...pictures]));
}

/** Returns the chunk of a still picture that has its pixels. */
function imageData(picture: Buffer): Buffer {
  for (let at = 12; at < picture.length; ) {
    const end = at + HEADER_BYTES + picture.readUInt32LE(at + 4);
    if (/^VP8[ L]$/.test(picture.toString('latin1', at, at + 4))) return padded(picture.subarray(at, end));
    at = end + (end % 2);
  }
  throw new Error('The picture is no WebP');
}

function chunk(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(name);
  header.writeUInt32LE(content.length, 4);
  return padded(Buffer.concat([header, content]));
}

const padded = (bytes: Buffer): Buffer =>
  bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);

function uint24(value: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(value, 0, 3);
  return bytes;
}
