/** Of one leaf: its position as a 64-bit float, the number of its stream as 32 bits. */
export const PLACE_BYTES = 12;

export const placesOf = (rows: readonly { position: number; stream: number }[]): Buffer => {
  const packed = Buffer.alloc(rows.length * PLACE_BYTES);
  rows.forEach(({ position, stream }, i) => {
    packed.writeDoubleLE(position, i * PLACE_BYTES);
    packed.writeUInt32LE(stream, i * PLACE_BYTES + 8);
  });
  return packed;
};

export const readPlaces = (packed: Buffer): { positions: Float64Array; streams: Uint32Array } => {
  const count = packed.length / PLACE_BYTES;
  const positions = new Float64Array(count);
  const streams = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    positions[i] = packed.readDoubleLE(i * PLACE_BYTES);
    streams[i] = packed.readUInt32LE(i * PLACE_BYTES + 8);
  }
  return { positions, streams };
};
